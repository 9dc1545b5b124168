// The tenant's sampling rate: of 1,000 sessions so many are recorded, drawn anew for each.
#include "sdk/recorder/recorder.h"

#include <filesystem>

#include "tests/catch.h"
#include "tests/few_descriptors.h"
#include "tests/unit/sdk/running_recorder.h"
#include "tests/unit/sdk/settable_clock.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace std::chrono_literals;

namespace {

constexpr auto kYears = 1'000'000h;

privacy::Verdict sampling(std::uint32_t of_thousand) {
    privacy::Verdict verdict = allowed(true, kYears);
    verdict.sampling = of_thousand;
    return verdict;
}

bool has_drawn(const RunningRecorder& run) {
    return eventually([&] {
        const sil_state state = run.recorder->state();
        return state == SIL_STATE_RECORDING || state == SIL_STATE_NOT_SAMPLED;
    });
}

// How many of `runs` of an app are recorded. Each is used; one that is not in the sample leaves no trace.
int recorded(std::uint32_t of_thousand, int runs) {
    RunningRecorder run(sampling(of_thousand), true, privacy::Answer::yes);
    int count = 0;
    for (int number = 0; number < runs; ++number) {
        if (number != 0) {
            run.start();
            run.attach();
        }
        REQUIRE(has_drawn(run));
        const bool is_recorded = run.recorder->state() == SIL_STATE_RECORDING;
        count += is_recorded ? 1 : 0;
        const auto begun = run.journal->count("begin_session");
        const Clicker clicker;
        clicker.click();
        CHECK((clicker.button != 0) == is_recorded);
        CHECK((run.hook_installed == 1) == is_recorded);
        CHECK((run.stats().captured != 0) == is_recorded);
        run.stop();
        CHECK(run.journal->count("begin_session") == begun + (is_recorded ? 1 : 0));
    }
    CHECK(run.journal->items() == static_cast<std::uint64_t>(count) * 2);
    return count;
}

// The state is told, and the hook is there or gone with it. Read twice: a session that is over is drawn anew meanwhile.
bool is_wholly(const RunningRecorder& run, sil_state state) {
    const bool is_recording = state == SIL_STATE_RECORDING;
    return run.recorder->state() == state && (sil_adapter_generation() != 0) == is_recording &&
           (run.hook_installed == 1) == is_recording && run.recorder->state() == state;
}

// Sessions are used, end and are drawn until one is drawn as asked.
bool becomes_by_drawing(const RunningRecorder& run, sil_state state) {
    for (int round = 0; round < 10'000; ++round) {
        if (is_wholly(run, state)) {
            return true;
        }
        const Clicker clicker;
        clicker.click();
        advance_clock(4h);
        fire_kernel_timers();
        std::this_thread::sleep_for(1ms);
    }
    return false;
}

// Known before the app started; the endpoint has other settings since.
void record_as_before(RunningRecorder& run) {
    run.stop();
    run.settings.verdict = sampling(1000);
    run.settings.waits_for_adapter = true;
    run.start();
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
}

// Its session was in the sample and is over; the next one is not. What was recorded is still being sent.
void leave_the_sample(RunningRecorder& run) {
    record_as_before(run);
    const Clicker clicker;
    clicker.click();
    REQUIRE(eventually([&] { return run.journal->count("begin_session") == 1; }));
    advance_clock(4h);
    REQUIRE(comes_due([&] { return is_wholly(run, SIL_STATE_NOT_SAMPLED); }));
    REQUIRE(run.journal->count("suspend") == 0);
}

// A choice comes that cannot be read, for want of descriptors.
void store_while_short(const RunningRecorder& run, privacy::Answer answer) {
    privacy::Choice choice;
    choice.answer = answer;
    choice.notice_version = 1;
    choice.how = "command";
    platform::make_private_folder(run.folder / "other" / run.settings.app);
    REQUIRE(!privacy::write_choice(run.folder / "other", run.settings.app, choice));
    platform::make_private_folder(run.settings.state / run.settings.app);
    const FewDescriptors none(0);
    std::filesystem::rename(privacy::choice_file(run.folder / "other", run.settings.app),
                            privacy::choice_file(run.settings.state, run.settings.app));
    REQUIRE(run.becomes(SIL_STATE_USER_OFF));
}

}  // namespace

