// Numbered places at which a test may kill the process (sdk/epoch/README.md tells the numbers). Only the test builds of
// the libraries call out (SILHOUETTE_FAULT_POINTS, tests/faults/recorder); in the shipped library nothing of it exists.
#pragma once

#ifdef SILHOUETTE_FAULT_POINTS
extern "C" void silhouette_fault_point(int place) __attribute__((weak));
#endif

namespace silhouette::platform {

inline void fault_point([[maybe_unused]] int place) {
#ifdef SILHOUETTE_FAULT_POINTS
    if (silhouette_fault_point != nullptr) {
        silhouette_fault_point(place);
    }
#endif
}

}  // namespace silhouette::platform
