// A host of the recorder that does what it is told on standard input, and tells what it sees, with the time (the
// monotonic clock, which all processes share):
//
//   yes | no | no-erase | erase   the user's choice          → done WORD STATUS BEGAN ENDED
//   account NAME                  another account of the app → done account NAME STATUS …
//   click N                       so many clicks, if open    → done click 0 BEGAN ENDED
//   stats                         → stats CAPTURED SENT DROPPED WIPED PENDING
//   session                       → session ID or -
//   pending                       → pending ERASURES
//   descriptors                   → descriptors OPEN-DESCRIPTORS THREADS RESIDENT-KIB
//   quit
//
//   state WORD VISIBLE TIME   the state, or whether the switch is to be shown, changed
//   gate open|shut TIME       looked at five times a millisecond
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include "tests/integration/closing/running_host.h"

using namespace silhouette::tests;

namespace {

std::mutex g_out;

std::int64_t now() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

template <typename... Values>
void tell(const char* format, Values... values) {
    const std::lock_guard lock(g_out);
    std::printf(format, values...);
    std::fflush(stdout);
}

void watch_gate(const std::atomic<bool>& over) {
    bool open = false;
    while (!over) {
        if (const bool is_open = sil_adapter_generation() != 0; is_open != open) {
            open = is_open;
            tell("gate %s %" PRId64 "\n", open ? "open" : "shut", now());
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
}

std::ptrdiff_t entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

void tell_resources() {
    std::ifstream file("/proc/self/statm");
    long size = 0, resident = 0;
    file >> size >> resident;
    tell("descriptors %td %td %ld\n", entries("/proc/self/fd"), entries("/proc/self/task"), resident * 4);
}

void obey(RunningHost& host, const std::string& line) {
    sil_recorder* const recorder = host.recorder();
    const std::int64_t began = now();
    int status = SIL_ERROR_ARGUMENT;
    if (line == "yes") {
        status = sil_consent_set(recorder, SIL_CHOICE_YES, 1);
    } else if (line == "no") {
        status = sil_consent_set(recorder, SIL_CHOICE_NO, 1);
    } else if (line == "no-erase") {
        status = sil_consent_change(recorder, SIL_CHOICE_NO, 1, SIL_CONSENT_ERASE);
    } else if (line == "erase") {
        status = sil_erase_sent(recorder);
    } else if (line.rfind("account ", 0) == 0) {
        status = sil_account_set(recorder, line.c_str() + 8);
    } else if (line.rfind("click ", 0) == 0) {
        host.click(std::stoi(line.substr(6)));
        status = SIL_OK;
    } else if (line == "stats") {
        const sil_stats stats = host.stats();
        tell("stats %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", stats.captured, stats.sent,
             stats.dropped, stats.wiped, stats.pending);
        return;
    } else if (line == "session") {
        char id[SIL_SESSION_ID_SIZE];
        tell("session %s\n", sil_session_id(recorder, id) == SIL_OK ? id : "-");
        return;
    } else if (line == "pending") {
        tell("pending %" PRIu32 "\n", sil_erasures_pending(recorder));
        return;
    } else if (line == "descriptors") {
        tell_resources();
        return;
    }
    tell("done %s %d %" PRId64 " %" PRId64 "\n", line.c_str(), status, began, now());
}

}  // namespace

// FOLDER URL CA KEY; "-" as FOLDER: the user's own, as for the command
int main(int count, char** arguments) {
    if (count != 5) {
        return 2;
    }
    RunningHost host(arguments[1], arguments[2], [&](sil_options& options) {
        options.ca_file = arguments[3];
        options.key = arguments[4];
        if (std::strcmp(arguments[1], "-") == 0) {
            options.state_dir = options.cache_dir = nullptr;
        }
    });
    sil_recorder* recorder = host.recorder();
    sil_on_state_change(
        recorder,
        [](sil_state state, void* context) {
            tell("state %s %d %" PRId64 "\n", sil_state_word(state),
                 sil_user_setting_visible(*static_cast<sil_recorder**>(context)), now());
        },
        &recorder);
    tell("state %s %d %" PRId64 "\n", sil_state_word(sil_state_now(recorder)), sil_user_setting_visible(recorder),
         now());
    std::atomic<bool> over{false};
    std::thread watcher([&] { watch_gate(over); });
    for (std::string line; std::getline(std::cin, line) && line != "quit";) {
        obey(host, line);
    }
    over = true;
    watcher.join();
    host.stop();
    return 0;
}
