// When the recorder opens and closes: the user, the tenant, the sample.
#include <algorithm>
#include <utility>

#include "platform/fault_point.h"
#include "platform/own_thread.h"
#include "platform/process.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using namespace std::chrono_literals;

// Another process may have said "no" and "yes" again before we looked. The choice is a "yes" then, but the epoch that
// we hold is over: its key is gone.
void Recorder::State::follow_stored_choice() {
    read_stored_choice(false);
    if (!opted_in() && epoch.is_open() && !choice_unread) {
        static_cast<void>(epoch.silence({}, epoch::Disk::wait, whose_ends(answer)));
    }
    if (epoch_is_open && outlet && !epoch.is_closing() && !outlet->epoch_lasts()) {
        epoch.silence({}, epoch::Disk::wait, epoch::Whose::own);
    }
}

void Recorder::State::draw_sample() {
    std::uint32_t draw = 0;
    sampled = verdict->sampling >= 1000 ||
              (platform::random_bytes(std::as_writable_bytes(std::span(&draw, 1))) && draw % 1000 < verdict->sampling);
    must_draw = false;
    redraw_at = clocks().boot + kSessionLongest;
}

void Recorder::State::keep_verdict(const privacy::Verdict& fresh) {
    verdict = fresh;
    verdict->valid_for = std::min(verdict->valid_for, settings.verdict_valid);
}

void Recorder::State::tell_problem() {
    std::string problem;
    {
        const std::lock_guard lock(choice_mutex);
        problem = stored_problem;
    }
    if (std::exchange(told_problem, problem) != problem && !problem.empty() && problem != "missing") {
        message(SIL_LOG_WARNING, "The stored choice cannot be relied on (" + problem + "): it counts as a no.");
    }
}

void Recorder::State::take_verdict(const privacy::Verdict& fresh) {
    if (fresh.allowed && fresh.allowed_since != opened_under) {
        end_epoch_of_before();
    }
    keep_verdict(fresh);
    if (tenant() == privacy::TenantState::off && epoch.is_open()) {
        epoch.silence({});
    }
    // Not from within transport's own call: reconsidering may end it.
    loop.post([this] { reconsider(); });
}

void Recorder::State::reconsider() {
    if (ending) {
        if (epoch.is_closing()) {
            finish();
        }
        return;
    }
    // Before it is decided: a "no" that came between the two would be finished here, and the "yes" from before it acted
    // on.
    if (epoch.is_closing()) {
        finish();
    }
    if (accounts_changing != 0) {
        return;  // nobody knows yet whose answer counts; who changes it lets this be done again
    }
    follow_scope();
    tell_problem();
    watch_policy();
    const auto judged = tenant();
    const bool visible_before = user_setting_visible();
    tenant_allows = judged == privacy::TenantState::allowed;
    follow_tenant(judged);
    if (judged == privacy::TenantState::allowed && must_draw) {
        draw_sample();
    }
    privacy::Answer user{};
    {
        const std::lock_guard lock(choice_mutex);
        if (chosen_scope != epoch_scope) {
            return;  // the host changes the account at this moment
        }
        user = answer;
    }
    look_again_later();
    epoch::Decision decision =
        epoch::decide({forbidden && !policy_unread, settings.vetoed, user, yes_for_this_run.load(), judged, sampled,
                       policy_unread, choice_unread.load()});
    // A verdict whose age ran out, or that another process's shows to be old, is asked for at once, not when the poll
    // that is under way comes back.
    bool is_stale = (judged == privacy::TenantState::expired || judged == privacy::TenantState::out_of_order) &&
                    decision.state != teller.state();
    // Nothing begins without the hook; what has begun ends without it as well.
    const bool is_under_way = decision.action == epoch::Action::open ? epoch.is_open() : epoch_is_open;
    if (settings.waits_for_adapter && !hooks.attached() && !is_under_way && decision.action != epoch::Action::end &&
        decision.action != epoch::Action::leave) {
        return;
    }
    switch (decision.action) {
        case epoch::Action::end:
            if (epoch.is_open() || suspended || may_lie_on_disk) {
                finish();
            }
            leave_policy();
            break;
        case epoch::Action::leave:
            if (epoch.is_open() || suspended || (may_lie_on_disk && nobody_has_a_yes(user))) {
                finish(epoch::Whose::own);
            }
            leave_policy();
            break;
        case epoch::Action::wait:
        case epoch::Action::suspend:
            if (epoch.is_open()) {
                epoch.suspend([this] { seal(); });
                suspended = true;
            }
            if (decision.action == epoch::Action::suspend) {
                suspend_uploads();
            } else if (decision.state == SIL_STATE_NOT_SAMPLED) {
                resume_uploads();
            }
            break;
        case epoch::Action::open: {
            const Found found = found_epoch();
            if (found == Found::over) {
                finish();
                reconsider_soon();
                return;
            }
            if (found == Found::newer) {
                decision.state = SIL_STATE_TENANT_UNKNOWN;
                is_stale = !std::exchange(newer_epoch->is_asked_about, true);
                break;
            }
            if (found == Found::stuck) {
                decision.state = SIL_STATE_TENANT_UNKNOWN;
                if (decision.state != teller.state()) {
                    message(SIL_LOG_ERROR,
                            "The key of an epoch that is over cannot be destroyed: nothing is recorded.");
                }
                break;
            }
            if (!epoch.open() && !epoch.is_closing()) {
                if (!opted_in()) {
                    return;  // another process said "no" meanwhile; it is reconsidered at once
                }
                if (found_epoch() != Found::shared) {
                    reconsider_soon();
                    return;
                }
                decision.state = SIL_STATE_TENANT_UNKNOWN;
                message(SIL_LOG_ERROR, "No memory to record with.");
            }
            break;
        }
    }
    if (decision.follow_verdict && !following) {
        Outlet& out = need_outlet();
        const std::uint64_t cuts = out.cuts();
        if (!epoch.is_closing()) {
            following = true;
            out.ask_verdict(true, cuts);
        }
    } else if (!decision.follow_verdict && following) {
        following = false;
        if (outlet) {
            outlet->stop_asking();
        }
        // With it what waits to be sent would go.
        if (decision.action != epoch::Action::suspend || !outlet || !outlet->has_epoch()) {
            drop_outlet();
        }
    }
    if (following && is_stale && outlet) {
        outlet->stop_asking();
        // Before it is asked whether somebody says "no": one that comes behind is not undone.
        const std::uint64_t cuts = outlet->cuts();
        if (!epoch.is_closing()) {
            outlet->ask_verdict(true, cuts);
        }
    }
    watch_verdict(judged == privacy::TenantState::allowed && decision.follow_verdict);
    if (decision.state == SIL_STATE_NOT_SAMPLED) {
        // Not anew with every answer of the endpoint.
        loop.set_timer(Loop::session, std::max<std::chrono::nanoseconds>(redraw_at - clocks().boot, 1ms), [this] {
            must_draw = true;
            reconsider();
        });
    }
    // Somebody may have said "no" meanwhile: that is the state then, and the work that was posted with it follows.
    if (!announce_unless_closing(decision.state)) {
        return;
    }
    if (visible_before != user_setting_visible()) {
        teller.change();
        teller.tell();
    }
}

