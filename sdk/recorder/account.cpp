// Whose choice counts: the account that the host names; and the choice that the host holds for it. Any thread.
#include <utility>

#include "privacy/grammar/name_grammar.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

std::string Recorder::State::scope() const {
    const std::lock_guard lock(choice_mutex);
    return chosen_scope;
}

std::uint64_t Recorder::State::answers_so_far() const {
    const std::lock_guard lock(choice_mutex);
    return host_answers;
}

privacy::Answer Recorder::State::ask_host_anew(const std::function<void(privacy::Answer)>& take) {
    for (;;) {
        // Not below the lock: the host may wait for another thread of its own, which answers.
        const std::uint64_t before = answers_so_far();
        const privacy::Answer now = ask_host(settings);
        const std::lock_guard one_by_one(choosing_mutex);
        const std::lock_guard lock(choice_mutex);
        // Somebody answered meanwhile: this yes may be older than their no.
        if (now != privacy::Answer::yes || host_answers == before) {
            take(now);
            return now;
        }
    }
}

sil_status Recorder::choice_changed() {
    State& state = *state_;
    if (state.settings.choice == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    // choosing_mutex and choice_mutex are held.
    const auto take = [&state](privacy::Answer now) {
        ++state.host_answers;
        state.held = now;
        state.refused = false;
        if (now != privacy::Answer::yes) {
            state.yes_for_this_run = false;
        }
        state.settle_answer();
    };
    const privacy::Answer now = state.ask_host_anew([&](privacy::Answer found) {
        if (found == privacy::Answer::yes) {
            take(found);  // what is none is taken when all is silent
        }
    });
    if (now == privacy::Answer::yes) {
        privacy::forget_tenant_absence(state.settings.state, state.scope());
    } else {
        const auto take_it = [&]() -> std::error_code {
            const std::lock_guard one_by_one(state.choosing_mutex);
            if (now == privacy::Answer::no) {
                state.destroy_keys_ahead();
            }
            const std::lock_guard lock(state.choice_mutex);
            take(now);
            state.teller.change_to(state.closed_state());
            return {};
        };
        static_cast<void>(state.epoch.silence(take_it, epoch::Disk::wait, State::whose_ends(now)));
        state.teller.tell(kTellPatience);
    }
    state.reconsider_soon();
    return SIL_OK;
}

void Recorder::State::choose_scope(const std::string& next) {
    const std::lock_guard one_by_one(choosing_mutex);
    const std::lock_guard lock(choice_mutex);
    if (chosen_scope != next) {
        ++host_answers;
        chosen_scope = next;
        // Nobody's answer until the new one is known.
        in_file = held = privacy::Answer::unknown;
        refused = false;
        yes_for_this_run = false;
        settle_answer();
    }
    teller.change_to(closed_state());
}

sil_status Recorder::set_account(std::string_view account) {
    State& state = *state_;
    if (!account.empty() && !grammar::is_configured(account)) {
        return SIL_ERROR_NAME;
    }
    const std::string next = privacy::scope_of(state.settings.app, std::string(account));
    if (next.empty()) {
        return SIL_ERROR_MEMORY;
    }
    if (next == state.scope()) {
        return SIL_OK;
    }
    {
        // Until the new one's answer is known the recorder thread decides nothing.
        struct Changing {
            std::atomic<int>& count;
            explicit Changing(std::atomic<int>& given) : count(given) { ++count; }
            ~Changing() { --count; }
        } const changing(state.accounts_changing);
        // The epoch of the one before ends while it is the chosen one: the recorder thread follows to the next one only
        // afterwards, and makes no key of either meanwhile.
        static_cast<void>(state.epoch.silence(
            [&]() -> std::error_code {
                state.choose_scope(next);
                return {};
            },
            epoch::Disk::later, epoch::Whose::own));
        if (state.settings.choice != nullptr) {
            state.ask_host_anew([&](privacy::Answer now) {
                // Unless another thread chose another account, and asks for that.
                if (state.chosen_scope == next) {
                    state.held = now;
                    state.settle_answer();
                }
            });
        }
        state.read_stored_choice(true);
    }
    state.teller.tell(kTellPatience);
    state.reconsider_soon();
    static_cast<void>(state.make_durable());
    return SIL_OK;
}

void Recorder::State::follow_scope() {
    const std::string next = scope();
    if (next == epoch_scope) {
        return;
    }
    // What this process recorded of the one before has ended with the call that chose another.
    finish(epoch::Whose::own);
    {
        const std::lock_guard lock(choice_mutex);
        keeps_record.erase(epoch_scope);
        epoch_scope = next;
    }
    may_lie_on_disk = true;
    tenant_seen = -1;
    watch_choice();
    read_stored_choice(true);
    // What the one before wanted erased goes on by itself.
    erasures = 0;
    erase_what_was_asked();
}

}  // namespace silhouette::recorder
