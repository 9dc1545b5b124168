#include "transport/transport_state.h"

#include <algorithm>

#include "platform/boot_clock.h"
#include "platform/secure_memory.h"
#include "proto/fields.h"

namespace silhouette::transport {
namespace {

std::filesystem::path below(const std::filesystem::path& folder, const char* name) {
    return folder.empty() ? std::filesystem::path() : folder / name;
}

}  // namespace

Transport::State::State(boost::asio::io_context& context, Options given, Events callbacks)
    : io(context),
      options(std::move(given)),
      events(std::move(callbacks)),
      endpoint(parse_endpoint(options.endpoint)),
      route(endpoint ? make_route(*endpoint, options.proxy, options.trust, options.sdk_version, options.policy)
                     : nullptr),
      epoch(options.state),
      secrets(options.state, events.erasures_asked),
      batcher(options),
      spool(below(options.cache, "spool"), {options.spool_bytes, options.spool_age, options.policy},
            {[this](const Spool::Lost& lost) { dropped(lost); },
             [this](Spool::Place place) {
                 place == Spool::Place::memory
                     ? say(kWarning, "spool: the disk refuses; data is kept in memory, up to a bound")
                     : say(kInformation, "spool: the disk takes data again");
             }},
            spool_clock()),
      sent_record(
          below(options.cache, "sent"), [this] { return !upload_cutter.is_cut(); }, options.policy.sent_bytes),
      uploader(
          io, options.key, spool, sent_record, [this] { return connect(upload_cutter); },
          {[this](const privacy::Verdict& verdict) { learned(verdict); },
           [this](std::uint64_t items, bool taken_over) {
               if (!closed && events.on_sent) {
                   events.on_sent(items, taken_over);
               }
           },
           [this](const Spool::Lost& lost) { dropped(lost); }, [this](const Spool::Lost& lost) { wiped(lost); },
           [this](int severity, const std::string& message) { say(severity, message); },
           [this](Failure failure) { tell(events.on_upload_try, failure); },
           [this] {
               if (!closed && events.on_key_refused) {
                   events.on_key_refused();
               }
           },
           [this](const SessionId& session) { return may_send(session); }, [this] { return is_ended_by_others(); },
           [this](std::uint64_t since) { return is_over(since); }, [this] { tell_flushed(); }},
          options.policy),
      settings(
          io, options.key, [this] { return connect(verdict_cutter); },
          {[this](const privacy::Verdict& verdict) {
               if (verdict.allowed) {
                   uploader.end_hold();
               }
               learned(verdict);
           },
           [this](int severity, const std::string& message) { say(severity, message); },
           [this](Failure failure) {
               tell(events.on_verdict_try, failure);
               if (failure == Failure::key) {
                   uploader.tell_key_refused();
               }
           }},
          options.policy, options.verdict_valid),
      tick(io),
      flush_timer(io),
      network(io, [this] { network_changed(); }) {
    platform::cleanse(std::as_writable_bytes(std::span(options.key)));  // two have copies of their own
    options.key.clear();
    set_metered(options.metered);
}

void Transport::State::say(int severity, const std::string& message) const {
    if (!closed && events.on_message) {
        events.on_message(severity, message);
    }
}

void Transport::State::dropped(std::uint32_t reason, std::uint64_t items, Whose whose) const {
    if (!closed && events.on_dropped && items > 0) {
        events.on_dropped(reason, items, whose);
    }
}

void Transport::State::dropped(const Spool::Lost& lost) const {
    const bool goes_on = batcher.in_session() && batcher.session() == lost.session;
    dropped(lost.reason, lost.items,
            lost.taken_over ? Whose::dead_process
            : goes_on       ? Whose::session
                            : Whose::earlier_session);
}

void Transport::State::wiped(const Spool::Lost& lost) const {
    if (lost.taken_over) {
        dropped(lost);  // these are in nobody's books but as that
    } else if (!closed && events.on_wiped) {
        events.on_wiped(lost.items);
    }
}

void Transport::State::tell(const std::function<void(Failure)>& whom, Failure failure) const {
    if (!closed && whom && failure != Failure::cut) {
        whom(failure);
    }
}

std::function<std::int64_t()> Transport::State::spool_clock() const {
    if (!options.clocks) {
        return {};
    }
    return [clocks = options.clocks] {
        const auto wall = clocks().wall.value_or(std::chrono::system_clock::now());
        return std::int64_t{std::chrono::duration_cast<std::chrono::seconds>(wall.time_since_epoch()).count()};
    };
}

void Transport::State::set_metered(bool metered) {
    options.metered = metered;
    batcher.set_interval(metered
                             ? std::max<std::chrono::milliseconds>(options.policy.metered_batch, options.batch_interval)
                             : options.batch_interval);
    uploader.set_metered(metered);
}

void Transport::State::network_changed() {
    if (!closed) {
        uploader.network_changed();
        settings.network_changed();
    }
}

bool Transport::State::is_ended_by_others() const {
    // A disk that lets nothing be read says nothing of what others did.
    if (epoch.lasts(true)) {
        return false;
    }
    if (!closed && events.on_epoch_over) {
        events.on_epoch_over();
    }
    return true;
}

bool Transport::State::is_over(std::uint64_t since) const {
    if (!allowed_since || *allowed_since == since) {
        return false;
    }
    say(kInformation, "upload: the tenant was off since what waits was recorded; it is not sent");
    if (!closed && events.on_epoch_over) {
        events.on_epoch_over();
    }
    return true;
}

void Transport::State::learned(privacy::Verdict verdict) {
    if (verdict.allowed) {
        allowed_since = verdict.allowed_since;
    }
    const privacy::Clocks now =
        options.clocks ? options.clocks() : privacy::Clocks{platform::boot_time(), std::chrono::system_clock::now()};
    verdict.received = now.boot;
    verdict.received_wall = now.wall;
    if (!closed && events.on_verdict) {
        events.on_verdict(verdict);
    }
}

Sending Transport::State::may_send(const SessionId& session) {
    const Sending sending = secrets.may_send(session);
    if (sending == Sending::forbidden && !closed && events.on_session_over) {
        events.on_session_over(session);
    }
    return sending;
}

void Transport::State::spool_piece(std::uint64_t next_items) {
    Books books = events.books ? events.books() : Books{};
    books.captured -= std::min(books.captured, next_items);
    auto piece = batcher.take_piece(books);
    if (!piece) {
        return;
    }
    if (!epoch || piece->bytes.empty()) {
        dropped(number(wire::DropReason::memory), piece->items, Whose::session);
        return;
    }
    spool.put(*epoch, piece->batch, piece->items, std::move(piece->bytes), batcher.session());
}

void Transport::State::close_batch(std::uint64_t next_items) {
    spool_piece(next_items);
    if (const auto batch = batcher.close()) {
        spool.close(*batch);
        uploader.wake(*batch);
    }
}

void Transport::State::arm_tick() {
    const auto due = std::min(batcher.piece_due(), batcher.batch_due());
    if (due == Clock::time_point::max()) {
        tick.cancel();
        armed_for = due;
        return;
    }
    if (due == armed_for) {
        return;
    }
    armed_for = due;
    tick.expires_at(due);
    tick.async_wait([weak = weak_from_this()](boost::system::error_code aborted) {
        const auto self = weak.lock();
        if (aborted || !self) {
            return;
        }
        self->armed_for = Clock::time_point::max();
        self->guarded([&] {
            const auto now = Clock::now();
            if (self->batcher.batch_due() <= now) {
                self->close_batch();
            } else if (self->batcher.piece_due() <= now) {
                self->spool_piece();
            }
            self->arm_tick();
        });
    });
}

void Transport::State::tell_flushed() {
    flush_timer.cancel();
    if (auto done = std::exchange(flush_done, nullptr)) {
        done();
    }
}

}  // namespace silhouette::transport
