#include "sdk/recorder/recorder.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

#include "platform/file_watch.h"
#include "platform/process.h"
#include "privacy/consent/choice.h"
#include "sdk/capture/capture.h"
#include "sdk/epoch/decision.h"
#include "sdk/epoch/epoch.h"
#include "sdk/recorder/books.h"
#include "sdk/recorder/hooks.h"
#include "sdk/recorder/index_names.h"
#include "sdk/recorder/limits.h"
#include "sdk/recorder/loop.h"
#include "sdk/recorder/session.h"
#include "transport/epoch_key.h"

namespace silhouette::recorder {
namespace {

using boundary::Buffers;
using boundary::Event;
using boundary::EventKind;
using namespace std::chrono_literals;

std::string sdk_version() {
    return std::to_string(SIL_VERSION_MAJOR) + '.' + std::to_string(SIL_VERSION_MINOR) + '.' +
           std::to_string(SIL_VERSION_PATCH);
}

void write_id(const transport::SessionId& id, char* text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const std::byte byte : id) {
        *text++ = kDigits[std::to_integer<unsigned>(byte) >> 4];
        *text++ = kDigits[std::to_integer<unsigned>(byte) & 15u];
    }
    *text = '\0';
}

}  // namespace

struct Recorder::State final : Sink {
    State(Settings given, boundary::Page& shared, OutletFactory factory);
    ~State() override;

    // The recorder thread's whole life.
    void run();

    // ---- Consent ----------------------------------------------------------------------------------------------------
    void reconsider();
    void read_stored_choice(bool at_start);
    void draw_sample();
    void take_verdict(const privacy::Verdict& fresh);
    void announce(sil_state now);
    sil_state closed_state() const { return settings.vetoed ? SIL_STATE_VETOED : SIL_STATE_USER_OFF; }
    std::filesystem::path key_file() const { return transport::epoch_key_file(settings.state / settings.app); }

    // ---- Parts of the epoch -----------------------------------------------------------------------------------------
    epoch::Parts parts();
    bool prepare();
    void open_gate();
    void cleanse_memory();
    void wipe_transport();
    void seal();
    bool wait_until_nobody_is_inside();

    // ---- Capturing --------------------------------------------------------------------------------------------------
    void woken();
    void drain_round();
    // Returns whether there was anything.
    bool drain();
    void take(const Event& event, Buffers& buffers);
    void begin_generation();
    void end_session();
    void tell_gaps(std::int64_t now);
    void arm_session_timer();
    void session_is_due();

    // ---- Outlet -----------------------------------------------------------------------------------------------------
    Outlet& need_outlet();
    void drop_outlet();
    void message(int severity, const std::string& text);

    // Sink.
    std::array<std::byte, 32> begin() override;
    void frame(std::string bytes, std::uint64_t items) override;
    void captured() override { books.capture(1); }
    void not_captured() override { books.take_back(); }
    void dropped(wire::DropReason reason) override { books.drop(static_cast<std::uint32_t>(reason), 1); }

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
    std::atomic<privacy::Answer> stored{privacy::Answer::unknown};
    std::atomic<bool> yes_for_this_run{false};
    // A "no" that could not be stored: what the file says does not count until a new answer.
    std::atomic<bool> refused{false};
    std::atomic<sil_state> now_state{SIL_STATE_USER_OFF};
    std::atomic<bool> tenant_allows{false};
    std::atomic<bool> ending{false};
    std::mutex callback_mutex;
    sil_state_function callback = nullptr;
    void* callback_context = nullptr;
    mutable std::mutex outlet_mutex;  // of the pointer: cut() comes from any thread
    std::unique_ptr<Outlet> outlet;
    mutable std::mutex id_mutex;
    transport::SessionId session_number{};
    bool has_session = false;

