// What the user and the administrator say is watched, and looked at again where that failed.
#include <algorithm>
#include <utility>

#include "privacy/consent/policy.h"
#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

void Recorder::State::watch_choice() {
    if (choice_watch) {
        loop.unwatch(choice_watch->descriptor());
    }
    choice_watch = std::make_unique<platform::FileWatch>(privacy::choice_file(settings.state, scope()));
    loop.watch(choice_watch->descriptor(), [this] {
        if (choice_watch->take_changes()) {
            // At once, before anything that takes its time.
            follow_stored_choice();
            reconsider();
        }
    });
}

void Recorder::State::read_policy() {
    const privacy::Policy policy = privacy::read_policy(settings.policy, settings.app);
    const bool before = forbidden.exchange(policy.forbids);
    policy_unread = policy.problem == privacy::kShortage;
    if (policy.forbids && !before && !policy.problem.empty()) {
        message(SIL_LOG_WARNING,
                "The administrator's policy file cannot be relied on (" + policy.problem + "): nothing is recorded.");
    }
}

void Recorder::State::watch_policy() {
    if (!opted_in()) {
        return;
    }
    if (!policy_watch) {
        policy_watch = std::make_unique<platform::FileWatch>(settings.policy.path);
        loop.watch(policy_watch->descriptor(), [this] {
            if (policy_watch->take_changes()) {
                read_policy();
                if (forbidden && !policy_unread && epoch.is_open()) {
                    static_cast<void>(epoch.silence({}));
                }
                reconsider_soon();
            }
        });
        read_policy();
    }
}

// Takes the system tens of milliseconds: behind all that a "no" is to do.
void Recorder::State::leave_policy() {
    if (policy_watch && !opted_in()) {
        loop.unwatch(policy_watch->descriptor());
        policy_watch.reset();
    }
}

bool Recorder::State::is_blind() const {
    const auto cannot_watch = [](const auto& watch) { return watch && watch->descriptor() < 0; };
    return cannot_watch(choice_watch) || cannot_watch(policy_watch);
}

// Who has not opted in causes no wake-up.
bool Recorder::State::misses_something() const {
    return choice_unread || (opted_in() && (policy_unread || is_blind()));
}

void Recorder::State::look_again_later() {
    if (!misses_something()) {
        look_again_in = kLookAgainFirst;
        if (std::exchange(looks_again, false)) {
            loop.cancel_timer(Loop::look_again);
        }
    } else if (!std::exchange(looks_again, true)) {
        loop.set_timer(Loop::look_again, look_again_in, [this] {
            looks_again = false;
            look_again_in = std::min<std::chrono::milliseconds>(look_again_in * 2, kLookAgainLongest);
            if (choice_watch->descriptor() < 0) {
                watch_choice();
            }
            if (policy_watch && policy_watch->descriptor() < 0) {
                policy_watch.reset();  // made anew by watch_policy()
            }
            if (policy_unread) {
                read_policy();
            }
            follow_stored_choice();
            reconsider();
        });
    }
}

}  // namespace silhouette::recorder
