#include "transport/transport.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <ctime>

#include "platform/boot_clock.h"
#include "platform/fault_point.h"
#include "platform/process.h"
#include "platform/secure_memory.h"
#include "proto/fields.h"
#include "transport/batcher.h"
#include "transport/cutter.h"
#include "transport/destroyed_key.h"
#include "transport/message.h"
#include "transport/network_change.h"
#include "transport/open_epoch.h"
#include "transport/openssl_end.h"
#include "transport/session_secrets.h"
#include "transport/settings_client.h"
#include "transport/uploader.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr auto number(wire::DropReason reason) {
    return static_cast<std::uint32_t>(reason);
}

std::filesystem::path below(const std::filesystem::path& folder, const char* name) {
    return folder.empty() ? std::filesystem::path() : folder / name;
}

}  // namespace

struct Transport::State : std::enable_shared_from_this<State> {
    State(asio::io_context& context, Options given, Events callbacks)
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
               [this](std::uint64_t since) { return is_over(since); }, [this] { at_rest(); }},
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
               [this](Failure failure) { tell(events.on_verdict_try, failure); }},
              options.policy, options.verdict_valid),
          tick(io),
          flush_timer(io),
          network(io, [this] { network_changed(); }) {
        platform::cleanse(std::as_writable_bytes(std::span(options.key)));  // two have copies of their own
        options.key.clear();
        set_metered(options.metered);
    }

    std::shared_ptr<Connection> connect(Cutter& cutter) { return std::make_shared<Connection>(io, route, cutter); }

    void say(int severity, const std::string& message) const {
        if (!closed && events.on_message) {
            events.on_message(severity, message);
        }
    }
    void dropped(std::uint32_t reason, std::uint64_t items, Whose whose) const {
        if (!closed && events.on_dropped && items > 0) {
            events.on_dropped(reason, items, whose);
        }
    }
    void dropped(const Spool::Lost& lost) const {
        const bool goes_on = batcher.in_session() && batcher.session() == lost.session;
        dropped(lost.reason, lost.items,
                lost.taken_over ? Whose::dead_process
                : goes_on       ? Whose::session
                                : Whose::earlier_session);
    }
    void wiped(const Spool::Lost& lost) const {
        if (lost.taken_over) {
            dropped(lost);  // these are in nobody's books but as that
        } else if (!closed && events.on_wiped) {
            events.on_wiped(lost.items);
        }
    }
    void tell(const std::function<void(Failure)>& whom, Failure failure) const {
        if (!closed && whom && failure != Failure::cut) {
            whom(failure);
        }
    }
    std::function<std::int64_t()> spool_clock() const {
        if (!options.clocks) {
            return {};
        }
        return [clocks = options.clocks] {
            const auto wall = clocks().wall.value_or(std::chrono::system_clock::now());
            return std::int64_t{std::chrono::duration_cast<std::chrono::seconds>(wall.time_since_epoch()).count()};
        };
    }
    void set_metered(bool metered) {
        options.metered = metered;
        batcher.set_interval(
            metered ? std::max<std::chrono::milliseconds>(options.policy.metered_batch, options.batch_interval)
                    : options.batch_interval);
        uploader.set_metered(metered);
    }
    void network_changed() {
        if (!closed) {
            uploader.network_changed();
            settings.network_changed();
        }
    }

    bool is_ended_by_others() const {
        // A disk that lets nothing be read says nothing of what others did.
        if (epoch.lasts(true)) {
            return false;
        }
        if (!closed && events.on_epoch_over) {
            events.on_epoch_over();
        }
        return true;
    }

    bool is_over(std::uint64_t since) const {
        if (!allowed_since || *allowed_since == since) {
            return false;
        }
        say(kInformation, "upload: the tenant was off since what waits was recorded; it is not sent");
        if (!closed && events.on_epoch_over) {
            events.on_epoch_over();
        }
        return true;
    }

    void learned(privacy::Verdict verdict) {
        if (verdict.allowed) {
            allowed_since = verdict.allowed_since;
        }
        const privacy::Clocks now = options.clocks
                                        ? options.clocks()
                                        : privacy::Clocks{platform::boot_time(), std::chrono::system_clock::now()};
        verdict.received = now.boot;
        verdict.received_wall = now.wall;
        if (!closed && events.on_verdict) {
            events.on_verdict(verdict);
        }
    }

    Sending may_send(const SessionId& session) {
        const Sending sending = secrets.may_send(session);
        if (sending == Sending::forbidden && !closed && events.on_session_over) {
            events.on_session_over(session);
        }
        return sending;
    }

    // What waits in the open batch goes to the spool. `next_items`: of a frame that is in the books already, and comes
    // into the next batch.
    void spool_piece(std::uint64_t next_items = 0) {
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

    void close_batch(std::uint64_t next_items = 0) {
        spool_piece(next_items);
        if (const auto batch = batcher.close()) {
            spool.close(*batch);
            uploader.wake(*batch);
        }
    }

    // One timer for the next piece or batch; none while nothing waits.
    void arm_tick() {
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

    // Nothing escapes into the recorder: what fails here is memory.
    template <typename Action>
    void guarded(Action action) noexcept {
        try {
            action();
        } catch (...) {
            try {
                say(kError, "transport: not enough memory");
            } catch (...) {  // then nobody hears of it
            }
        }
    }

    void at_rest() {
        if (!flush_done) {
            return;
        }
        tell_flushed();
    }
    void tell_flushed() {
        flush_timer.cancel();
        if (auto done = std::exchange(flush_done, nullptr)) {
            done();
        }
    }

    asio::io_context& io;
    Options options;
    Events events;
    std::optional<Endpoint> endpoint;
    RoutePtr route;
    Cutter upload_cutter;
    Cutter verdict_cutter;
    OpenEpoch epoch;
    std::optional<std::uint64_t> allowed_since;  // of the last "yes" that was heard
    SessionSecrets secrets;
    Batcher batcher;
    Spool spool;
    SentRecord sent_record;
    Uploader uploader;
    SettingsClient settings;
    asio::steady_timer tick;
    Clock::time_point armed_for = Clock::time_point::max();
    asio::steady_timer flush_timer;
    NetworkChange network;
    std::function<void()> flush_done;
    // The Transport is gone; what still runs keeps this alive, and calls nobody.
    bool closed = false;
};

Transport::Transport(asio::io_context& io, Options options, Events events)
    : state_(std::make_shared<State>(io, std::move(options), std::move(events))) {
    outlive_openssl();
    if (!state_->endpoint) {
        state_->say(kError, "transport: the endpoint must be https://host[:port]; nothing is sent");
    }
}

Transport::~Transport() {
    state_->guarded([this] {
        state_->spool_piece();
        state_->uploader.stop();
        state_->settings.stop();
        state_->tick.cancel();
        state_->flush_timer.cancel();
        state_->network.stop();
        state_->flush_done = nullptr;
        state_->closed = true;
        state_->secrets.forget();
        // What still runs keeps the state for a moment; the key and the folder's locks are given up now.
        state_->spool.release();
        state_->epoch.close();
    });
}

std::uint64_t Transport::open_epoch(std::optional<std::uint64_t> cuts, std::uint64_t allowed_since) {
    std::uint64_t taken = 0;
    state_->guarded([&] {
        State& state = *state_;
        const std::uint64_t seen = cuts.value_or(state.upload_cutter.cuts());
        state.uploader.stop();
        switch (state.epoch.open([&] { return !state.events.may_make_key || state.events.may_make_key(); },
                                 [&] { return state.upload_cutter.cuts() == seen; }, allowed_since)) {
            case OpenEpoch::Opened::called_off:
                return;
            case OpenEpoch::Opened::on_disk:
                taken = state.spool.take_over(*state.epoch);
                break;
            case OpenEpoch::Opened::in_memory:
                state.say(kWarning, "epoch: its key could not be kept on disk; nothing outlives this process");
                break;
        }
        if (state.epoch && state.endpoint && state.upload_cutter.mend(seen)) {
            state.uploader.start(state_, *state.epoch);
            state.network.start();
        }
    });
    return taken;
}

bool Transport::has_epoch() const noexcept {
    return static_cast<bool>(state_->epoch);
}

std::array<std::byte, 32> Transport::begin_session(const Session& session) {
    state_->guarded([&] {
        State& state = *state_;
        state.close_batch();
        ErasureSecret secret = erasure_secret_of(session, state.options);
        const platform::CleansedAtEnd secret_goes(secret.secret);
        if (!state.secrets.add(secret)) {
            state.say(kWarning, "session: its erasure secret cannot be kept; it is not sent until it can be");
        }
        Session told = session;
        platform::cleanse(told.secret);  // the file has it, or is to have it
        state.batcher.begin_session(told);
        state.arm_tick();
    });
    return hash_of(session.secret);
}

void Transport::end_session() {
    state_->guarded([this] {
        state_->close_batch();
        state_->batcher.end_session();
        state_->arm_tick();
    });
}

void Transport::add_frame(std::span<const std::byte> frame, std::uint64_t items) {
    state_->guarded([&] {
        State& state = *state_;
        auto added = state.batcher.add(frame, items, Clock::now());
        if (added == Batcher::Added::batch_full) {
            state.close_batch(items);
            added = state.batcher.add(frame, items, Clock::now());
        }
        if (added != Batcher::Added::yes) {
            const bool too_large = added == Batcher::Added::too_large;
            state.dropped(number(too_large ? wire::DropReason::too_large : wire::DropReason::encoding), items,
                          Whose::session);
            return;
        }
        if (state.batcher.piece_is_full()) {
            state.spool_piece();
        }
        state.arm_tick();
    });
}

void Transport::ask_verdict(bool follow, std::optional<std::uint64_t> cuts) {
    state_->guarded([&] {
        const std::uint64_t seen = cuts.value_or(state_->verdict_cutter.cuts());
        if (state_->endpoint && state_->verdict_cutter.mend(seen)) {
            state_->settings.ask(state_, follow);
            if (follow) {
                state_->network.start();
            }
        }
    });
}

void Transport::stop_asking() {
    state_->settings.stop();
}

void Transport::suspend() {
    state_->guarded([this] {
        state_->close_batch();
        state_->uploader.stop();
        state_->arm_tick();
    });
}

void Transport::resume(std::optional<std::uint64_t> cuts) {
    state_->guarded([&] {
        const std::uint64_t seen = cuts.value_or(state_->upload_cutter.cuts());
        if (state_->epoch && state_->endpoint && !state_->uploader.running() && state_->upload_cutter.mend(seen)) {
            state_->uploader.start(state_, *state_->epoch);
        }
    });
}

std::uint64_t Transport::cuts() const noexcept {
    return state_->upload_cutter.cuts();
}

void Transport::cut() noexcept {
    state_->upload_cutter.cut();
    state_->verdict_cutter.cut();
}

void Transport::set_key(std::string key) {
    state_->guarded([&] {
        state_->uploader.set_key(key);
        state_->settings.set_key(std::move(key));
    });
}

void Transport::set_metered(bool metered) {
    state_->guarded([&] {
        state_->set_metered(metered);
        state_->arm_tick();
    });
}

void Transport::network_changed() {
    state_->guarded([this] { state_->network_changed(); });
}

bool Transport::epoch_lasts() {
    bool lasts = true;
    state_->guarded([&] { lasts = state_->epoch.lasts(false); });
    return lasts;
}

std::optional<EpochMark> Transport::epoch_mark() const {
    return state_->epoch.mark();
}

std::uint64_t Transport::wipe() {
    std::uint64_t gone = 0;
    state_->guarded([&] {
        State& state = *state_;
        state.uploader.stop();
        state.settings.stop();
        state.network.stop();
        gone += state.batcher.forget();
        state.batcher.end_session();
        state.secrets.forget();
        state.arm_tick();
        // First the key: from here on nothing on disk can be read, whatever happens to the files.
        const auto key_file = state.epoch.file();
        if (const auto mark = epoch_mark()) {
            destroy_epoch_key(key_file, key_of(*mark, true));
        }
        state.epoch.close();
        platform::fault_point(71);
        gone += state.spool.wipe(key_file);
        platform::fault_point(73);
        state.sent_record.wipe_unless_kept();
        state.tell_flushed();
    });
    return gone;
}

void Transport::flush(Clock::time_point deadline, std::function<void()> done) {
    const auto keep = state_;  // `done` may end the Transport
    keep->guarded([&] {
        State& state = *keep;
        state.tell_flushed();
        state.close_batch();
        state.arm_tick();
        state.flush_done = std::move(done);
        if (state.options.metered || !state.uploader.running() ||
            (state.uploader.at_rest() && !state.spool.oldest_closed())) {
            state.tell_flushed();
            return;
        }
        state.flush_timer.expires_at(deadline);
        state.flush_timer.async_wait([weak = state.weak_from_this()](boost::system::error_code aborted) {
            if (const auto self = weak.lock(); self && !aborted) {
                self->guarded([&] { self->tell_flushed(); });
            }
        });
        state.uploader.hurry();
    });
}

std::uint64_t Transport::pending_items() const {
    return state_->batcher.waiting_items() + state_->spool.own_items();
}

}  // namespace silhouette::transport
