// Whether the recorder may record, and what a "no" means for what was captured before. One pure function.
#pragma once

#include <silhouette/silhouette.h>

#include "privacy/consent/choice.h"
#include "privacy/consent/verdict.h"

namespace silhouette::epoch {

struct Inputs {
    bool forbidden = false;  // the administrator's policy
    bool vetoed = false;     // DO_NOT_TRACK=1 of this process
    privacy::Answer user = privacy::Answer::unknown;
    bool yes_for_this_run = false;  // never stored
    privacy::TenantState tenant = privacy::TenantState::unknown;
    bool sampled = true;  // this session is in the tenant's sample
    // The system is short of descriptors or memory: what might forbid cannot be read now.
    bool policy_unread = false, choice_unread = false;
};

enum class Action {
    end,      // an explicit no: the epoch ends, for every process of the app; everything goes
    leave,    // no yes of this process: what it records itself ends so; others may have a yes
    wait,     // closed, nothing is captured; what lies in the spool stays, and what this process recorded is sent
    suspend,  // nobody knows for a while (the verdict expired): as wait, and nothing is uploaded until it is known
    open
};

struct Decision {
    sil_state state = SIL_STATE_USER_OFF;
    Action action = Action::wait;
    // The tenant's verdict is to be asked for and followed.
    bool follow_verdict = false;
};

inline Decision decide(const Inputs& inputs) noexcept {
    if (inputs.forbidden) {
        return {SIL_STATE_VETOED, Action::end, false};
    }
    if ((inputs.policy_unread || inputs.choice_unread) && inputs.user != privacy::Answer::no) {
        return {inputs.policy_unread ? SIL_STATE_VETOED : SIL_STATE_USER_OFF, Action::suspend, false};
    }
    const Action without_yes = inputs.user == privacy::Answer::no ? Action::end : Action::leave;
    if (inputs.vetoed) {
        return {SIL_STATE_VETOED, without_yes, false};
    }
    if (inputs.user != privacy::Answer::yes && !inputs.yes_for_this_run) {
        return {SIL_STATE_USER_OFF, without_yes, false};
    }
    switch (inputs.tenant) {
        case privacy::TenantState::unknown:
            return {SIL_STATE_TENANT_UNKNOWN, Action::wait, true};
        case privacy::TenantState::off:
            return {SIL_STATE_TENANT_OFF, Action::end, true};
        case privacy::TenantState::expired:
            return {SIL_STATE_VERDICT_EXPIRED, Action::suspend, true};
        case privacy::TenantState::out_of_order:
            return {SIL_STATE_OUT_OF_ORDER_CLOCK, Action::suspend, true};
        case privacy::TenantState::allowed:
            break;
    }
    return inputs.sampled ? Decision{SIL_STATE_RECORDING, Action::open, true}
                          : Decision{SIL_STATE_NOT_SAMPLED, Action::wait, true};
}

}  // namespace silhouette::epoch