void Recorder::State::watch_verdict(bool relied_on) {
    loop.cancel_timer(Loop::verdict);
    if (!relied_on) {
        if (verdict_alarm) {
            for (const int descriptor : verdict_alarm->descriptors()) {
                loop.unwatch(descriptor);
            }
            verdict_alarm.reset();
        }
        return;
    }
    const privacy::Clocks now = clocks();
    const auto boot = verdict->received + verdict->valid_for - now.boot + 1ms;
    std::optional<std::chrono::nanoseconds> wall;
    if (now.wall && verdict->received_wall) {
        wall = *verdict->received_wall + verdict->valid_for - *now.wall + 1ms;
    }
    if (!verdict_alarm) {
        auto made = std::make_unique<platform::ClockAlarm>();
        if (!*made) {
            // Stands still while the machine sleeps; it is looked at again with the next event (drain_round()).
            loop.set_timer(Loop::verdict, std::min<std::chrono::nanoseconds>(boot, wall.value_or(boot)),
                           [this] { reconsider(); });
            return;
        }
        verdict_alarm = std::move(made);
        for (const int descriptor : verdict_alarm->descriptors()) {
            loop.watch(descriptor, [this] {
                verdict_alarm->take();
                reconsider();
            });
        }
    }
    verdict_alarm->set(boot, wall);
}

void Recorder::State::follow_tenant(privacy::TenantState judged) {
    if (!opted_in() || (judged != privacy::TenantState::off && judged != privacy::TenantState::allowed)) {
        return;
    }
    const bool allowed = judged == privacy::TenantState::allowed;
    const int seen = allowed ? 1 : 0;
    if (std::exchange(tenant_seen, seen) == seen) {
        return;
    }
    const std::string whose = scope();
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        clocks().wall.value_or(std::chrono::system_clock::now()).time_since_epoch());
    if (!allowed) {
        privacy::note_tenant_off(settings.state, whose, now);
    } else if (privacy::note_tenant_allows(settings.state, whose, now)) {
        const std::lock_guard lock(choice_mutex);
        ++host_answers;
        in_file = held = privacy::Answer::unknown;
        settle_answer();
    }
}

void Recorder::State::finish(epoch::Whose whose) {
    epoch.finish(whose);
    must_draw = true;
    platform::fault_point(8);
}

// Of this scope's epoch, which this process does not work with. Destroys its key when it says so.
bool Recorder::State::nobody_has_a_yes(privacy::Answer own) {
    if (own == privacy::Answer::yes || settings.state.empty()) {
        return false;
    }
    std::error_code error;
    auto gone = transport::destroy_epoch_key_at_once(transport::epoch_key_file(app_state()), error, {{}, true});
    gone.make_durable();
    return gone.is_gone();
}

void Recorder::State::announce(sil_state now) {
    teller.change_to(now);
    teller.tell();
}

bool Recorder::State::announce_unless_closing(sil_state now) {
    if (!epoch.unless_closing([&] { teller.change_to(now); })) {
        return false;
    }
    teller.tell();
    return true;
}

}  // namespace silhouette::recorder