    // The recorder thread.
    std::optional<privacy::Verdict> verdict;
    std::unique_ptr<platform::FileWatch> choice_watch;
    std::unique_ptr<IndexNames> names;
    std::unique_ptr<Buffers> buffers;
    std::vector<std::unique_ptr<Buffers>> retired;  // a host thread may still be inside
    std::unique_ptr<Session> session;
    std::uint32_t session_generation = 0;
    std::uint32_t outlet_toolkit = 0;
    std::int64_t last_event = 0, last_drain = 0;
    int quiet_rounds = 0;
    bool following = false, suspended = false, may_lie_on_disk = true;
    bool sampled = true, must_draw = true;  // whether this session is in the tenant's sample
    bool epoch_is_open = false;             // transport's

    // The end of the thread.
    std::thread thread;
    std::mutex end_mutex;
    std::condition_variable ended;
    bool has_ended = false;
};

// ---- Life
// -------------------------------------------------------------------------------------------------------------

Recorder::State::State(Settings given, boundary::Page& shared, OutletFactory factory)
    : settings(std::move(given)),
      page(shared),
      outlets(std::move(factory)),
      wake_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      books(shared, settings.counters_descriptor),
      hooks(shared.gate),
      epoch(parts()) {
    if (wake_descriptor < 0) {
        throw std::system_error(errno, std::generic_category());
    }
    page.wake_descriptor.store(wake_descriptor, std::memory_order_relaxed);
    page.pauses.store(0, std::memory_order_relaxed);
    page.asleep.store(1, std::memory_order_relaxed);
    yes_for_this_run = settings.yes_for_this_run;
    verdict = settings.verdict;
    tenant_allows = privacy::judge(verdict, verdict_clock_now()) == privacy::TenantState::allowed;
    now_state = closed_state();
}

Recorder::State::~State() {
    page.gate.close();
    page.asleep.store(0, std::memory_order_relaxed);
    page.wake_descriptor.store(-1, std::memory_order_relaxed);
    ::close(wake_descriptor);
}

void Recorder::State::run() {
    platform::prepare_own_thread("silhouette");
    try {
        loop.watch(wake_descriptor, [this] { woken(); });
        choice_watch = std::make_unique<platform::FileWatch>(privacy::choice_file(settings.state, settings.app));
        loop.watch(choice_watch->descriptor(), [this] {
            if (choice_watch->take_changes()) {
                read_stored_choice(false);
                reconsider();
            }
        });
        read_stored_choice(true);
        reconsider();
        loop.run();
    } catch (...) {
        // Memory ran out, most likely. The host lives on without us.
        epoch.silence({});
        announce(SIL_STATE_STOPPED);
        message(SIL_LOG_ERROR, "The recorder thread ended early.");
    }
    page.gate.close();
    try {
        session.reset();
        page.buffers.store(nullptr, std::memory_order_release);
        if (!wait_until_nobody_is_inside()) {
            // Rather lost than read by a host thread after it is gone.
            static_cast<void>(buffers.release());
            for (auto& one : retired) {
                static_cast<void>(one.release());
            }
        }
        buffers.reset();
        retired.clear();
        drop_outlet();
        choice_watch.reset();
        names.reset();
    } catch (...) {
        message(SIL_LOG_ERROR, "The recorder could not clean up.");
    }
    const std::lock_guard lock(end_mutex);
    has_ended = true;
    ended.notify_all();
}

std::shared_ptr<Recorder> Recorder::start(Settings settings, boundary::Page& page, OutletFactory outlets) {
    auto state = std::make_unique<State>(std::move(settings), page, std::move(outlets));
    std::shared_ptr<Recorder> recorder(new Recorder(std::move(state)));
    // The thread keeps the recorder alive until it has ended.
    recorder->state_->thread = std::thread([recorder] { recorder->state_->run(); });
    return recorder;
}

Recorder::Recorder(std::unique_ptr<State> state) : state_(std::move(state)) {}

Recorder::~Recorder() {
    if (state_->thread.joinable()) {
        state_->thread.detach();
    }
}

