// Host code that takes its time, or comes back in: it holds up no closing, and locks nobody out.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "tests/catch.h"
#include "tests/unit/sdk/running_recorder.h"

using namespace silhouette;
using namespace silhouette::tests;

namespace {

// What the recorder calls of the host: it may be held there, or do something of its own.
class HostCode {
  public:
    void hold() { is_held_ = true; }
    void let_go() {
        {
            const std::lock_guard lock(mutex_);
            is_held_ = false;
        }
        changed_.notify_all();
    }
    bool is_inside() const { return inside_; }
    void called() {
        std::unique_lock lock(mutex_);
        inside_ = true;
        changed_.wait(lock, [this] { return !is_held_; });
        inside_ = false;
    }

    std::atomic<sil_choice> choice{SIL_CHOICE_YES};

  private:
    std::atomic<bool> is_held_{false}, inside_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
};

// Whether the call comes back, and is content, while the host's code is held; lets that go in any case.
bool comes_back(HostCode& host, const std::function<bool()>& call) {
    auto done = std::async(std::launch::async, call);
    const bool by_itself = done.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
    host.let_go();
    return done.get() && by_itself;
}

sil_choice answer(std::uint32_t, void* context) {
    auto* const host = static_cast<HostCode*>(context);
    host->called();
    return host->choice;
}

}  // namespace

TEST_CASE("a no does not wait for another thread that asks the host for another account's choice") {
    HostCode host;
    RunningRecorder run;
    run.stop();
    run.settings.choice = answer;
    run.settings.choice_context = &host;
    run.settings.held = privacy::Answer::yes;
    run.start();
    run.attach();
    REQUIRE(run.becomes(SIL_STATE_RECORDING));
    host.hold();
    sil_status moved = SIL_ERROR_CLOSED;
    std::thread other([&] { moved = run.recorder->set_account("maria"); });
    REQUIRE(eventually([&] { return host.is_inside(); }));
    // The account before is left, and nobody's answer counts until the host has given it.
    CHECK(sil_adapter_generation() == 0);
    CHECK(run.recorder->state() == SIL_STATE_USER_OFF);
    CHECK(run.recorder->choice() == SIL_CHOICE_UNKNOWN);
    host.choice = SIL_CHOICE_NO;
    CHECK(comes_back(host, [&] { return run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK; }));
    other.join();
    CHECK(moved == SIL_OK);
    CHECK(run.recorder->choice() == SIL_CHOICE_NO);
}

TEST_CASE("a yes that a host looked up for an account before another thread said no does not count") {
    struct Account {
        RunningRecorder run;
        std::atomic<sil_choice> choice{SIL_CHOICE_YES};
        std::atomic<bool> is_overtaken{false};
        std::atomic<int> asked{0};
    } account;
    RunningRecorder& run = account.run;
    run.stop();
    run.settings.choice_context = &account;
    run.settings.choice = [](std::uint32_t, void* context) {
        auto* const one = static_cast<Account*>(context);
        ++one->asked;
        const sil_choice found = one->choice;
        if (one->is_overtaken.exchange(false)) {
            one->choice = SIL_CHOICE_NO;
            std::thread([one] { one->run.recorder->set_choice(SIL_CHOICE_NO, 1); }).join();
        }
        return found;
    };
    run.start();
    run.attach();
    account.is_overtaken = true;
    REQUIRE(run.recorder->set_account("maria") == SIL_OK);
    CHECK(account.asked == 2);
    CHECK(run.recorder->choice() == SIL_CHOICE_NO);
    CHECK(run.becomes(SIL_STATE_USER_OFF));
}

TEST_CASE("a no does not wait for a host that is being told of a state, and may come from there") {
    HostCode host;
    RunningRecorder run;
    std::atomic<sil_state> told{SIL_STATE_STOPPED};
    struct Told {
        HostCode& host;
        std::atomic<sil_state>& told;
        RunningRecorder& run;
        std::atomic<bool> says_no{false};
        std::atomic<sil_status> answer{SIL_ERROR_CLOSED};
    } context{host, told, run};
    run.recorder->on_state_change(
        [](sil_state now, void* given) {
            auto& one = *static_cast<Told*>(given);
            if (now == SIL_STATE_RECORDING) {
                one.host.called();
                if (one.says_no) {
                    one.answer = one.run.recorder->set_choice(SIL_CHOICE_NO, 1);
                }
            }
            one.told = now;
        },
        &context);
    host.hold();
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
    REQUIRE(eventually([&] { return host.is_inside(); }));
    CHECK(comes_back(host, [&] {
        return run.recorder->set_choice(SIL_CHOICE_NO, 1) == SIL_OK && sil_adapter_generation() == 0 &&
               run.recorder->state() == SIL_STATE_USER_OFF;
    }));
    // Told in their order, the last one last.
    CHECK(eventually([&] { return told == SIL_STATE_USER_OFF; }));

    told = SIL_STATE_STOPPED;
    context.says_no = true;
    REQUIRE(run.recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK);
    REQUIRE(eventually([&] { return run.recorder->choice() == SIL_CHOICE_NO; }));
    CHECK(eventually([&] { return told == SIL_STATE_USER_OFF; }));
    CHECK(eventually([&] { return context.answer == SIL_OK; }));
    CHECK(sil_adapter_generation() == 0);
    // Who takes the callback back is not called any more.
    run.recorder->on_state_change(nullptr, nullptr);
    REQUIRE(run.open());
    CHECK(told == SIL_STATE_USER_OFF);
}
