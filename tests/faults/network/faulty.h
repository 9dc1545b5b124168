// What the tests of this folder have in common.
#pragma once

#include <chrono>
#include <cstdlib>
#include <string>

#include "tests/faults/network/proxy.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {

using namespace std::chrono_literals;

// Deadlines and waits in which a test can sit out a peer that never answers.
inline void be_quick(Options& options) {
    using ms = std::chrono::milliseconds;
    const auto quick = [](int standard) { return Limit<ms>(ms(standard), ms(1), ms(3'600'000)); };
    options.policy.connect = quick(600);
    options.policy.handshake = quick(600);
    options.policy.write = quick(900);
    options.policy.answer = quick(600);
    options.policy.total = quick(2'500);
    options.policy.retry = quick(20);
    options.policy.retry_longest = quick(100);
}

inline bool is_long() {
    const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH");
    return length != nullptr && std::string(length) == "long";
}

// A session with some clicks that wait to be sent.
inline void record_something(RecorderThread& recorder, int clicks = 3) {
    recorder.transport().open_epoch();
    recorder.begin_session();
    recorder.add(clicks);
}

}  // namespace silhouette::transport
