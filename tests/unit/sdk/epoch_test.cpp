#include "sdk/epoch/epoch.h"

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "sdk/epoch/decision.h"
#include "tests/catch.h"

using namespace silhouette;
using Steps = std::vector<std::string>;

namespace {

struct Parts {
    epoch::Parts parts() {
        epoch::Parts made;
        made.shut_gate = [this] { steps.push_back("gate shut"); };
        made.cut_network = [this] { steps.push_back("network cut"); };
        made.destroy_keys = [this](epoch::Whose) { steps.push_back("keys destroyed"); };
        made.make_durable = [this] {
            steps.push_back("durable");
            return disk_error;
        };
        made.set_hooks = [this] { steps.push_back("hooks follow"); };
        made.cleanse_memory = [this] { steps.push_back("memory cleansed"); };
        made.wipe_transport = [this] {
            steps.push_back("transport wiped");
            if (during_wipe) {
                during_wipe();
            }
        };
        made.prepare = [this] {
            steps.push_back("prepared");
            if (during_prepare) {
                during_prepare();
            }
            return can_prepare;
        };
        made.open_gate = [this] { steps.push_back("gate opened"); };
        return made;
    }
    Steps taken() { return std::exchange(steps, {}); }

    Steps steps;
    bool can_prepare = true;
    std::error_code disk_error;
    std::function<void()> during_prepare, during_wipe;
};

}  // namespace

TEST_CASE("closing goes gate, network, choice, keys, disk, hooks; then memory and files") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    REQUIRE(epoch.open());
    CHECK(parts.taken() == Steps{"prepared", "gate opened", "hooks follow"});
    epoch.silence([&] {
        parts.steps.push_back("choice told");
        return std::error_code{};
    });
    CHECK(parts.taken() ==
          Steps{"gate shut", "network cut", "choice told", "keys destroyed", "durable", "hooks follow"});
    CHECK_FALSE(epoch.is_open());
    CHECK(epoch.is_closing());
    epoch.finish();
    CHECK(parts.taken() == Steps{"durable", "memory cleansed", "transport wiped"});
    CHECK_FALSE(epoch.is_closing());
}

TEST_CASE("who cannot wait for the disk does not; the recorder thread does, before it cleanses anything") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    REQUIRE(epoch.open());
    parts.taken();
    parts.disk_error = std::make_error_code(std::errc::io_error);
    CHECK_FALSE(epoch.silence({}, epoch::Disk::later));
    CHECK(parts.taken() == Steps{"gate shut", "network cut", "keys destroyed", "hooks follow"});
    epoch.finish();
    CHECK(parts.taken() == Steps{"durable", "memory cleansed", "transport wiped"});
}

TEST_CASE("a disk that refuses is told, and everything is silent all the same") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    REQUIRE(epoch.open());
    parts.disk_error = std::make_error_code(std::errc::io_error);
    CHECK(epoch.silence({}) == std::errc::io_error);
    CHECK_FALSE(epoch.is_open());
}

TEST_CASE("a choice that cannot be stored is told, and the gate is shut all the same") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    epoch.open();
    const auto error = epoch.silence([] { return std::make_error_code(std::errc::no_space_on_device); });
    CHECK(error == std::errc::no_space_on_device);
    CHECK_FALSE(epoch.is_open());
}

TEST_CASE("nothing opens between the two halves of closing") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    epoch.open();
    epoch.silence({});
    parts.taken();
    CHECK_FALSE(epoch.open());
    CHECK(parts.taken().empty());
    epoch.finish();
    CHECK(epoch.open());
}

TEST_CASE("a no that comes while it opens wins") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    parts.during_prepare = [&] { epoch.silence({}); };
    CHECK_FALSE(epoch.open());
    const auto steps = parts.taken();
    CHECK(std::find(steps.begin(), steps.end(), "gate opened") == steps.end());
}

TEST_CASE("a suspension destroys nothing") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    epoch.open();
    parts.taken();
    epoch.suspend([&] { parts.steps.push_back("sealed"); });
    CHECK(parts.taken() == Steps{"gate shut", "hooks follow", "sealed"});
    CHECK_FALSE(epoch.is_closing());
}

TEST_CASE("only a tenant that allows and a user who opted in open it; everything unknown is a no") {
    using epoch::Action;
    using privacy::Answer;
    using privacy::TenantState;
    for (const auto user : {Answer::unknown, Answer::no, Answer::yes}) {
        for (const auto tenant : {TenantState::unknown, TenantState::off, TenantState::expired, TenantState::allowed}) {
            for (const int veto : {0, 1, 2}) {
                const bool vetoed = veto != 0;
                const auto decision = epoch::decide({veto == 1, veto == 2, user, false, tenant, true});
                const bool open = !vetoed && user == Answer::yes && tenant == TenantState::allowed;
                CHECK((decision.action == Action::open) == open);
                CHECK((decision.state == SIL_STATE_RECORDING) == open);
                // Who has not opted in causes no traffic.
                CHECK(decision.follow_verdict == (!vetoed && user == Answer::yes));
            }
        }
    }
    CHECK(epoch::decide({false, false, Answer::no, true, TenantState::allowed, true}).action == Action::open);
    CHECK(epoch::decide({true, false, Answer::yes, true, TenantState::allowed, true}).state == SIL_STATE_VETOED);
    CHECK(epoch::decide({false, false, Answer::yes, false, TenantState::expired, true}).action == Action::suspend);
    CHECK(epoch::decide({false, false, Answer::yes, false, TenantState::off, true}).action == Action::end);
    CHECK(epoch::decide({false, false, Answer::yes, false, TenantState::allowed, false}).state ==
          SIL_STATE_NOT_SAMPLED);
}

TEST_CASE("a no while an older one is being finished keeps the gate shut until its own end") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    REQUIRE(epoch.open());
    epoch.silence({});
    parts.during_wipe = [&] { epoch.silence({}); };
    epoch.finish();
    CHECK(epoch.is_closing());
    CHECK_FALSE(epoch.open());
    parts.during_wipe = {};
    epoch.finish();
    CHECK(epoch.open());
}

TEST_CASE("the second half waits for the first, from the gate on") {
    Parts parts;
    epoch::Parts given = parts.parts();
    std::future<void> finished;
    std::atomic<bool> destroyed{false}, was_destroyed{false};
    epoch::Epoch* closing = nullptr;
    given.cut_network = [&] {
        // The recorder thread comes when the gate is shut. Time enough for it to overtake us, if it could.
        finished = std::async(std::launch::async, [&] { closing->finish(); });
        CHECK(finished.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
    };
    given.destroy_keys = [&](epoch::Whose) { destroyed = true; };
    given.make_durable = [] { return std::error_code{}; };
    given.set_hooks = [] {};
    given.wipe_transport = [&] { was_destroyed = destroyed.load(); };
    epoch::Epoch epoch(std::move(given));
    closing = &epoch;
    REQUIRE(epoch.open());
    epoch.silence({});
    finished.get();
    CHECK(was_destroyed);
    CHECK_FALSE(epoch.is_closing());
}

TEST_CASE("what is done while it is open is not done after a no") {
    Parts parts;
    epoch::Epoch epoch(parts.parts());
    int done = 0;
    CHECK_FALSE(epoch.while_open([&] { ++done; }));
    REQUIRE(epoch.open());
    CHECK(epoch.while_open([&] { ++done; }));
    epoch.silence({});
    CHECK_FALSE(epoch.while_open([&] { ++done; }));
    CHECK(done == 1);
}
