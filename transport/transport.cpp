#include "transport/transport.h"

#include "platform/fault_point.h"
#include "platform/secure_memory.h"
#include "proto/fields.h"
#include "transport/destroyed_key.h"
#include "transport/openssl_end.h"
#include "transport/transport_state.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

}  // namespace

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