TEST_CASE("Nobody is recorded at a rate of 0, everybody at 1,000") {
    CHECK(recorded(0, 20) == 0);
    CHECK(recorded(1000, 20) == 20);
}

TEST_CASE("At a rate of 500 half of the sessions are recorded") {
    // Seven standard deviations: once in 10^11 runs of this test.
    const int half = recorded(500, 200);
    CHECK(half > 50);
    CHECK(half < 150);
}

TEST_CASE("Each session is drawn for itself, in both directions") {
    RunningRecorder run(sampling(500), true, privacy::Answer::yes);
    REQUIRE(has_drawn(run));
    for (int turn = 0; turn < 3; ++turn) {
        REQUIRE(becomes_by_drawing(run, SIL_STATE_NOT_SAMPLED));
        REQUIRE(becomes_by_drawing(run, SIL_STATE_RECORDING));
    }
    CHECK(run.books_balance());
    // It is the tenant's choice, and no user's "no": nothing is wiped.
    CHECK(run.journal->count("wipe") == 0);
}

TEST_CASE("A session that is drawn out of the sample records nothing, though the user never pauses") {
    RunningRecorder run(sampling(0), true, privacy::Answer::yes);
    record_as_before(run);
    BusyHost host;
    REQUIRE(eventually([&] { return run.journal->count("begin_session") == 1; }));
    advance_clock(4h);
    CHECK(comes_due([&] { return run.recorder->state() == SIL_STATE_NOT_SAMPLED; }));
    host.stop();
    CHECK(run.journal->count("end_session") == 1);
    CHECK(run.books_balance());
    run.stop();
    CHECK(run.journal->count("begin_session") == 1);
}

TEST_CASE("Out of the sample nothing is sent any more once the verdict expires, and it goes on with a fresh one") {
    RunningRecorder run(sampling(0), true, privacy::Answer::yes);
    leave_the_sample(run);
    run.journal->silent = true;
    advance_clock(2 * kYears);
    CHECK(comes_due([&] { return run.recorder->state() == SIL_STATE_VERDICT_EXPIRED; }));
    CHECK(run.journal->count("suspend") == 1);
    // Another question, behind a stored choice that could not be read for a moment: the uploads rest all the time.
    store_while_short(run, privacy::Answer::yes);
    CHECK(run.journal->count("resume") == 0);
    run.journal->verdict = sampling(0);
    run.journal->silent = false;
    CHECK(comes_due([&] { return is_wholly(run, SIL_STATE_NOT_SAMPLED); }));
    CHECK(run.journal->count("suspend") == 1);
    CHECK(run.journal->count("resume") == 1);
    CHECK(run.journal->count("wipe") == 0);
    CHECK(run.books_balance());
}

TEST_CASE("Out of the sample nothing is sent while the choice cannot be read, and all goes with the no that it was") {
    RunningRecorder run(sampling(0), true, privacy::Answer::yes);
    leave_the_sample(run);
    store_while_short(run, privacy::Answer::yes);
    CHECK(run.journal->count("suspend") == 1);
    REQUIRE(comes_due([&] { return is_wholly(run, SIL_STATE_NOT_SAMPLED); }));
    CHECK(run.journal->count("resume") == 1);
    store_while_short(run, privacy::Answer::no);
    CHECK(run.journal->count("suspend") == 2);
    CHECK(run.journal->alive() == 1);
    CHECK(comes_due([&] { return run.journal->alive() == 0; }));
    CHECK(run.recorder->state() == SIL_STATE_USER_OFF);
    CHECK(run.journal->count("wipe") == 1);
    CHECK(run.journal->count("resume") == 1);
}

TEST_CASE("Who waits for a verdict while the choice cannot be read keeps no connection") {
    // The first answer ends what may lie there from before: no closing is left to do for the next "no".
    RunningRecorder run(std::nullopt, true, privacy::Answer::no);
    run.recorder->ask_verdict();
    REQUIRE(eventually([&] { return run.journal->count("ask_verdict") == 1; }));
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
    REQUIRE(run.becomes(SIL_STATE_TENANT_UNKNOWN));
    REQUIRE(run.journal->alive() == 1);
    store_while_short(run, privacy::Answer::no);
    CHECK(comes_due([&] { return run.journal->alive() == 0; }));
    CHECK(run.recorder->state() == SIL_STATE_USER_OFF);
}
