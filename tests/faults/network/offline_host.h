// A host behind a network that can be away, in a clock that the test moves: the recorder with its real transport, spool
// and verdict.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "platform/boot_clock.h"
#include "proto/hex.h"
#include "sdk/recorder/recorder.h"
#include "tests/catch.h"
#include "tests/faults/network/proxy.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/sdk/running_recorder.h"
#include "tests/unit/sdk/settable_clock.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/batch_parts.h"

namespace silhouette::transport {

using namespace silhouette::tests;
using namespace std::chrono_literals;

inline constexpr std::uint64_t kSpoolBytes = 65'536;
// Nobody listens there.
inline constexpr std::uint16_t kNowhere = 1;

struct OfflineHost {
    OfflineHost() {
        go_online();
        settings.app = "orders";
        settings.tenant = "acme";
        settings.endpoint = "https://127.0.0.1:" + std::to_string(port);
        settings.key = "key";
        settings.trust.ca_file = (certificates() / "ca.pem").string();
        settings.state = folder.path() / "state";
        settings.cache = folder.path() / "cache";
        settings.spool_bytes = kSpoolBytes;
        settings.spool_age = 30 * 24h;
        settings.batch_interval = 400ms;
        settings.proxy = {};
        settings.clocks = [this] {
            return privacy::Clocks{platform::boot_time(), std::chrono::system_clock::now() + passed.load()};
        };
    }
    ~OfflineHost() {
        if (recorder) {
            recorder->shut_down(10s);
        }
        ended = true;
    }

    void start(std::chrono::seconds valid_max) {
        settings.verdict_valid = valid_max;
        recorder = recorder::Recorder::start(settings, *boundary::make_page());
        sil_adapter_options options{};
        options.size = sizeof options;
        options.version = SIL_ADAPTER_VERSION;
        options.toolkit = SIL_TOOLKIT_OTHER;
        options.on_switch = [](int, void*) {};
        recorder->attach(options);
        REQUIRE(recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
        REQUIRE(becomes(SIL_STATE_RECORDING));
    }
    bool becomes(sil_state state) const {
        return comes_due([&] { return recorder->state() == state; });
    }
    void go_online() { proxy.set_endpoint(endpoint.port()); }
    void go_offline() { proxy.set_endpoint(kNowhere), proxy.drop_all(); }
    void pass(std::chrono::seconds time) {
        passed = passed.load() + time;
        advance_clock(time);
        fire_kernel_timers();
    }
    // Until the recorder has taken all, and sleeps.
    void settle() {
        const auto is_asleep = [] { return boundary::g_page.load()->asleep.load() == 1; };
        for (int step = 0; step < 20 && !is_asleep(); ++step) {
            pass(1s);
            std::this_thread::sleep_for(1ms);
        }
        REQUIRE(comes_due(is_asleep));
    }
    // Idle, so that the session ends: elements are made anew for the next.
    void pass_idle(std::chrono::seconds time) {
        const auto generation = [] { return boundary::g_page.load()->last_generation.load(); };
        const auto before = generation();
        pass(time);
        // Only then what follows is of the next one.
        REQUIRE(comes_due([&] { return generation() != before; }));
    }
    std::string session() const {
        char text[SIL_SESSION_ID_SIZE];
        return recorder->session_id(text) == SIL_OK ? text : "";
    }
    sil_stats stats() const {
        sil_stats result{};
        result.size = sizeof result;
        recorder->stats(result);
        return result;
    }
    // Somebody works, here and there; all of it is captured.
    void work(int clicks) {
        const std::uint64_t before = stats().captured;
        const Clicker clicker;
        std::uniform_int_distribution<std::int32_t> thousandths(0, 1'000);
        for (int i = 0; i < clicks; ++i) {
            sil_adapter_click(clicker.button, clicker.view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE,
                              thousandths(chance), thousandths(chance));
        }
        REQUIRE(comes_due([&] { return stats().captured >= before + static_cast<std::uint64_t>(clicks); }));
    }
    std::filesystem::path spool() const { return folder.path() / "cache/orders/spool"; }
    std::uint64_t on_disk() const { return bytes_below(spool()); }
    bool balances() const {
        const sil_stats now = stats();
        return now.captured == now.sent + now.dropped + now.wiped + now.pending;
    }
    // What was stored, in its order.
    struct Upload {
        std::string session;
        std::uint32_t number = 0;
        std::size_t bytes = 0;
        std::chrono::steady_clock::time_point when;
        std::uint64_t items = 0;
    };
    std::vector<Upload> uploads() const {
        std::vector<Upload> all;
        for (const auto& request : endpoint.received()) {
            if (request.method == "POST" && request.complete()) {
                const v1::Batch batch = read_batch(request);
                Upload& one = all.emplace_back();
                one.session = wire::to_hex(std::as_bytes(std::span(batch.header().session_id())));
                one.number = batch.header().batch_number();
                one.bytes = request.body.size();
                one.when = request.when;
                for (const auto& frame : batch.frames()) {
                    one.items += items_in_frame(frame.SerializeAsString());
                }
            }
        }
        return all;
    }

    std::mt19937 chance{1};
    std::atomic<bool> ended{false}, allowed{true};
    std::atomic<std::uint32_t> version{1};
    std::atomic<std::chrono::seconds> passed{0s};
    TemporaryFolder folder;
    FakeEndpoint endpoint{[this](const Received& request, std::size_t) {
        if (request.method == "POST") {
            return acknowledge(request, version, allowed);
        }
        const auto known = request.headers.find("if-none-match");
        while (known != request.headers.end() && known->second == "\"" + std::to_string(version) + "\"" && !ended) {
            std::this_thread::sleep_for(2ms);  // holds the poll
            if (endpoint.closed()) {
                break;
            }
        }
        return settings_answer(version, allowed, 2'592'000);
    }};
    faults::Proxy proxy{1};
    std::uint16_t port = proxy.add_host();
    recorder::Settings settings;
    std::shared_ptr<recorder::Recorder> recorder;
};

}  // namespace silhouette::transport