void Recorder::shut_down(std::chrono::milliseconds deadline) {
    State& state = *state_;
    const auto until = std::chrono::steady_clock::now() + deadline;
    state.ending = true;
    state.page.gate.close();
    state.hooks.follow_gate();
    state.hooks.detach();
    state.loop.post([&state, until] {
        state.loop.cancel_timer(Loop::drain);
        state.loop.cancel_timer(Loop::session);
        if (state.epoch.is_closing()) {
            state.epoch.finish();
        }
        if (state.page.buffers.load() != nullptr) {
            state.wait_until_nobody_is_inside();
            state.drain();
            state.end_session();
        }
        if (state.outlet && state.epoch_is_open) {
            state.outlet->flush(until, [&state] { state.loop.stop(); });
        } else {
            state.loop.stop();
        }
    });
    std::unique_lock lock(state.end_mutex);
    if (state.ended.wait_until(lock, until + kShutdownSlack, [&state] { return state.has_ended; })) {
        lock.unlock();
        state.books.end();
        state.thread.join();
    } else {
        lock.unlock();
        const std::lock_guard outlet_lock(state.outlet_mutex);
        if (state.outlet) {
            state.outlet->cut();
        }
        state.loop.stop();
        state.thread.detach();
    }
    state.announce(SIL_STATE_STOPPED);
}

// ---- Consent
// ----------------------------------------------------------------------------------------------------------

