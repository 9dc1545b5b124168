// A hook library that only tells what is asked of it; for launch_test.
#include <chrono>
#include <string_view>
#include <thread>

#include <silhouette/silhouette.h>

// The test program's.
extern "C" void launched_tells(const char* what);

extern "C" {

SIL_API sil_status silhouette_hook_start(const char* const* variables, sil_recorder** recorder) {
    if (std::string_view(variables[0]) == "SILHOUETTE_APP=slow") {
        // Slower than the test, which ends it at once.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    launched_tells("start");
    *recorder = reinterpret_cast<sil_recorder*>(recorder);
    return SIL_OK;
}
SIL_API void silhouette_hook_attach(sil_recorder*) {
    launched_tells("attach");
}
SIL_API void silhouette_hook_end(sil_recorder*) {
    launched_tells("end");
}

}  // extern "C"
