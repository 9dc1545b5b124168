// The user's choice as hosts tell it, from any thread.
#include <utility>

#include "transport/erasure.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

void Recorder::State::settle_answer() {
    if (refused) {
        answer = privacy::Answer::no;
    } else if (settings.choice != nullptr) {
        // `silhouette consent off` counts wherever the choice is held.
        answer = in_file == privacy::Answer::no ? in_file : held;
    } else {
        answer = in_file;
    }
}

privacy::Answer Recorder::State::counted(const privacy::Choice& choice) const {
    const bool is_older = choice.notice_version < settings.notice_version;
    return choice.answer == privacy::Answer::yes && is_older ? privacy::Answer::unknown : choice.answer;
}

void Recorder::State::read_stored_choice(bool at_start) {
    // What was read later is taken later.
    const std::lock_guard reading(reading_mutex);
    // Until the host did not answer meanwhile: what was read may be from before that. Without anything, a start would
    // take the user for one who never answered, and end the epoch that the last run has left.
    for (bool taken = false; !taken;) {
        std::uint64_t before = 0;
        std::string read_scope;
        {
            const std::lock_guard lock(choice_mutex);
            before = host_answers;
            read_scope = chosen_scope;
        }
        const privacy::Choice choice = privacy::read_choice(settings.state, read_scope);
        const std::lock_guard lock(choice_mutex);
        if (host_answers == before) {
            take_stored_choice(choice, read_scope, at_start);
            taken = true;
        }
    }
}

void Recorder::State::take_stored_choice(const privacy::Choice& choice, const std::string& of_scope, bool at_start) {
    const privacy::Answer now = counted(choice);
    if (now == privacy::Answer::no) {
        keeps_record[of_scope] = choice.keep_record;
    }
    in_file = now;
    stored_problem = choice.problem;
    choice_unread = choice.problem == privacy::kShortage;
    // A "no" that is stored while we run also ends a yes for this run; one that was there before does not.
    if (!refused && now == privacy::Answer::no && !at_start) {
        yes_for_this_run = false;
    }
    settle_answer();
}

std::uint64_t Recorder::State::refuse() {
    const std::lock_guard lock(choice_mutex);
    ++host_answers;
    refused = true;
    yes_for_this_run = false;
    settle_answer();
    return ++refusals;
}

std::error_code Recorder::State::tell(const privacy::Choice& choice) {
    if (settings.choice != nullptr) {
        if (choice.answer == privacy::Answer::yes) {
            privacy::forget_tenant_absence(settings.state, scope());
        }
        return privacy::forget_choice(settings.state, scope());
    }
    if (settings.state.empty()) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    platform::ReplacedFile written;
    const auto error = privacy::write_choice_at_once(settings.state, scope(), choice, written);
    // Else nothing was written: a full disk let go of the yes only.
    if (!error && !written.file().empty()) {
        const std::lock_guard lock(told_mutex);
        told.push_back(std::move(written));
    }
    return error;
}

bool Recorder::State::may_make_key() {
    if (epoch.is_closing()) {
        return false;
    }
    // What another process has told a moment ago counts, though the watch has not told it yet.
    if (yes_for_this_run || settings.choice != nullptr) {
        return true;
    }
    read_stored_choice(false);
    if (answer == privacy::Answer::yes) {
        return true;
    }
    reconsider_soon();
    return false;
}

void Recorder::State::reconsider_soon() {
    loop.post([this] { reconsider(); });
}

// Shut and silent before anything that another thread can hold up.
std::error_code Recorder::State::say_no(const privacy::Choice& given, epoch::Disk disk) {
    const std::uint64_t mine = refuse();
    const auto tell_no = [&] {
        const std::lock_guard one_by_one(choosing_mutex);
        const auto error = tell(given);
        {
            const std::lock_guard lock(choice_mutex);
            keeps_record[chosen_scope] = given.keep_record;
        }
        destroy_keys_ahead();
        const std::lock_guard lock(choice_mutex);
        ++host_answers;
        // Another thread's yes may have come between.
        refused = true;
        yes_for_this_run = false;
        if (!error) {
            held = privacy::Answer::no;
            in_file = settings.choice != nullptr ? privacy::Answer::unknown : privacy::Answer::no;
        }
        settle_answer();
        teller.change_to(closed_state());
        return error;
    };
    const std::error_code error = epoch.silence(tell_no, disk);
    if (!error) {
        const std::lock_guard lock(choice_mutex);
        // Unless somebody else refused since then, who is not done.
        if (refusals == mine) {
            refused = false;
            settle_answer();
        }
    }
    teller.tell(kTellPatience);
    return error;
}

