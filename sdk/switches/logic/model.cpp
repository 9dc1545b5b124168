#include "sdk/switches/logic/model.h"

#include <utility>

namespace silhouette::switches {
namespace {

std::string Texts::*sentence_of(sil_state state) {
    switch (state) {
        case SIL_STATE_RECORDING:
            return &Texts::state_recording;
        case SIL_STATE_USER_OFF:
            return &Texts::state_off;
        case SIL_STATE_TENANT_OFF:
            return &Texts::state_tenant_off;
        case SIL_STATE_VETOED:
            return &Texts::state_forbidden;
        case SIL_STATE_PAUSED:
            return &Texts::state_paused;
        case SIL_STATE_NOT_SAMPLED:
            return &Texts::state_not_sampled;
        case SIL_STATE_FORKED_CHILD:
        case SIL_STATE_STOPPED:
            return &Texts::state_unavailable;
        default:
            // No verdict, or one that is not to be relied on: all of them wait for another.
            return &Texts::state_waiting;
    }
}

}  // namespace

Model::Model(sil_recorder* recorder, std::uint32_t notice_version, std::function<void()> changed)
    : recorder_(recorder), notice_version_(notice_version), changed_(std::move(changed)) {
    sil_on_state_change(
        recorder_, [](sil_state, void* self) { static_cast<Model*>(self)->changed_(); }, this);
}

Model::~Model() {
    sil_on_state_change(recorder_, nullptr, nullptr);
}

bool Model::is_on() const {
    // A yes for this run of the app only is not stored.
    const sil_state state = sil_state_now(recorder_);
    return sil_consent_choice(recorder_) == SIL_CHOICE_YES || state == SIL_STATE_RECORDING ||
           state == SIL_STATE_PAUSED || state == SIL_STATE_NOT_SAMPLED;
}

Shown Model::shown(const Texts& texts) const {
    Shown shown;
    shown.visible = sil_user_setting_visible(recorder_) != 0;
    shown.on = is_on();
    shown.offers_turning_off = shown.on;
    const sil_state state = sil_state_now(recorder_);
    // A yes that the recorder has not yet acted on.
    const bool is_turning_on = shown.on && state == SIL_STATE_USER_OFF;
    shown.state = is_turning_on ? texts.state_waiting : texts.*sentence_of(state);
    if (const std::uint32_t pending = deletions_pending(); pending != 0) {
        shown.deleting = filled(texts.deleting, "count", std::to_string(pending));
    }
    for (std::string Texts::*const problem : problems_) {
        shown.problem += (shown.problem.empty() ? "" : "\n") + texts.*problem;
    }
    return shown;
}

void Model::looked_at() {
    sil_ask_verdict(recorder_);
}

bool Model::finish(std::vector<std::string Texts::*> problems) {
    problems_ = std::move(problems);
    changed_();
    return problems_.empty();
}

bool Model::turn_on() {
    if (sil_consent_change(recorder_, SIL_CHOICE_YES, notice_version_, SIL_CONSENT_BY_SWITCH) != SIL_OK) {
        return finish({&Texts::not_turned_on});
    }
    return finish({});
}

bool Model::turn_off(TurnOff also) {
    std::vector<std::string Texts::*> problems;
    const std::uint32_t keep = also.keep_list ? std::uint32_t{SIL_CONSENT_KEEP_RECORD} : 0;
    if (sil_consent_change(recorder_, SIL_CHOICE_NO, notice_version_, SIL_CONSENT_BY_SWITCH | keep) != SIL_OK) {
        problems.push_back(&Texts::not_stored);
    }
    // By itself, not by the flag: which of the two has failed is to be told.
    if (also.also_delete && sil_erase_sent(recorder_) != SIL_OK) {
        problems.push_back(&Texts::not_deleted);
    }
    return finish(std::move(problems));
}

bool Model::delete_sent() {
    if (sil_erase_sent(recorder_) != SIL_OK) {
        return finish({&Texts::not_deleted});
    }
    return finish({});
}

Sent Model::sent() const {
    Sent sent;
    const sil_status status = sil_sent_read(
        recorder_,
        [](const sil_sent_batch* batch, void* list) {
            static_cast<std::vector<SentBatch>*>(list)->push_back({batch->sent, batch->items, batch->text});
        },
        &sent.batches);
    sent.damaged = status == SIL_ERROR_STORAGE;
    return sent;
}

std::uint32_t Model::deletions_pending() const {
    return sil_erasures_pending(recorder_);
}

}  // namespace silhouette::switches
