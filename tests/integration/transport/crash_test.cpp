// kill -9 at random moments, against an endpoint that is not well: the books of the endpoint, kept outside, must
// balance.
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/catch.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kRounds = 5;
// Of the recorder's loop, in each of which it does what is due.
constexpr std::size_t kTurns = 3;

// One frame with one click; its start carries its number.
void add_numbered(Transport& transport, std::uint32_t number) {
    v1::Frame frame;
    frame.set_start(number);
    frame.add_kinds(v1::ITEM_KIND_CLICK);
    frame.add_time_deltas(0);
    const std::string bytes = frame.SerializeAsString();
    transport.add_frame(std::as_bytes(std::span(bytes)), 1);
}

// A number, and when it was about to be handed over. The clock is all processes'.
struct Told {
    std::uint32_t number = 0;
    std::chrono::steady_clock::time_point when;
};

// Records until it is killed; tells each number, once it was handed over, with the time.
[[noreturn]] void record_until_killed(const std::filesystem::path& folder, const std::string& url, std::uint32_t first,
                                      int tell) {
    RecorderThread recorder(folder, url, [](Options& options) { options.batch_interval = 80ms; });
    recorder.transport().open_epoch();
    recorder.begin_session(static_cast<int>(first));
    for (std::uint32_t number = first;; ++number) {
        const Told told{number, std::chrono::steady_clock::now()};
        add_numbered(recorder.transport(), number);
        if (::write(tell, &told, sizeof(told)) != sizeof(told)) {
            ::_exit(1);
        }
        recorder.run_for(3ms);
    }
}

struct Child {
    pid_t process = -1;
    int go = -1, tell = -1;
};

// Waits for the address of the endpoint, and records then. To be made before there is an endpoint: its thread may hold
// a lock of OpenSSL's at any moment, which nobody gives back in a child.
Child waiting_child(const std::filesystem::path& folder, std::uint32_t first) {
    int go[2], tell[2];
    REQUIRE(::pipe(go) == 0);
    REQUIRE(::pipe(tell) == 0);
    const Child child{::fork(), go[1], tell[0]};
    REQUIRE(child.process >= 0);
    if (child.process == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        std::array<char, 64> url{};
        if (::read(go[0], url.data(), url.size() - 1) <= 0) {
            ::_exit(1);
        }
        record_until_killed(folder, url.data(), first, tell[1]);
    }
    ::close(go[0]);
    ::close(tell[1]);
    return child;
}

