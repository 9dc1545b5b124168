// A week without a network, in a clock that the test moves: the recorder with its real transport, spool and verdict.
#include "platform/boot_clock.h"
#include "sdk/recorder/recorder.h"
#include "tests/catch.h"
#include "tests/faults/network/proxy.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/sdk/running_recorder.h"
#include "tests/unit/sdk/settable_clock.h"
#include "tests/unit/transport/temporary_folder.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace silhouette::transport;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kSpoolBytes = 65'536;
// Nobody listens there.
constexpr std::uint16_t kNowhere = 1;

// A host behind a network that can be away.
struct Host {
    Host() {
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
    ~Host() {
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
    sil_stats stats() const {
        sil_stats result{};
        result.size = sizeof result;
        recorder->stats(result);
        return result;
    }
    // An hour in which somebody works, in a session of its own; all of it is in the spool or gone.
    void work(int clicks) {
        const std::uint64_t before = stats().captured;
        const Clicker clicker;
        for (int i = 0; i < clicks; ++i) {
            clicker.click();
        }
        REQUIRE(comes_due([&] { return stats().captured >= before + static_cast<std::uint64_t>(clicks); }));
    }
    std::uint64_t on_disk() const { return bytes_below(folder.path() / "cache/orders/spool"); }
    bool balances() const {
        const sil_stats now = stats();
        return now.captured == now.sent + now.dropped + now.wiped + now.pending;
    }
    // The sessions in the order in which their batches came.
    std::vector<std::string> sessions() const {
        std::vector<std::string> all;
        for (const auto& request : endpoint.received()) {
            if (request.method == "POST" && request.complete()) {
                all.push_back(read_batch(request).header().session_id());
            }
        }
        return all;
    }

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

}  // namespace

TEST_CASE("Offline for longer than a verdict lasts: suspended and sealed; a fresh yes resumes, a no wipes") {
    const bool again = GENERATE(true, false);
    Host host;
    host.start(24h);
    host.go_offline();
    host.work(100);
    host.pass(1h);
    REQUIRE(comes_due([&] { return host.stats().pending >= 100; }));
    REQUIRE(host.recorder->state() == SIL_STATE_RECORDING);
    host.pass(24h);
    REQUIRE(host.becomes(SIL_STATE_VERDICT_EXPIRED));
    const sil_stats sealed = host.stats();
    const std::uint64_t bytes = host.on_disk();
    CHECK(bytes > 0);
    const Clicker clicker;
    clicker.click();
    host.pass(6 * 24h);
    CHECK(host.stats().captured == sealed.captured);
    CHECK(host.stats().pending == sealed.pending);
    CHECK(host.on_disk() == bytes);
    CHECK(host.sessions().empty());

    host.allowed = again;
    host.version = 2;
    host.go_online();
    host.pass(10min);
    if (again) {
        REQUIRE(host.becomes(SIL_STATE_RECORDING));
        REQUIRE(comes_due([&] { return host.stats().pending == 0; }));
        CHECK(host.stats().sent == sealed.pending);
    } else {
        REQUIRE(host.becomes(SIL_STATE_TENANT_OFF));
        REQUIRE(comes_due([&] { return host.stats().wiped == sealed.pending; }));
        CHECK(host.on_disk() == 0);
        CHECK(host.sessions().empty());
    }
    CHECK(host.balances());
}
