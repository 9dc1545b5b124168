// The recorder's state and its parts: private to sdk/recorder. Members are grouped by who may touch them.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/clock_alarm.h"
#include "platform/file_watch.h"
#include "privacy/consent/choice.h"
#include "privacy/consent/tenant_absence.h"
#include "sdk/epoch/decision.h"
#include "sdk/epoch/epoch.h"
#include "sdk/recorder/books.h"
#include "sdk/recorder/hooks.h"
#include "sdk/recorder/index_names.h"
#include "sdk/recorder/limits.h"
#include "sdk/recorder/loop.h"
#include "sdk/recorder/recorder.h"
#include "sdk/recorder/session.h"
#include "sdk/recorder/state_teller.h"
#include "transport/destroyed_key.h"
#include "transport/epoch_key.h"
#include "transport/eraser.h"

namespace silhouette::recorder {

struct Recorder::State final : Sink {
    State(Settings given, boundary::Page& shared, OutletFactory factory);
    ~State() override;

    // The recorder thread's whole life.
    void run();

    // ---- Consent ----------------------------------------------------------------------------------------------------
    void reconsider();
    void reconsider_soon();
    // Silent where another process said "no", or ended the epoch that this one has.
    void follow_stored_choice();
    // Any thread, these two.
    void read_stored_choice(bool at_start);
    // Below choice_mutex.
    void take_stored_choice(const privacy::Choice& choice, const std::string& of_scope, bool at_start);
    std::string scope() const;
    // Whatever is stored, the answer is "no" from here on. The number of this refusal.
    std::uint64_t refuse();
    std::error_code say_no(const privacy::Choice& given, epoch::Disk disk);
    std::error_code say_yes(const privacy::Choice& given, epoch::Disk disk);
    // choice_mutex is held.
    void settle_answer();
    // A yes to an older notice is none.
    privacy::Answer counted(const privacy::Choice& choice) const;
    std::uint64_t answers_so_far() const;  // host_answers
    // Asks until no other thread answered meanwhile, or it is no yes. `take` is called with choosing_mutex and
    // choice_mutex held.
    privacy::Answer ask_host_anew(const std::function<void(privacy::Answer)>& take);
    void choose_scope(const std::string& next);
    // Every process reads the choice afterwards; make_durable() is yet to come.
    std::error_code tell(const privacy::Choice& choice);
    // The recorder thread: whether the answer is still what the epoch opens for.
    bool may_make_key();
    // Follows the scope that was chosen; what belongs to the one before has ended.
    void follow_scope();
    void finish(epoch::Whose whose = epoch::Whose::everybodys);
    // A "no" ends the epoch for every process; where the answer is merely not known, this one leaves it.
    static epoch::Whose whose_ends(privacy::Answer now) {
        return now == privacy::Answer::no ? epoch::Whose::everybodys : epoch::Whose::own;
    }
    bool opted_in() const { return answer == privacy::Answer::yes || yes_for_this_run; }
    void watch_choice();
    // Tells the host's log why a stored choice does not count, once.
    void tell_problem();
    void draw_sample();
    // Remembers how long the tenant did not allow it: after a long time the user is asked anew.
    void follow_tenant(privacy::TenantState judged);
    bool user_setting_visible() const { return tenant_allows && !vetoed(); }
    // Wakes the recorder when the verdict ages out by either clock, and when the clock is set.
    void watch_verdict(bool relied_on);
    void take_verdict(const privacy::Verdict& fresh);
    // The tenant was off since the epoch began, whether we heard of it or not.
    void end_epoch_of_before();
    // What lies there before this process opens: an epoch that it may share (or none); one whose "yes" is over, which
    // it is to end as if it had heard the "no"; the same, whose key the disk let nobody destroy; one of processes that
    // heard of a newer "yes" before us.
    enum class Found { shared, over, stuck, newer };
    Found found_epoch();
    struct NewerEpoch {
        transport::EpochMark mark{};
        std::chrono::steady_clock::time_point seen{};  // by the clock of verdicts
        bool is_asked_about = false;
    };
    void keep_verdict(const privacy::Verdict& fresh);
    privacy::Clocks clocks() const { return settings.clocks ? settings.clocks() : verdict_clocks_now(); }
    privacy::TenantState tenant() const { return privacy::judge(verdict, clocks()); }
    void read_policy();
    // Looks at the policy only while the user has opted in: nobody else could be recorded.
    void watch_policy();
    void leave_policy();
    bool vetoed() const { return settings.vetoed || forbidden; }
    // The system has no watch to give on what may say "no".
    bool is_blind() const;
    // Descriptors or memory were short when something was to be looked at, most of all at the start of a busy host:
    // that counts as a "no" that ends nothing, and is looked at again, ever more rarely.
    bool misses_something() const;
    void look_again_later();
    bool nobody_has_a_yes(privacy::Answer own);
    void announce(sil_state now);
    // False, and nothing is told, when a "no" was said that is not finished yet.
    bool announce_unless_closing(sil_state now);
    sil_state closed_state() const { return vetoed() ? SIL_STATE_VETOED : SIL_STATE_USER_OFF; }
    std::filesystem::path app_state() const { return below(settings.state); }
    std::filesystem::path app_cache() const { return below(settings.cache); }
    std::filesystem::path below(const std::filesystem::path& folder) const;

