// A recorder that is open and whose transport throws everything away: what a host's thread pays, without a network.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include <silhouette/adapter.h>

#include "sdk/recorder/recorder.h"

namespace silhouette::bench {

class NullOutlet final : public recorder::Outlet {
  public:
    std::uint64_t open_epoch(std::uint64_t) override { return 0; }
    std::array<std::byte, 32> begin_session(const transport::Session&) override { return {}; }
    void end_session() override {}
    void add_frame(std::span<const std::byte>, std::uint64_t) override {}
    void ask_verdict(bool, std::uint64_t) override {}
    void stop_asking() override {}
    void suspend() override {}
    void resume(std::uint64_t) override {}
    void cut() noexcept override {}
    std::uint64_t cuts() const noexcept override { return 0; }
    std::uint64_t wipe() override { return 0; }
    void flush(std::chrono::steady_clock::time_point, std::function<void()> done) override { done(); }
    std::uint64_t pending_items() const override { return 0; }
};

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
        settings.verdict->received = recorder::verdict_clock_now();
        recorder = recorder::Recorder::start(settings, *boundary::make_page(),
                                             [](boost::asio::io_context&, transport::Options, transport::Events) {
                                                 return std::make_unique<NullOutlet>();
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