TEST_CASE("killed again and again: every frame arrives once, but for those of the moment before a kill") {
    const TemporaryFolder folder;
    certificates();
    std::vector<Child> children;
    for (std::uint32_t round = 0; round < kRounds; ++round) {
        children.push_back(waiting_child(folder.path(), round * 100'000 + 1));
    }
    std::mutex mutex;
    std::map<std::string, std::vector<std::uint32_t>> stored;  // by batch id, as ingest does
    bool changed = false;                                      // the same id must be the same batch
    std::minstd_rand random(7);
    FakeEndpoint endpoint([&](const Received& request, std::size_t) {
        const std::lock_guard lock(mutex);
        const auto chance = random() % 10;
        if (chance == 0) {
            return answer(503);
        }
        const auto batch = read_batch(request);
        auto& starts = stored[batch.header().batch_id()];
        std::vector<std::uint32_t> fresh;
        for (const auto& frame : batch.frames()) {
            fresh.push_back(frame.start());
        }
        changed = changed || (!starts.empty() && starts != fresh);
        starts = fresh;
        return chance < 3 ? std::string() : acknowledge(request);  // durable, but the answer is lost
    });
    std::set<std::uint32_t> must_arrive;
    std::minstd_rand moments(11);
    for (const Child& child : children) {
        REQUIRE(::write(child.go, endpoint.url().data(), endpoint.url().size()) ==
                static_cast<ssize_t>(endpoint.url().size()));
        std::vector<Told> told;
        // By its progress, too: a busy machine may take long until the first number comes.
        const std::size_t enough = 100 + moments() % 300;
        Told one;
        while (told.size() < enough && ::read(child.tell, &one, sizeof(one)) == sizeof(one)) {
            told.push_back(one);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(moments() % 10'000));
        ::kill(child.process, SIGKILL);
        ::waitpid(child.process, nullptr, 0);
        while (::read(child.tell, &one, sizeof(one)) == sizeof(one)) {
            told.push_back(one);
        }
        ::close(child.tell);
        ::close(child.go);
        // By the child's own progress, which a busy machine may stop at any moment: what its thread was busy with
        // between the last numbers is what a kill may take. The interval of this test's batches is shorter than a
        // piece's: it bounds the loss.
        REQUIRE(told.size() > kTurns);
        const auto busy_until = told[told.size() - kTurns].when;
        for (const Told& each : told) {
            if (busy_until - each.when > 80ms + 20ms) {
                must_arrive.insert(each.number);
            }
        }
    }
    RecorderThread last(folder.path(), endpoint.url());
    const std::uint64_t left = last.transport().open_epoch();
    CHECK(last.run_until([&] { return last.sent_of_others + last.all_dropped() >= left; }, 60s));
    CHECK(last.all_dropped() == 0);

    const std::lock_guard lock(mutex);
    CHECK_FALSE(changed);
    std::set<std::uint32_t> arrived;
    std::size_t frames = 0;
    for (const auto& [id, starts] : stored) {
        frames += starts.size();
        arrived.insert(starts.begin(), starts.end());
    }
    CHECK(arrived.size() == frames);  // nothing twice
    std::size_t missing = 0;
    for (const std::uint32_t number : must_arrive) {
        missing += arrived.count(number) == 0;
    }
    CHECK(missing == 0);
    CHECK(must_arrive.size() > 200);
}

TEST_CASE("killed while an upload is held: what its kernel had not sent is never sent, and goes out from the spool") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    certificates();
    int tell[2], go_on[2];
    REQUIRE(::pipe(tell) == 0);
    REQUIRE(::pipe(go_on) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    char byte = 0;
    if (child == 0) {
        RecorderThread recorder(folder.path(), endpoint.url());
        recorder.transport().open_epoch();
        recorder.begin_session();
        // On a connection from which all was read: else the kernel resets it in any case.
        recorder.add(1);
        recorder.run_until([&] { return recorder.sent == 1; });
        if (::write(tell[1], &byte, 1) != 1 || ::read(go_on[0], &byte, 1) != 1) {
            ::_exit(1);
        }
        for (int i = 0; i < 10; ++i) {
            recorder.add(1, 6'000);  // more than the endpoint's window
        }
        // Until the endpoint has its head.
        pollfd arrived{go_on[0], POLLIN, 0};
        recorder.run_until([&] { return ::poll(&arrived, 1, 0) == 1; });
        recorder.run_for(500ms);  // its kernel has all that it gets without an answer
        if (::write(tell[1], &byte, 1) != 1) {
            ::_exit(1);
        }
        for (;;) {
            ::pause();
        }
    }
    ::close(tell[1]);
    REQUIRE(::read(tell[0], &byte, 1) == 1);
    endpoint.stall();
    REQUIRE(::write(go_on[1], &byte, 1) == 1);
    const auto until = std::chrono::steady_clock::now() + 60s;
    while (endpoint.received().size() < 2 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(5ms);
    }
    REQUIRE(::write(go_on[1], &byte, 1) == 1);
    REQUIRE(::read(tell[0], &byte, 1) == 1);
    for (const int descriptor : {tell[0], go_on[0], go_on[1]}) {
        ::close(descriptor);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    REQUIRE(endpoint.received().size() == 2);
    endpoint.release();

    RecorderThread next(folder.path(), endpoint.url());
    CHECK(next.transport().open_epoch() == 10);
    CHECK(next.run_until([&] { return next.sent_of_others == 10; }));
    const auto received = endpoint.received();
    REQUIRE(received.size() == 3);
    CHECK(received[1].body.size() + policy::kHeldBackBytes < received[1].expected);
    CHECK(received[2].complete());
}

}  // namespace
}  // namespace silhouette::transport
