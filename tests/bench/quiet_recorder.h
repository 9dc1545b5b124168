// A recorder that is open and whose transport throws everything away: what a host's thread pays, without a network.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include <silhouette/adapter.h>

#include "platform/boot_clock.h"
#include "sdk/recorder/recorder.h"
#include "tests/empty_outlet.h"

namespace silhouette::bench {

class QuietRecorder {
  public:
    explicit QuietRecorder(bool open = true, std::uint32_t queue_events = 65'536) {
        char name[] = "/tmp/silhouette-bench-XXXXXX";
        folder_ = ::mkdtemp(name);
        recorder::Settings settings;
        settings.app = "bench";
        settings.tenant = "bench";
        settings.endpoint = "https://localhost";
        settings.key = "key";
        settings.state = folder_;
        settings.cache = folder_;
        settings.queue_events = queue_events;
        settings.yes_for_this_run = open;
        settings.verdict.emplace();
        settings.verdict->allowed = true;
        settings.verdict->received = platform::boot_time();
        recorder = recorder::Recorder::start(settings, *boundary::make_page(),
                                             [](boost::asio::io_context&, transport::Options, transport::Events) {
                                                 return std::make_unique<tests::EmptyOutlet>();
                                             });
        while (open && sil_adapter_generation() == 0) {
            std::this_thread::yield();
        }
    }
    ~QuietRecorder() {
        recorder->shut_down(std::chrono::seconds(1));
        std::error_code error;
        std::filesystem::remove_all(folder_, error);
    }
    std::shared_ptr<recorder::Recorder> recorder;

  private:
    std::filesystem::path folder_;
};

}  // namespace silhouette::bench