void Recorder::State::read_stored_choice(bool at_start) {
    const privacy::Answer now = privacy::read_choice(settings.state, settings.app).answer;
    stored = now;
    if (!refused) {
        // A "no" that is stored while we run also ends a yes for this run; one that was there before does not.
        if (now == privacy::Answer::no && !at_start) {
            yes_for_this_run = false;
        }
        answer = now;
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
    if (epoch.is_closing()) {
        epoch.finish();
        must_draw = true;
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

// ---- Parts of the epoch
// -----------------------------------------------------------------------------------------------

epoch::Parts Recorder::State::parts() {
    epoch::Parts parts;
    parts.shut_gate = [this] { page.gate.close(); };
    parts.cut_network = [this] {
        const std::lock_guard lock(outlet_mutex);
        if (outlet) {
            outlet->cut();
        }
    };
    parts.destroy_key = [this] {
        if (!settings.state.empty()) {
            static_cast<void>(transport::destroy_epoch_key(key_file()));
        }
    };
    parts.set_hooks = [this] { hooks.follow_gate(); };
    parts.cleanse_memory = [this] { cleanse_memory(); };
    parts.wipe_transport = [this] { wipe_transport(); };
    parts.prepare = [this] { return prepare(); };
    parts.open_gate = [this] { open_gate(); };
    return parts;
}

bool Recorder::State::prepare() {
    if (!platform::random_bytes(std::as_writable_bytes(std::span(page.hash_key.words)))) {
        return false;
    }
    buffers = std::make_unique<Buffers>(settings.queue_events);
    if (!*buffers) {
        buffers.reset();
        return false;
    }
    names = std::make_unique<IndexNames>(page.hash_key);
    Outlet& out = need_outlet();
    // A "no" from here on cannot be undone by what follows; one from before is seen by the question.
    const std::uint64_t cuts = out.cuts();
    if (epoch.is_closing()) {
        return false;
    }
    if (suspended) {
        out.resume(cuts);
    }
    if (!epoch_is_open) {
        out.open_epoch(cuts);
        epoch_is_open = true;
    }
    suspended = false;
    may_lie_on_disk = true;
    return true;
}

void Recorder::State::open_gate() {
    page.buffers.store(buffers.get(), std::memory_order_release);
    begin_generation();
    loop.post([this] {
        // Off the host's threads, and before the first name is asked for.
        if (names) {
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
            items += event.kind == EventKind::click || event.kind == EventKind::navigation ? 1 : 0;
        }
        platform::cleanse(std::as_writable_bytes(std::span(&event, 1)));
        retired.push_back(std::move(buffers));
    }
    if (nobody_is_inside) {
        retired.clear();
    }
    books.wipe(items);
    names.reset();
    page.hash_key = {};
    loop.cancel_timer(Loop::drain);
    loop.cancel_timer(Loop::session);
    const std::lock_guard lock(id_mutex);
    has_session = false;
    session_number = {};
}

void Recorder::State::wipe_transport() {
    std::error_code error;
    const auto app_cache = settings.cache / settings.app;
    if (outlet || (!settings.cache.empty() &&
                   (std::filesystem::exists(key_file(), error) || std::filesystem::exists(app_cache, error)))) {
        Outlet& out = need_outlet();
        books.wipe(out.wipe());
    }
    drop_outlet();
    suspended = false;
    may_lie_on_disk = false;
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

// ---- Capturing
// --------------------------------------------------------------------------------------------------------

void Recorder::State::begin_generation() {
    const std::uint32_t next = page.last_generation.load(std::memory_order_relaxed) + 1;
    page.elements.store(std::uint64_t{next} << 32, std::memory_order_relaxed);
    page.views.store(std::uint64_t{next} << 32, std::memory_order_relaxed);
    {
        const std::lock_guard lock(id_mutex);
        has_session = platform::random_bytes(session_number);
    }
    page.last_generation.store(page.gate.open(), std::memory_order_relaxed);
}

void Recorder::State::woken() {
    std::uint64_t count = 0;
    static_cast<void>(!::read(wake_descriptor, &count, sizeof count));
    quiet_rounds = 0;
    drain_round();
}

void Recorder::State::drain_round() {
    if (!buffers || ending) {
        return;
    }
    quiet_rounds = drain() || (session && session->is_waiting()) ? 0 : quiet_rounds + 1;
    if (quiet_rounds >= kQuietRounds) {
        page.asleep.store(1, std::memory_order_relaxed);
        // Pairs with the producer, who pushes before it asks whether we sleep.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        if (buffers->queue.empty() || page.asleep.exchange(0, std::memory_order_acq_rel) == 0) {
            arm_session_timer();
            return;
        }
        quiet_rounds = 0;
    }
    loop.set_timer(Loop::drain, kDrainInterval, [this] { drain_round(); });
}

bool Recorder::State::drain() {
    if (!buffers) {
        return false;
    }
    bool any = false;
    Event event;
    while (buffers->queue.pop(event)) {
        any = true;
        take(event, *buffers);
    }
    platform::cleanse(std::as_writable_bytes(std::span(&event, 1)));
    const std::int64_t now = capture::now();
    if (any) {
        last_event = now;
        names->refresh();
    }
    tell_gaps(now);
    if (session) {
        session->advance(now);
        if (session->begun() && now - session->started() >= kSessionLongest.count()) {
            session_is_due();
        }
    }
    last_drain = now;
    return any;
}

void Recorder::State::take(const Event& event, Buffers& from) {
    if (!session || session_generation != event.generation) {
        const std::uint32_t current = page.last_generation.load(std::memory_order_relaxed);
        if (event.generation == current) {
            end_session();
            session_generation = event.generation;
            session = std::make_unique<Session>(*names, *this, settings.level == SIL_LEVEL_SILHOUETTES,
                                                settings.batch_interval / 4);
        } else {
            if (event.kind == EventKind::layout) {
                from.layouts.give_back(event.number);
            } else if (event.kind == EventKind::click || event.kind == EventKind::navigation) {
                books.drop(static_cast<std::uint32_t>(wire::DropReason::encoding), 1);
            }
            return;
        }
    }
    if (event.kind == EventKind::layout) {
        session->take_layout(event, from.layouts.nodes(event.number));
        from.layouts.give_back(event.number);
    } else {
        session->take(event);
    }
}

void Recorder::State::tell_gaps(std::int64_t now) {
    if (const std::uint64_t items = books.fresh_host_drops(); items != 0 && session) {
        session->take_gap(wire::GapReason::dropped, items, last_drain != 0 ? last_drain : now, now);
    }
}

void Recorder::State::end_session() {
    if (!session) {
        return;
    }
    session->finish();
    const bool begun = session->begun();
    session.reset();
    if (begun && outlet) {
        outlet->end_session();
    }
    books.end_session();
}

void Recorder::State::arm_session_timer() {
    if (session && session->begun()) {
        const std::int64_t now = capture::now();
        const std::int64_t due =
            std::min(last_event + kSessionIdle.count(), session->started() + kSessionLongest.count());
        loop.set_timer(Loop::session, std::chrono::nanoseconds(std::max<std::int64_t>(due - now, 0)),
                       [this] { session_is_due(); });
    }
}

// The session was idle for long, or lasted long. The next event is the first of a new one.
void Recorder::State::session_is_due() {
    if (!epoch.is_open() || !session) {
        return;
    }
    draw_sample();
    begin_generation();
    wait_until_nobody_is_inside();
    Event event;
    while (buffers->queue.pop(event)) {
        take(event, *buffers);
    }
    if (session && session_generation != page.last_generation.load(std::memory_order_relaxed)) {
        end_session();
    }
    if (!sampled) {
        loop.post([this] { reconsider(); });
    }
}

// ---- Outlet
// -----------------------------------------------------------------------------------------------------------

Outlet& Recorder::State::need_outlet() {
    if (outlet) {
        return *outlet;
    }
    transport::Options options;
    options.endpoint = settings.endpoint;
    options.tenant = settings.tenant;
    options.key = settings.key;
    options.app = settings.app;
    options.app_version = settings.app_version;
    options.sdk_version = sdk_version();
    options.ca_file = settings.ca_file;
    options.toolkit = outlet_toolkit = hooks.toolkit();
    options.level = settings.level;
    options.state = settings.state / settings.app;
    options.cache = settings.cache / settings.app;
    options.batch_bytes = settings.batch_bytes;
    options.batch_interval = settings.batch_interval;
    options.spool_bytes = settings.spool_bytes;
    options.spool_age = settings.spool_age;
    transport::Events events;
    events.on_verdict = [this](const privacy::Verdict& fresh) { take_verdict(fresh); };
    events.on_sent = [this](std::uint64_t items, bool taken_over) { books.sent(items, taken_over); };
    events.on_dropped = [this](std::uint32_t reason, std::uint64_t items, bool taken_over) {
        books.transport_dropped(reason, items, taken_over);
    };
    events.books = [this] { return books.of_session(); };
    events.on_message = [this](int severity, const std::string& text) { message(severity, text); };
    auto made = outlets(loop.io(), std::move(options), std::move(events));
    const std::lock_guard lock(outlet_mutex);
    outlet = std::move(made);
    return *outlet;
}

void Recorder::State::drop_outlet() {
    std::unique_ptr<Outlet> gone;
    {
        const std::lock_guard lock(outlet_mutex);
        gone = std::move(outlet);
    }
    following = false;
    epoch_is_open = false;
}

void Recorder::State::message(int severity, const std::string& text) {
    if (settings.log != nullptr) {
        settings.log(static_cast<sil_log_severity>(std::clamp(severity, 0, 3)), text.c_str(), settings.log_context);
    }
}

std::array<std::byte, 32> Recorder::State::begin() {
    transport::Session begun;
    {
        const std::lock_guard lock(id_mutex);
        begun.id = session_number;
    }
    const auto age = std::chrono::nanoseconds(capture::now() - session->started());
    begun.started =
        std::chrono::duration_cast<std::chrono::seconds>((std::chrono::system_clock::now() - age).time_since_epoch())
            .count();
    return need_outlet().begin_session(begun);
}

void Recorder::State::frame(std::string bytes, std::uint64_t items) {
    if (epoch.is_closing()) {
        // Somebody said "no" while it was being encoded.
        books.wipe(items);
        return;
    }
    if (!outlet) {
        books.drop(static_cast<std::uint32_t>(wire::DropReason::memory), items);
        return;
    }
    books.framed(items);
    outlet->add_frame(std::as_bytes(std::span(bytes)), items);
    platform::cleanse(std::as_writable_bytes(std::span(bytes)));
}

// ---- What hosts ask for
// -----------------------------------------------------------------------------------------------

sil_status Recorder::set_choice(sil_choice choice, std::uint32_t notice_version) {
    State& state = *state_;
    privacy::Choice stored;
    stored.answer = choice == SIL_CHOICE_YES ? privacy::Answer::yes : privacy::Answer::no;
    stored.notice_version = notice_version;
    stored.since =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    stored.how = "host";
    const auto store = [&]() -> std::error_code {
        if (state.settings.state.empty()) {
            return std::make_error_code(std::errc::no_such_file_or_directory);
        }
        return privacy::write_choice(state.settings.state, state.settings.app, stored);
    };
    std::error_code error;
    if (choice == SIL_CHOICE_NO) {
        state.refused = true;
        state.answer = privacy::Answer::no;
        state.yes_for_this_run = false;
        error = state.epoch.silence(store);
        if (!error) {
            state.stored = privacy::Answer::no;
            state.refused = false;
        }
        state.announce(state.closed_state());
    } else {
        error = store();
        if (!error) {
            state.stored = privacy::Answer::yes;
            state.refused = false;
            state.answer = privacy::Answer::yes;
        }
    }
    state.loop.post([&state] { state.reconsider(); });
    return error ? SIL_ERROR_STORAGE : SIL_OK;
}

void Recorder::allow_this_run() {
    State& state = *state_;
    state.yes_for_this_run = true;
    state.loop.post([&state] { state.reconsider(); });
}

sil_choice Recorder::choice() const noexcept {
    switch (state_->stored.load()) {
        case privacy::Answer::yes:
            return SIL_CHOICE_YES;
        case privacy::Answer::no:
            return SIL_CHOICE_NO;
        default:
            return SIL_CHOICE_UNKNOWN;
    }
}

sil_state Recorder::state() const noexcept {
    const sil_state now = state_->now_state;
    return now == SIL_STATE_RECORDING && state_->page.pauses.load() != 0 ? SIL_STATE_PAUSED : now;
}

void Recorder::on_state_change(sil_state_function function, void* context) {
    const std::lock_guard lock(state_->callback_mutex);
    state_->callback = function;
    state_->callback_context = context;
}

bool Recorder::user_setting_visible() const noexcept {
    return state_->tenant_allows && !state_->settings.vetoed;
}

void Recorder::ask_verdict() {
    State& state = *state_;
    state.loop.post([&state] {
        if (!state.following && !state.ending) {
            Outlet& out = state.need_outlet();
            out.ask_verdict(false, out.cuts());
        }
    });
}

void Recorder::pause() {
    boundary::Page& page = state_->page;
    capture::tell_pause(&page, EventKind::pause);
    page.pauses.fetch_add(1);
}

void Recorder::resume() {
    boundary::Page& page = state_->page;
    std::uint32_t depth = page.pauses.load();
    while (depth != 0 && !page.pauses.compare_exchange_weak(depth, depth - 1)) {
    }
    if (depth == 1) {
        capture::tell_pause(&page, EventKind::resume);
    }
}

sil_status Recorder::session_id(char* text) const {
    const std::lock_guard lock(state_->id_mutex);
    if (!state_->has_session || !state_->page.gate.is_open()) {
        *text = '\0';
        return SIL_ERROR_CLOSED;
    }
    write_id(state_->session_number, text);
    return SIL_OK;
}

void Recorder::stats(sil_stats& stats) const noexcept {
    state_->books.read(stats);
}

sil_status Recorder::attach(const sil_adapter_options& options) {
    State& state = *state_;
    if (!state.hooks.attach(options)) {
        return SIL_ERROR_ALREADY_STARTED;
    }
    state.loop.post([&state] {
        // The header of a batch tells the toolkit: what was opened without it is opened again.
        if (state.outlet && state.outlet_toolkit != state.hooks.toolkit() && !state.ending) {
            if (state.epoch.is_open()) {
                state.epoch.suspend([&state] { state.seal(); });
            }
            state.drop_outlet();
        }
        state.reconsider();
    });
    return SIL_OK;
}

void Recorder::detach() {
    state_->hooks.detach();
}

}  // namespace silhouette::recorder
