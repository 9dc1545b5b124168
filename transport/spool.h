// What waits to be sent: batches, oldest first, on disk (spool_folder.h) and, where no file can be written, in memory.
//
// A batch comes in pieces: each piece is an envelope (proto/envelope) around a Batch with the same batch id, the header
// as it stood then, and the frames since the piece before. So the open batch is on disk too, and what kill -9 can take
// is what came since its last piece. The pieces become one batch when it is sent; since its id was drawn when it was
// opened, whoever sends it, and however often, sends the same batch.
//
// Every item that is put in comes out exactly once: sent (settle), lost (on_lost, with the reason), wiped, or it is
// pending. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "transport/policy.h"
#include "transport/session_id.h"
#include "transport/spool_folder.h"

namespace silhouette::transport {

class Spool {
  public:
    struct Limits {
        std::uint64_t bytes;  // of all files of the folder, all processes of the app together
        std::chrono::seconds age;
        Policy policy{};
    };
    struct Lost {
        std::uint32_t reason = 0;  // DropReason
        std::uint64_t items = 0;
        bool taken_over = false;  // of a process that died before
        SessionId session{};      // as put() was told
    };
    enum class Place { disk, memory };
    struct Reports {
        std::function<void(const Lost&)> on_lost;
        // The disk began to refuse (memory), or took data again (disk).
        std::function<void(Place)> on_place;
    };

    // An empty folder: memory only. `now`: UTC seconds; empty: the system's.
    Spool(std::filesystem::path folder, Limits limits, Reports reports, std::function<std::int64_t()> now = {});

    // Takes over what dead processes left; its items.
    std::uint64_t take_over(const EpochKey& key);

    // `session`: whose batch it is, for Lost.
    void put(const EpochKey& key, const BatchId& batch, std::uint32_t items, std::vector<std::byte> piece,
             const SessionId& session = {});
    // No more pieces will come: it may be sent. Makes it durable.
    void close(const BatchId& batch);

    struct Waiting {
        BatchId id{};
        std::uint64_t items = 0;  // not yet settled
        bool taken_over = false;
    };
    // Drops what has become too old meanwhile.
    std::optional<Waiting> oldest_closed();
    // The batch, when it is closed and still there.
    std::optional<Waiting> closed(const BatchId& batch) const;
    // Items of a batch that are not yet settled.
    std::uint64_t pending(const BatchId& batch) const;
    // The pieces of a batch; what cannot be read any more is lost and counted. While it is being sent it does not give
    // way. Nothing when they cannot be read at the moment.
    std::optional<std::vector<std::vector<std::byte>>> begin_sending(const EpochKey& key, const BatchId& batch);
    void end_sending();
    // So many of its items are no longer pending: they were sent, or counted as dropped by the caller.
    void settle(const BatchId& batch, std::uint64_t items);
    // All of it is settled: it goes. What was not settled is counted with `reason`.
    void remove(const BatchId& batch, std::uint32_t reason);

    // Drops what is older than the age limit. Done by all of the above that come from outside.
    void expire();

    // Unlinks what this process wrote, and everybody's that the key on disk (empty: none) cannot read. The items of
    // this process that are gone.
    std::uint64_t wipe(const std::filesystem::path& key_file = {});

    // Gives the folder back, so that another may take over what lies there. Nothing may be put afterwards.
    void release();

    std::uint64_t own_items() const noexcept { return own_items_; }
    std::uint64_t taken_items() const noexcept { return taken_items_; }

  private:
    struct Piece {
        std::optional<SpoolFolder::Place> place;
        std::vector<std::byte> bytes;  // when it is not on disk
        std::uint32_t items = 0;
        std::int64_t written = 0;
    };
    struct Entry {
        BatchId id{};
        SessionId session{};
        std::vector<Piece> pieces;
        std::uint64_t items = 0;  // pending
        bool closed = false;
        bool taken_over = false;
        bool sending = false;
    };
    using Entries = std::list<Entry>;

    Entries::iterator find(const BatchId& batch);
    bool write_to_disk(const EpochKey& key, const BatchId& batch, Piece& piece);
    bool make_room();
    void move_memory_to_disk(const EpochKey& key);
    void bound_memory();
    void lose(Entries::iterator entry, std::uint32_t reason);
    void take_from_books(const Entry& entry, std::uint64_t items);
    void disk_refused();
    std::int64_t now() const;

    std::filesystem::path path_;
    Limits limits_;
    Reports reports_;
    std::function<std::int64_t()> now_;
    std::unique_ptr<SpoolFolder> folder_;
    Entries entries_;
    std::uint64_t own_items_ = 0;
    std::uint64_t taken_items_ = 0;
    std::size_t memory_bytes_ = 0;
    std::size_t memory_pieces_ = 0;
    bool disk_well_ = true;
    std::chrono::steady_clock::time_point disk_retry_{};
    std::chrono::milliseconds disk_pause_{};
};

}  // namespace silhouette::transport
