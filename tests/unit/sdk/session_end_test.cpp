// Sessions that end: 15 minutes without an event, 4 hours whatever happens, and with an erasure.
#include "sdk/recorder/recorder.h"

#include "proto/hex.h"
#include "tests/catch.h"
#include "tests/unit/sdk/running_recorder.h"
#include "tests/unit/sdk/settable_clock.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace std::chrono_literals;

namespace {

// A recorder whose tenant's verdict outlives the tests.
struct LongRun : RunningRecorder {
    LongRun() : RunningRecorder(allowed(true, 1'000h)) {}

    std::string session() const {
        char text[SIL_SESSION_ID_SIZE];
        return recorder->session_id(text) == SIL_OK ? text : "";
    }
    bool has_told(std::uint64_t items) const {
        return comes_due([&] { return journal->items() == items; });
    }
    // Without a timer but the session's.
    bool sleeps() const {
        return eventually([] { return boundary::g_page.load()->asleep.load() == 1; });
    }
};

}  // namespace

TEST_CASE("A session ends after 15 minutes without an event, and the next event begins another") {
    LongRun run;
    REQUIRE(run.open());
    const Clicker clicker;
    clicker.click();
    REQUIRE(run.sleeps());
    const std::string first = run.session();
    REQUIRE(first != "");

    advance_clock(15min);
    REQUIRE(comes_due([&] { return run.session() != first; }));
    REQUIRE(eventually([&] { return run.journal->count("end_session") == 1; }));
    CHECK(run.recorder->state() == SIL_STATE_RECORDING);
    // Nobody did anything: there is a number for the next session, and no session.
    CHECK(run.journal->count("begin_session") == 1);
    CHECK(run.journal->items() == 2);

    const std::string second = run.session();
    run.journal->forget_frames();
    const Clicker again;
    again.click();
    run.stop();
    CHECK(second != "");
    CHECK(run.journal->count("begin_session") == 2);
    const auto read = read_frames(run.journal->frames());
    REQUIRE(read.problem == "");
    CHECK(read.session_starts == 1);
    REQUIRE(read.clicks().size() == 1);
    // Its clock starts anew.
    CHECK(read.clicks()[0].tick < 15 * 60 * 100);
}

TEST_CASE("A session that is used each 14 minutes goes on until it has lasted 4 hours") {
    LongRun run;
    REQUIRE(run.open());
    const Clicker clicker;
    clicker.click();
    std::uint64_t items = 2;  // with the window's layout
    REQUIRE(run.has_told(items));
    const std::string first = run.session();
    // Asleep, and awake from a click just before: neither ends it.
    for (auto age = 14min; age < 4h - 14min; age += 14min) {
        if (age % 28min == 0min) {
            REQUIRE(run.sleeps());
        }
        advance_clock(14min);
        fire_kernel_timers();
        clicker.click();
        REQUIRE(run.has_told(++items));
        CHECK(run.session() == first);
    }
    CHECK(run.journal->count("end_session") == 0);
    advance_clock(14min);
    clicker.click();
    REQUIRE(run.has_told(++items));
    advance_clock(14min);
    REQUIRE(comes_due([&] { return run.journal->count("end_session") == 1; }));
    CHECK(run.session() != first);
    // Numbers of the ended session are no longer taken, new ones are.
    const Clicker fresh;
    fresh.click();
    REQUIRE(run.has_told(items + 2));
    CHECK(run.books_balance());
    run.stop();
    CHECK(run.journal->count("begin_session") == 2);
}

TEST_CASE("A session that is used without a pause ends after 4 hours, too") {
    LongRun run;
    REQUIRE(run.open());
    const std::string first = run.session();
    BusyHost host;
    REQUIRE(eventually([&] { return run.journal->count("begin_session") == 1; }));
    advance_clock(4h);
    CHECK(comes_due([&] { return run.session() != first; }));
    CHECK(eventually([&] { return run.journal->count("end_session") == 1; }));
    CHECK(eventually([&] { return run.journal->count("begin_session") == 2; }));
    host.stop();
    CHECK(run.books_balance());
    run.stop();
    CHECK(run.journal->count("end_session") == 2);
}

TEST_CASE("An erasure wipes a session that has sent nothing, and the next one keeps its own number and secret") {
    LongRun run;
    // A frame stays open for longer than this takes.
    run.stop();
    run.settings.batch_interval = 1h;
    run.start();
    run.attach();
    REQUIRE(run.open());
    const std::string first = run.session();
    const Clicker clicker;
    clicker.click();
    REQUIRE(eventually([&] { return run.stats().captured == 2; }));

    REQUIRE(run.recorder->erase_sent() == SIL_OK);
    REQUIRE(eventually([&] { return run.session() != first && run.stats().pending == 0; }));
    const std::string second = run.session();
    CHECK(run.stats().wiped == 2);
    CHECK(run.journal->count("begin_session") == 0);
    CHECK(run.journal->count("end_session") == 0);

    const Clicker again;
    again.click();
    run.stop();
    const auto sessions = run.journal->sessions();
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].secret != transport::SessionSecret{});
    CHECK(sessions[0].id == transport::session_id_of(sessions[0].secret));
    std::string told(2 * sessions[0].id.size(), '\0');
    wire::write_hex(sessions[0].id, told.data());
    CHECK(told == second);
    CHECK(run.journal->items() == 2);
}
