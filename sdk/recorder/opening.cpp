// What the recorder does for its part when sdk/epoch opens, closes or suspends.
#include <algorithm>
#include <utility>

#include "platform/fault_point.h"
#include "platform/process.h"
#include "platform/secure_memory.h"
#include "transport/local_record.h"

#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using boundary::Buffers;
using boundary::Event;
using namespace std::chrono_literals;

std::filesystem::path Recorder::State::below(const std::filesystem::path& folder) const {
    // Without a home nothing is kept on disk, least of all in the working folder.
    const std::lock_guard lock(choice_mutex);
    return folder.empty() ? folder : folder / epoch_scope;
}

epoch::Parts Recorder::State::parts() {
    epoch::Parts parts;
    parts.shut_gate = [this] { page.gate.close(); };
    parts.cut_network = [this] {
        const std::lock_guard lock(outlet_mutex);
        if (outlet) {
            outlet->cut();
        }
    };
    parts.destroy_keys = [this](epoch::Whose whose) {
        std::string worked_with;
        {
            const std::lock_guard lock(choice_mutex);
            worked_with = epoch_scope;
            // The "no" is another account's.
            whose = chosen_scope == epoch_scope ? whose : epoch::Whose::own;
        }
        if (whose == epoch::Whose::everybodys) {
            is_ended_for_all = true;
        }
        destroy_keys(worked_with, whose);
    };
    parts.make_durable = [this] { return make_durable(); };
    parts.set_hooks = [this] { hooks.follow_gate(); };
    parts.cleanse_memory = [this] { cleanse_memory(); };
    parts.wipe_transport = [this] { wipe_transport(); };
    parts.prepare = [this] { return prepare(); };
    parts.open_gate = [this] { open_gate(); };
    return parts;
}

bool Recorder::State::is_to_go(const std::string& of_scope, const std::optional<transport::EpochMark>& found,
                               const std::optional<transport::EpochMark>& own) const {
    if (own && found == own) {
        return true;
    }
    bool is_a_stored_no = false;
    {
        const std::lock_guard lock(choice_mutex);
        is_a_stored_no = of_scope == chosen_scope && in_file == privacy::Answer::no;
    }
    // Another one came in its place, since somebody said "yes" again: then it is theirs.
    return is_a_stored_no ? privacy::read_choice(settings.state, of_scope).answer != privacy::Answer::yes : !own;
}

void Recorder::State::destroy_keys(const std::string& of_scope, epoch::Whose whose) {
    if (settings.state.empty()) {
        return;
    }
    const auto key_file = transport::epoch_key_file(settings.state / of_scope);
    const auto record_key_file =
        settings.cache.empty() ? std::filesystem::path() : transport::record_key_file(settings.cache / of_scope);
    std::optional<transport::EpochMark> own;
    std::optional<bool> is_kept;
    {
        const std::lock_guard lock(choice_mutex);
        if (const auto said = keeps_record.find(of_scope); said != keeps_record.end()) {
            is_kept = said->second;
        }
        own = of_scope == epoch_scope ? epoch_mark : std::nullopt;
    }
    if (whose == epoch::Whose::own && !own) {
        return;  // there is nothing of this process
    }
    // Where nobody said: a record whose epoch is gone was kept on purpose.
    std::error_code error;
    const bool keep = settings.cache.empty() || is_kept.value_or(!std::filesystem::exists(key_file, error));
    std::array<transport::DestroyedKey, 2> gone;
    if (whose == epoch::Whose::own) {
        gone[1] = transport::destroy_epoch_key_at_once(key_file, error, transport::key_of(*own, true));
        if (!gone[1].is_gone()) {
            return;  // others work with it, and with the record
        }
    }
    if (!keep) {
        gone[0] = transport::destroy_epoch_key_at_once(record_key_file, error);
    }
    platform::fault_point(32);
    if (whose == epoch::Whose::everybodys) {
        gone[1] = transport::destroy_epoch_key_at_once(
            key_file, error, {[&](const auto& found) { return is_to_go(of_scope, found, own); }});
    }
    const std::lock_guard lock(told_mutex);
    for (auto& one : gone) {
        destroyed.push_back(std::move(one));
    }
}