    // ---- Parts of the epoch -----------------------------------------------------------------------------------------
    epoch::Parts parts();
    void destroy_keys(const std::string& of_scope, epoch::Whose whose);
    // Those of the chosen account, where the recorder thread has not followed to it yet. Any thread.
    void destroy_keys_ahead();
    // Any thread, as the key is about to go: whether it is the one that this closing is about.
    bool is_to_go(const std::string& of_scope, const std::optional<transport::EpochMark>& found,
                  const std::optional<transport::EpochMark>& own) const;
    std::error_code make_durable();
    // Hosts that do not wait answer faster than the disk follows.
    bool waits_too_long_for_the_disk();
    bool prepare();
    void open_gate();
    void cleanse_memory();
    void wipe_transport();
    void seal();
    bool wait_until_nobody_is_inside();

    // ---- Capturing --------------------------------------------------------------------------------------------------
    void woken();
    void drain_round();
    struct Drained {
        bool any = false;  // items, or what they refer to
        std::uint64_t items = 0;
    };
    Drained drain();
    void take(const boundary::Event& event, boundary::Buffers& buffers);
    void begin_generation();
    void end_session();
    void end_capturing();
    void tell_gaps(std::int64_t now);
    void arm_session_timer();
    // When the session ends if nothing more happens.
    std::int64_t session_due() const;
    void session_is_due();
    // The next event is the first of a new session.
    void begin_another_session();

    // ---- Outlet -----------------------------------------------------------------------------------------------------
    Outlet& need_outlet();
    // While nobody knows whether what waits may be sent: also where the gate is shut already, out of the sample.
    void suspend_uploads();
    void resume_uploads();
    void drop_outlet();
    // Starts the eraser when something is asked for; of the scope that is worked with. It goes on when another account
    // follows.
    void erase_what_was_asked() { erase_what_was_asked(epoch_scope); }
    void erase_what_was_asked(const std::string& of_scope);
    // Of each account of the app, also of those that are not there now.
    void erase_what_was_left();
    void message(int severity, const std::string& text);

    // Sink.
    std::array<std::byte, 32> begin() override;
    void frame(std::string bytes, std::uint64_t items) override;
    void captured() override { books.capture(1); }
    void not_captured() override { books.take_back(); }
    void dropped(wire::DropReason reason) override { books.drop(number(reason), 1); }

    Settings settings;
    boundary::Page& page;
    OutletFactory outlets;
    Loop loop;
    int wake_descriptor = -1;
    Books books;
    Hooks hooks;
    epoch::Epoch epoch;

