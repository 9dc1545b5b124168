// From the queue into the session, by rounds; sessions that end by time.
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "platform/process.h"
#include "platform/secure_memory.h"
#include "sdk/capture/capture.h"

#include "sdk/recorder/pace.h"
#include "sdk/recorder/recorder_state.h"

namespace silhouette::recorder {

using boundary::Buffers;
using boundary::Event;
using boundary::EventKind;
using namespace std::chrono_literals;

void Recorder::State::begin_generation() {
    const std::uint32_t next = page.last_generation.load(std::memory_order_relaxed) + 1;
    page.elements.store(std::uint64_t{next} << 32, std::memory_order_relaxed);
    page.views.store(std::uint64_t{next} << 32, std::memory_order_relaxed);
    {
        const std::lock_guard lock(id_mutex);
        has_session = platform::random_bytes(session_secret);
        session_number = transport::session_id_of(session_secret);
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
    // The timer of the verdict stands still while the machine sleeps; the verdict's age does not. And where the system
    // gives no watch on the choice, it is read while something happens.
    const bool reads_itself = is_blind();
    if (reads_itself) {
        read_stored_choice(false);
        read_policy();
    }
    if (reads_itself || tenant() != privacy::TenantState::allowed) {
        reconsider();
        if (!buffers || !epoch.is_open()) {
            return;
        }
    }
    const std::int64_t last = last_drain;
    const Drained drained = drain();
    quiet_rounds = drained.any || (session && session->is_waiting()) ? 0 : quiet_rounds + 1;
    page.many.store(0, std::memory_order_relaxed);
    if (quiet_rounds >= kQuietRounds) {
        // Before it looks again: a producer pushes before it asks whether we sleep.
        page.asleep.store(1, std::memory_order_seq_cst);
        if (buffers->queue.empty() || page.asleep.exchange(0, std::memory_order_acq_rel) == 0) {
            arm_session_timer();
            return;
        }
        quiet_rounds = 0;
    }
    const auto pause = until_next_round(drained.items, std::chrono::nanoseconds(last_drain - last),
                                        settings.policy_of_transport.piece_items);
    // A burst that this pace does not foresee is told once, by the host's thread that brings it to twice a piece.
    if (pause == kDrainInterval) {
        page.many.store(books.captured() + std::uint64_t{2} * settings.policy_of_transport.piece_items,
                        std::memory_order_relaxed);
    }
    loop.set_timer(Loop::drain, pause, [this] { drain_round(); });
}

Recorder::State::Drained Recorder::State::drain() {
    Drained drained;
    if (!buffers) {
        return drained;
    }
    Event event;
    // At most what the queue holds: a host that is faster than this must not keep the thread from choice and verdict.
    for (std::uint32_t left = settings.queue_events; left > 0 && buffers->queue.pop(event); --left) {
        drained.any = true;
        drained.items += boundary::is_item(event.kind) ? 1 : 0;
        take(event, *buffers);
    }
    platform::cleanse(std::as_writable_bytes(std::span(&event, 1)));
    const std::int64_t now = capture::now();
    if (drained.any) {
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
    return drained;
}

void Recorder::State::take(const Event& event, Buffers& from) {
    if (!session || session_generation != event.generation) {
        const std::uint32_t current = page.last_generation.load(std::memory_order_relaxed);
        if (event.generation == current) {
            end_session();
            session_generation = event.generation;
            is_erased = false;
            {
                // From here on they are this session's, though the next one's are drawn before it ends.
                const std::lock_guard lock(id_mutex);
                of_session.id = session_number;
                of_session.secret = std::exchange(session_secret, {});
            }
            session = std::make_unique<Session>(
                *names, *this, settings.level == SIL_LEVEL_SILHOUETTES, settings.batch_interval / 4,
                settings.layout == SIL_LAYOUT_EXACT ? privacy::shape::Numbers::exact : privacy::shape::Numbers::strict,
                settings.policy_of_transport.piece_items);
        } else {
            if (event.kind == EventKind::layout) {
                from.layouts.give_back(event.number);
            } else if (boundary::is_item(event.kind)) {
                books.drop(number(wire::DropReason::encoding), 1);
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
    if (erasing && !session->has_sent()) {
        // There is nothing to erase at the endpoint, and there shall not be.
        books.wipe(session->wipe());
        session.reset();
    } else {
        session->finish();
        const bool begun = session->begun();
        session.reset();
        if (begun && outlet) {
            outlet->end_session();
        }
    }
    of_session.id = {};
    of_session.secret = {};
    books.end_session();
}

void Recorder::State::arm_session_timer() {
    if (session && session->begun()) {
        const std::int64_t left = session_due() - capture::now();
        loop.set_timer(Loop::session, std::chrono::nanoseconds(std::max<std::int64_t>(left, 0)), [this] {
            // It was set before the last sleep: what happened since counts.
            if (session && session->begun()) {
                session_due() > capture::now() ? arm_session_timer() : session_is_due();
            }
        });
    }
}

std::int64_t Recorder::State::session_due() const {
    return std::min(last_event + kSessionIdle.count(), session->started() + kSessionLongest.count());
}

// The session was idle for long, or lasted long. The next event is the first of a new one.
void Recorder::State::session_is_due() {
    if (!session || !sampled) {
        return;
    }
    draw_sample();
    if (!sampled) {
        // Closes; until then it is still the old session. Not from within a round of draining, which this takes apart.
        loop.post([this] { reconsider(); });
        return;
    }
    begin_another_session();
}

void Recorder::State::begin_another_session() {
    // A "no" at this moment would otherwise be followed by an open gate.
    if (!epoch.while_open([this] { begin_generation(); })) {
        return;
    }
    wait_until_nobody_is_inside();
    Event event;
    for (std::uint32_t left = settings.queue_events; left > 0 && buffers->queue.pop(event); --left) {
        take(event, *buffers);
    }
    if (session && session_generation != page.last_generation.load(std::memory_order_relaxed)) {
        end_session();
    }
}

}  // namespace silhouette::recorder