void Recorder::State::destroy_keys_ahead() {
    std::string ahead;
    {
        const std::lock_guard lock(choice_mutex);
        ahead = chosen_scope != epoch_scope ? chosen_scope : std::string();
    }
    if (!ahead.empty()) {
        destroy_keys(ahead, epoch::Whose::everybodys);
    }
}

bool Recorder::State::waits_too_long_for_the_disk() {
    const std::lock_guard lock(told_mutex);
    return std::max(told.size(), destroyed.size() / 2) >= kNotDurableMax;
}

std::error_code Recorder::State::make_durable() {
    // One after the other: who comes second returns when the first one's work is on the disk, too.
    const std::lock_guard durable_lock(durable_mutex);
    std::vector<transport::DestroyedKey> keys;
    std::vector<platform::ReplacedFile> files;
    {
        const std::lock_guard lock(told_mutex);
        keys.swap(destroyed);
        files.swap(told);
    }
    std::error_code error;
    for (auto file = files.begin(); file != files.end(); ++file) {
        // What was replaced once more needs the disk once.
        const bool is_last =
            std::none_of(file + 1, files.end(), [&](const auto& later) { return later.file() == file->file(); });
        const std::error_code failed = is_last ? file->make_durable() : std::error_code();
        error = failed ? failed : error;
    }
    for (auto& key : keys) {
        key.make_durable();
    }
    return error;
}

bool Recorder::State::prepare() {
    if (!platform::random_bytes(std::as_writable_bytes(std::span(page.hash_key.words)))) {
        return false;
    }
    // Here, since a big one takes its time, and memory: hosts' threads do without, and so does who is not recorded.
    const auto routes = std::make_shared<const privacy::RouteTable>(privacy::RouteTable::parse(settings.routes.text()));
    if (routes->left_out() != 0 || settings.routes.is_cut()) {
        message(SIL_LOG_WARNING,
                "the table of routes is used in part: it has more than 10,000 templates, one of more than 128 "
                "characters, or takes more than 48 KiB packed");
    }
    buffers = std::make_unique<Buffers>(settings.queue_events, routes);
    if (!*buffers) {
        buffers.reset();
        return false;
    }
    names = std::make_unique<IndexNames>(page.hash_key, routes);
    Outlet& out = need_outlet();
    // A "no" from here on cannot be undone by what follows; one from before is seen by the question.
    const std::uint64_t cuts = out.cuts();
    if (epoch.is_closing()) {
        return false;
    }
    uploads_rest = false;
    if (suspended) {
        out.resume(cuts);
    }
    if (!epoch_is_open) {
        const std::uint64_t allowed_since = verdict ? verdict->allowed_since : 0;
        out.open_epoch(cuts, allowed_since);
        // Without an epoch, where another process said "no" before its key was made, or made one under another yes.
        if (epoch.is_closing() || !opted_in() || !out.has_epoch()) {
            return false;
        }
        epoch_is_open = true;
        {
            const std::lock_guard lock(choice_mutex);
            epoch_mark = out.epoch_mark();
            keeps_record.erase(epoch_scope);
        }
        opened_under = allowed_since;
    }
    suspended = false;
    may_lie_on_disk = true;
    return true;
}

void Recorder::State::open_gate() {
    page.buffers.store(buffers.get(), std::memory_order_release);
    // No timer runs: the first event is to wake the thread, whatever it did when the gate was shut.
    page.asleep.store(1, std::memory_order_seq_cst);
    begin_generation();
    loop.post([this] {
        // Off the host's threads, and before the first name is asked for.
        if (names) {
            if (!settings.manifest.empty()) {
                if (const std::string problem = names->add_manifest(settings.manifest); !problem.empty()) {
                    message(SIL_LOG_WARNING, "the manifest of names is not used: it " + problem);
                }
            }
            if (const std::string problem = names->add_manifest_beside(platform::executable_path()); !problem.empty()) {
                message(SIL_LOG_WARNING, "the manifest beside the program is not used: it " + problem);
            }
            names->refresh();
        }
    });
}

