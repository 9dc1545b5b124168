// When the recorder opens and closes: the user, the tenant, the sample.
#include <utility>

#include "platform/process.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using boundary::Buffers;
using boundary::Event;
using boundary::EventKind;
using namespace std::chrono_literals;

void Recorder::State::read_stored_choice(bool at_start) {
    std::uint64_t before = 0;
    {
        const std::lock_guard lock(choice_mutex);
        before = host_answers;
    }
    const privacy::Answer now = privacy::read_choice(settings.state, settings.app).answer;
    const std::lock_guard lock(choice_mutex);
    if (host_answers != before) {
        return;
    }
    stored = now;
    if (!refused) {
        // A "no" that is stored while we run also ends a yes for this run; one that was there before does not.
        if (now == privacy::Answer::no && !at_start) {
            yes_for_this_run = false;
        }
        answer = now;
    }
}

// Another process may have said "no" and "yes" again before we looked. The choice is a "yes" then, but the epoch that
// we hold is over: its key is gone.
void Recorder::State::leave_ended_epoch() {
    if (epoch_is_open && outlet && !epoch.is_closing() && !outlet->epoch_lasts()) {
        epoch.silence({});
    }
}

void Recorder::State::draw_sample() {
    std::uint32_t draw = 0;
    sampled = verdict->sampling >= 1000 ||
              (platform::random_bytes(std::as_writable_bytes(std::span(&draw, 1))) && draw % 1000 < verdict->sampling);
    must_draw = false;
}

void Recorder::State::take_verdict(const privacy::Verdict& fresh) {
    verdict = fresh;
    const bool allowed = privacy::judge(verdict, verdict_clock_now()) == privacy::TenantState::allowed;
    if (!allowed && epoch.is_open()) {
        epoch.silence({});
    }
    // Not from within transport's own call: reconsidering may end it.
    loop.post([this] { reconsider(); });
}

void Recorder::State::reconsider() {
    if (ending) {
        if (epoch.is_closing()) {
            epoch.finish();
        }
        return;
    }
    // Before it is decided: a "no" that came between the two would be finished here, and the "yes" from before it acted
    // on.
    if (epoch.is_closing()) {
        epoch.finish();
        must_draw = true;
    }
    const auto now = verdict_clock_now();
    const auto tenant = privacy::judge(verdict, now);
    const bool visible_before = tenant_allows.exchange(tenant == privacy::TenantState::allowed);
    if (tenant == privacy::TenantState::allowed && must_draw) {
        draw_sample();
    }
    epoch::Decision decision =
        epoch::decide({settings.vetoed, answer.load(), yes_for_this_run.load(), tenant, sampled});
    if (settings.waits_for_adapter && !hooks.attached() && decision.action != epoch::Action::end) {
        return;
    }
    switch (decision.action) {
        case epoch::Action::end:
            if (epoch.is_open() || suspended || may_lie_on_disk) {
                epoch.finish();
                must_draw = true;
            }
            break;
        case epoch::Action::wait:
        case epoch::Action::suspend:
            if (epoch.is_open()) {
                epoch.suspend([this] { seal(); });
                suspended = true;
                if (outlet && decision.action == epoch::Action::suspend) {
                    outlet->suspend();
                }
            }
            break;
        case epoch::Action::open:
            if (!epoch.open() && !epoch.is_closing()) {
                decision.state = SIL_STATE_TENANT_UNKNOWN;
                message(SIL_LOG_ERROR, "No memory to record with.");
            }
            break;
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
        drop_outlet();
    }
    loop.cancel_timer(Loop::verdict);
    if (tenant == privacy::TenantState::allowed && decision.follow_verdict) {
        loop.set_timer(Loop::verdict, verdict->received + verdict->valid_for - now + 1ms, [this] { reconsider(); });
    }
    if (decision.state == SIL_STATE_NOT_SAMPLED) {
        loop.set_timer(Loop::session, kSessionLongest, [this] {
            must_draw = true;
            reconsider();
        });
    }
    if (epoch.is_closing()) {
        // Somebody said "no" meanwhile; the work that was posted with it follows.
        return;
    }
    announce(decision.state);
    if (visible_before != tenant_allows) {
        const std::lock_guard lock(callback_mutex);
        if (callback != nullptr) {
            callback(now_state, callback_context);
        }
    }
}

void Recorder::State::announce(sil_state now) {
    if (now_state.exchange(now) == now) {
        return;
    }
    const std::lock_guard lock(callback_mutex);
    if (callback != nullptr) {
        callback(now, callback_context);
    }
}

}  // namespace silhouette::recorder
