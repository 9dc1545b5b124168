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

// Tries again at once.
inline void be_quick(Options& options) {
    using ms = std::chrono::milliseconds;
    options.policy.retry = Limit<ms>(ms(20), ms(1), ms(3'600'000));
    options.policy.retry_longest = Limit<ms>(ms(100), ms(1), ms(3'600'000));
}

// And has deadlines in which a test can sit out a peer that never answers. For no other: on a busy machine good peers
// miss them, too.
inline void give_up_soon(Options& options) {
    using ms = std::chrono::milliseconds;
    const auto soon = [](int standard) { return Limit<ms>(ms(standard), ms(1), ms(3'600'000)); };
    be_quick(options);
    options.policy.connect = soon(600);
    options.policy.handshake = soon(600);
    options.policy.write = soon(900);
    options.policy.answer = soon(600);
    options.policy.total = soon(2'500);
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