bool Recorder::State::wait_until_nobody_is_inside() {
    const auto until = std::chrono::steady_clock::now() + kInsideWait;
    while (page.inside.load(std::memory_order_seq_cst) != 0) {
        if (std::chrono::steady_clock::now() >= until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

void Recorder::State::cleanse_memory() {
    page.buffers.store(nullptr, std::memory_order_release);
    const bool nobody_is_inside = wait_until_nobody_is_inside();
    std::uint64_t items = 0;
    if (session) {
        items += session->wipe();
        session.reset();
    }
    if (buffers) {
        Event event;
        while (buffers->queue.pop(event)) {
            items += boundary::is_item(event.kind) ? 1 : 0;
        }
        platform::cleanse(std::as_writable_bytes(std::span(&event, 1)));
        retired.push_back(std::move(buffers));
    }
    if (nobody_is_inside) {
        retired.clear();
    }
    books.wipe(items);
    of_session.id = {};
    of_session.secret = {};
    names.reset();
    page.hash_key = {};
    loop.cancel_timer(Loop::drain);
    loop.cancel_timer(Loop::session);
    const std::lock_guard lock(id_mutex);
    has_session = false;
    session_number = {};
    session_secret = {};
}

void Recorder::State::wipe_transport() {
    std::error_code error;
    if (outlet || (!settings.cache.empty() && (std::filesystem::exists(transport::epoch_key_file(app_state()), error) ||
                                               std::filesystem::exists(app_cache(), error)))) {
        Outlet& out = need_outlet();
        books.wipe(out.wipe());
    }
    drop_outlet();
    suspended = false;
    // What others work with stays theirs, until a "no" of theirs or ours. What even that could not take is not tried
    // again and again.
    may_lie_on_disk = !is_ended_for_all.exchange(false) && !settings.state.empty() &&
                      std::filesystem::exists(transport::epoch_key_file(app_state()), error);
    const std::lock_guard lock(choice_mutex);
    epoch_mark.reset();
}

void Recorder::State::end_epoch_of_before() {
    // It may be a "no" that the watch has yet to tell: that says, too, what becomes of the record of what was sent.
    // Or another process has ended it before, and begun the next one: then only what is ours goes.
    follow_stored_choice();
    if (epoch_is_open && !epoch.is_closing()) {
        epoch.silence({});
    }
}

Recorder::State::Found Recorder::State::found_epoch() {
    if (epoch_is_open || settings.state.empty()) {
        return Found::shared;
    }
    const auto key_file = transport::epoch_key_file(app_state());
    std::error_code error;
    const auto key = transport::EpochKey::read(key_file, error);
    const std::uint64_t allowed_since = verdict ? verdict->allowed_since : 0;
    if (!key || key->allowed_since() == allowed_since) {
        return Found::shared;
    }
    const auto mark = key->mark();
    if (key->allowed_since() > allowed_since) {
        if (!newer_epoch || newer_epoch->mark != mark) {
            newer_epoch = {mark, clocks().boot};
        }
        // Who asked since then and still hears of the older one has to do with an endpoint that was set up anew: then
        // nobody who works with the other one stays there.
        if (verdict->received <= newer_epoch->seen || transport::is_used_by_others(key_file)) {
            return Found::newer;
        }
    }
    // Not tried again and again.
    if (ended_epoch == mark) {
        return Found::stuck;
    }
    ended_epoch = mark;
    const std::lock_guard lock(choice_mutex);
    epoch_mark = mark;  // this one ends, and none that comes in its place
    return Found::over;
}

void Recorder::State::seal() {
    wait_until_nobody_is_inside();
    drain();
    end_session();
    page.buffers.store(nullptr, std::memory_order_release);
    if (wait_until_nobody_is_inside()) {
        buffers.reset();
    } else {
        retired.push_back(std::move(buffers));
    }
    loop.cancel_timer(Loop::drain);
    loop.cancel_timer(Loop::session);
}

}  // namespace silhouette::recorder
