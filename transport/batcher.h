// Frames of one session on their way into batches: decides when a batch begins and ends, numbers it, writes its header.
//
// A batch leaves here in pieces (spool.h); each is an envelope around a Batch with the header as it stands then. One
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "proto/envelope/sealer.h"
#include "transport/record.h"
#include "transport/transport.h"

namespace silhouette::transport {

class Batcher {
  public:
    using Time = std::chrono::steady_clock::time_point;

    // Of the options: who sends, batch_bytes, batch_interval. Limits out of range are brought into it.
    explicit Batcher(const Options& options);

    // How long a batch stays open; also of the one that is.
    void set_interval(std::chrono::milliseconds interval);

    // Batches of the new session are numbered from 0, without holes. No batch may be open.
    void begin_session(const Session& session);
    void end_session();
    bool in_session() const noexcept { return session_.has_value(); }
    // Zeros when there is none.
    SessionId session() const { return session_ ? session_->id : SessionId{}; }

    enum class Added { yes, batch_full, too_large, no_session };
    // batch_full: close the batch, then add again. too_large: no batch can hold it.
    Added add(std::span<const std::byte> frame, std::uint64_t items, Time now);

    struct Piece {
        BatchId batch{};
        std::uint32_t items = 0;
        std::vector<std::byte> bytes;
    };
    // The frames that are not yet in a piece. Empty when there are none; with `bytes` empty when there is no memory.
    std::optional<Piece> take_piece(const Books& books);
    // Ends the open batch; take_piece() first. Empty when none is open.
    std::optional<BatchId> close();
    // Forgets what is open; the number stays used. The items that were not yet in a piece.
    std::uint64_t forget();

    bool open() const noexcept { return open_; }
    std::uint64_t waiting_items() const noexcept { return waiting_items_; }
    bool piece_is_full() const noexcept;
    // When the next piece, or the batch, is due; Time::max() while nothing waits.
    Time piece_due() const noexcept;
    Time batch_due() const noexcept;

  private:
    std::string encode_header(const Books& books) const;

    Options options_;
    std::size_t batch_bytes_;
    std::chrono::milliseconds interval_{};
    std::optional<Session> session_;
    std::uint32_t next_number_ = 0;

    bool open_ = false;
    BatchId id_{};
    std::uint32_t number_ = 0;
    Time opened_{};
    std::size_t bytes_ = 0;   // of the open batch
    std::size_t frames_ = 0;  // of the open batch
    envelope::Sealer sealer_;
    std::string waiting_;  // encoded frames that are in no piece yet
    std::uint64_t waiting_items_ = 0;
    Time waiting_since_{};
};

}  // namespace silhouette::transport