    // Any thread.
    std::atomic<privacy::Answer> answer{privacy::Answer::unknown};
    std::atomic<bool> yes_for_this_run{false};
    // Hosts' threads that choose, one after the other. Taken by a "no" when the gate is shut and the network cut; never
    // held while the host is called or the disk is waited for.
    std::mutex choosing_mutex;
    std::mutex reading_mutex;         // while the stored choice is read and taken
    mutable std::mutex choice_mutex;  // of what follows, up to `keeps_record`
    // Whose choice counts, and whose epoch is worked with: another until the recorder thread has followed.
    std::string chosen_scope, epoch_scope;
    std::optional<transport::EpochMark> epoch_mark;  // of the epoch that is open, or was until it is finished
    // What was read from the file is not taken when the host answered meanwhile.
    std::uint64_t host_answers = 0;
    privacy::Answer in_file = privacy::Answer::unknown, held = privacy::Answer::unknown;
    std::string stored_problem;  // why the file says nothing: as privacy::Choice
    std::atomic<bool> choice_unread{false};
    // A "no" that is not stored, or not yet: what the file says does not count until a new answer.
    bool refused = false;
    std::uint64_t refusals = 0;
    // Whether the record of what was sent outlives its closing, by scope; not said, where it is not here.
    std::map<std::string, bool> keeps_record;
    std::atomic<bool> is_ended_for_all{false};  // the closing that finish() has not followed yet
    std::atomic<int> accounts_changing{0};  // hosts' threads that choose another account, whose answer is not known yet
    StateTeller teller{SIL_STATE_USER_OFF};
    std::atomic<bool> tenant_allows{false};
    std::atomic<bool> forbidden{false};            // by the administrator's policy
    std::atomic<std::uint32_t> erasures{0};        // asked for, not confirmed
    std::atomic<std::uint32_t> erasures_asked{0};  // how often, in this process
    // Whose session was the last when an erasure was asked for: it is not begun any more.
    std::atomic<std::uint32_t> erased_generation{0};
    std::atomic<bool> ending{false};
    mutable std::mutex outlet_mutex;  // of the pointer: cut() comes from any thread
    std::unique_ptr<Outlet> outlet;
    mutable std::mutex id_mutex;
    transport::SessionId session_number;
    transport::SessionSecret session_secret;
    bool has_session = false;

    std::mutex durable_mutex;  // while the disk is waited for
    std::mutex told_mutex;     // of what follows: what the disk does not have yet
    std::vector<transport::DestroyedKey> destroyed;
    std::vector<platform::ReplacedFile> told;

    // The recorder thread.
    std::optional<privacy::Verdict> verdict;
    std::unique_ptr<platform::FileWatch> choice_watch, policy_watch;
    std::unique_ptr<platform::ClockAlarm> verdict_alarm;                // while the tenant's yes is relied on
    std::map<std::string, std::shared_ptr<transport::Eraser>> erasers;  // by scope
    std::unique_ptr<IndexNames> names;
    std::unique_ptr<boundary::Buffers> buffers;
    std::vector<std::unique_ptr<boundary::Buffers>> retired;  // a host thread may still be inside
    std::unique_ptr<Session> session;
    std::uint32_t session_generation = 0;
    transport::Session of_session;  // the number and, until its first frame, the secret of `session`
    bool erasing = false;           // while a session ends that is to be erased
    bool is_erased = false;         // its erasure was asked for before anything of `session` was sent
    std::uint32_t outlet_toolkit = 0;
    std::int64_t last_event = 0, last_drain = 0;
    int quiet_rounds = 0;
    int tenant_seen = -1;  // 0 off, 1 allowed
    std::string told_problem;
    bool policy_unread = false, looks_again = false;
    std::chrono::milliseconds look_again_in = kLookAgainFirst;
    bool following = false, suspended = false, uploads_rest = false, may_lie_on_disk = true;
    std::chrono::steady_clock::time_point redraw_at;  // by the clock of verdicts
    bool sampled = true, must_draw = true;            // whether this session is in the tenant's sample
    bool epoch_is_open = false;                       // transport's
    std::uint64_t opened_under = 0;                   // Verdict::allowed_since when that epoch began
    std::optional<NewerEpoch> newer_epoch;            // the last one that was found
    std::optional<transport::EpochMark> ended_epoch;  // the last one of another yes that this process has ended

    // The end of the thread.
    std::thread thread;
    std::mutex end_mutex;
    std::condition_variable ended;
    bool has_ended = false;
};

}  // namespace silhouette::recorder