std::error_code Recorder::State::say_yes(const privacy::Choice& given, epoch::Disk disk) {
    {
        const std::lock_guard one_by_one(choosing_mutex);
        const auto error = tell(given);
        {
            const std::lock_guard lock(choice_mutex);
            ++host_answers;
            if (error) {
                return error;
            }
            refused = false;
            held = privacy::Answer::yes;
            if (settings.choice != nullptr) {
                in_file = privacy::Answer::unknown;
            }
            settle_answer();
        }
        // As it is stored, not as it was given: another process may have said "no" since then.
        read_stored_choice(false);
    }
    // Another thread's "no" does not wait for the disk.
    return disk == epoch::Disk::wait ? make_durable() : std::error_code{};
}

sil_status Recorder::set_choice(sil_choice choice, std::uint32_t notice_version, std::uint32_t flags) {
    State& state = *state_;
    if (choice == SIL_CHOICE_YES && notice_version < state.settings.notice_version) {
        return SIL_ERROR_ARGUMENT;
    }
    privacy::Choice given;
    given.answer = choice == SIL_CHOICE_YES ? privacy::Answer::yes : privacy::Answer::no;
    given.notice_version = notice_version;
    given.since =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    given.how = (flags & SIL_CONSENT_BY_SWITCH) != 0 ? "switch" : "host";
    given.keep_record = (flags & SIL_CONSENT_KEEP_RECORD) != 0;
    const auto disk = (flags & SIL_CONSENT_DO_NOT_WAIT) != 0 ? epoch::Disk::later : epoch::Disk::wait;
    const auto error = choice == SIL_CHOICE_NO ? state.say_no(given, disk) : state.say_yes(given, disk);
    if (disk == epoch::Disk::later && state.waits_too_long_for_the_disk()) {
        static_cast<void>(state.make_durable());
    }
    state.loop.post([&state] {
        // Another process may have answered between the two.
        state.read_stored_choice(false);
        state.reconsider();
    });
    if ((flags & SIL_CONSENT_ERASE) != 0 && erase_sent() != SIL_OK) {
        return SIL_ERROR_STORAGE;
    }
    return error ? SIL_ERROR_STORAGE : SIL_OK;
}

void Recorder::allow_this_run() {
    State& state = *state_;
    state.yes_for_this_run = true;
    state.reconsider_soon();
}

sil_choice Recorder::choice() const noexcept {
    switch (state_->answer.load()) {
        case privacy::Answer::yes:
            return SIL_CHOICE_YES;
        case privacy::Answer::no:
            return SIL_CHOICE_NO;
        default:
            return SIL_CHOICE_UNKNOWN;
    }
}

sil_status Recorder::erase_sent() {
    State& state = *state_;
    const std::string of_scope = state.scope();
    const auto folder = state.settings.state / of_scope;
    std::uint32_t count = 0;
    // Before it is looked who is to be erased: who begins behind that sees it.
    ++state.erasures_asked;
    state.erased_generation = state.page.last_generation.load();
    const bool is_asked = !state.settings.state.empty() && !transport::ask_for_erasure(folder, count);
    if (is_asked) {
        state.erasures = count;
    }
    state.loop.post([&state, of_scope] {
        // What comes from here on is another session: nothing more of those that are to be erased is sent.
        if (state.buffers && !state.ending) {
            state.erasing = true;
            state.drain();
            state.begin_another_session();
            state.erasing = false;
        }
        // Another account may have followed meanwhile.
        state.erase_what_was_asked(of_scope);
    });
    return is_asked ? SIL_OK : SIL_ERROR_STORAGE;
}

std::uint32_t Recorder::erasures_pending() const noexcept {
    return state_->erasures;
}

}  // namespace silhouette::recorder
