#include "transport/spool.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "platform/secure_memory.h"
#include "proto/fields.h"
#include "transport/policy.h"

namespace silhouette::transport {

Spool::Spool(std::filesystem::path folder, Limits limits, Reports reports, std::function<std::int64_t()> now)
    : path_(std::move(folder)), limits_(limits), reports_(std::move(reports)), now_(std::move(now)) {
    if (!path_.empty()) {
        folder_ = std::make_unique<SpoolFolder>(path_, limits_.bytes);
    }
}

Spool::Entries::iterator Spool::find(const BatchId& batch) {
    // New data is looked for most often.
    for (auto entry = entries_.end(); entry != entries_.begin();) {
        if ((--entry)->id == batch) {
            return entry;
        }
    }
    return entries_.end();
}

std::uint64_t Spool::take_over(const EpochKey& key) {
    if (!folder_) {
        return 0;
    }
    const auto taken = folder_->take_over(key);
    std::uint64_t items = 0;
    const auto own_begin =
        std::find_if(entries_.begin(), entries_.end(), [](const Entry& one) { return !one.taken_over; });
    Entries found;
    for (const auto& record : taken.records) {
        auto entry =
            std::find_if(found.rbegin(), found.rend(), [&](const Entry& one) { return one.id == record.header.batch; });
        if (entry == found.rend()) {
            Entry fresh;
            fresh.id = record.header.batch;
            fresh.closed = true;
            fresh.taken_over = true;
            found.push_back(std::move(fresh));
            entry = found.rbegin();
        }
        entry->pieces.push_back({record.place, {}, record.header.items, record.header.written});
        entry->items += record.header.items;
        items += record.header.items;
    }
    entries_.splice(own_begin, found);
    taken_items_ += items;
    if (taken.damaged_items > 0) {
        reports_.on_lost({number(wire::DropReason::spool_damaged), taken.damaged_items, true});
    }
    expire();
    return items;
}

void Spool::put(const EpochKey& key, const BatchId& batch, std::uint32_t items, std::vector<std::byte> bytes,
                const SessionId& session) {
    move_memory_to_disk(key);
    expire();
    Piece piece;
    piece.items = items;
    piece.written = now();
    piece.bytes = std::move(bytes);
    // Older pieces that are still in memory go to disk first, so that a taker finds them in order.
    const bool on_disk = memory_pieces_ == 0 && write_to_disk(key, batch, piece);
    auto entry = find(batch);
    if (entry == entries_.end()) {
        entry = entries_.insert(entries_.end(), Entry());
        entry->id = batch;
        entry->session = session;
    }
    if (!on_disk) {
        memory_bytes_ += piece.bytes.size();
        ++memory_pieces_;
    }
    entry->items += items;
    own_items_ += items;
    entry->pieces.push_back(std::move(piece));
    bound_memory();
}

bool Spool::write_to_disk(const EpochKey& key, const BatchId& batch, Piece& piece) {
    if (!folder_ || (!disk_well_ && std::chrono::steady_clock::now() < disk_retry_)) {
        return false;
    }
    SpoolFolder::Place place;
    for (;;) {
        switch (folder_->append(key, {piece.items, piece.written, batch}, piece.bytes, place)) {
            case SpoolFolder::Result::written:
                piece.place = place;
                platform::cleanse(piece.bytes);
                piece.bytes = {};
                if (!disk_well_) {
                    disk_well_ = true;
                    disk_pause_ = {};
                    reports_.on_place(Place::disk);
                }
                return true;
            case SpoolFolder::Result::full:
                if (make_room()) {
                    continue;
                }
                return false;
            case SpoolFolder::Result::refused:
                disk_refused();
                return false;
        }
    }
}

void Spool::disk_refused() {
    const std::chrono::milliseconds longest = limits_.policy.disk_retry_longest;
    disk_pause_ = std::min(
        disk_pause_.count() == 0 ? std::chrono::milliseconds(limits_.policy.disk_retry) : disk_pause_ * 2, longest);
    disk_retry_ = std::chrono::steady_clock::now() + disk_pause_;
    if (disk_well_) {
        disk_well_ = false;
        reports_.on_place(Place::memory);
    }
}

// Drops the oldest segment that nothing is being sent from, with all batches that have a piece in it.
bool Spool::make_room() {
    for (const auto segment : folder_->segments()) {
        const auto lies_in = [&](const Entry& entry) {
            return std::any_of(entry.pieces.begin(), entry.pieces.end(),
                               [&](const Piece& piece) { return piece.place && piece.place->segment == segment; });
        };
        if (std::any_of(entries_.begin(), entries_.end(),
                        [&](const Entry& one) { return one.sending && lies_in(one); })) {
            continue;
        }
        for (auto entry = entries_.begin(); entry != entries_.end();) {
            const auto next = std::next(entry);
            if (lies_in(*entry)) {
                lose(entry, number(wire::DropReason::spool_full));
            }
            entry = next;
        }
        folder_->remove_segment(segment);
        return true;
    }
    return false;
}

void Spool::move_memory_to_disk(const EpochKey& key) {
    if (memory_pieces_ == 0 || !folder_ || (!disk_well_ && std::chrono::steady_clock::now() < disk_retry_)) {
        return;
    }
    // By id, since making room may remove entries meanwhile.
    std::vector<BatchId> batches;
    for (const Entry& entry : entries_) {
        if (std::any_of(entry.pieces.begin(), entry.pieces.end(), [](const Piece& piece) { return !piece.place; })) {
            batches.push_back(entry.id);
        }
    }
    for (const BatchId& batch : batches) {
        const auto held = find(batch);
        if (held == entries_.end()) {
            continue;
        }
        const bool was_sending = held->sending;
        held->sending = true;  // it must not give way to itself
        bool refused = false;
        for (Piece& piece : held->pieces) {
            if (piece.place) {
                continue;
            }
            const std::size_t bytes = piece.bytes.size();
            if (!write_to_disk(key, batch, piece)) {
                refused = true;
                break;
            }
            memory_bytes_ -= bytes;
            --memory_pieces_;
        }
        held->sending = was_sending;
        if (refused) {
            return;
        }
    }
}

void Spool::bound_memory() {
    while (memory_bytes_ > limits_.policy.memory_bytes) {
        const auto oldest = std::find_if(entries_.begin(), entries_.end(), [](const Entry& entry) {
            return !entry.sending && std::any_of(entry.pieces.begin(), entry.pieces.end(),
                                                 [](const Piece& piece) { return !piece.place; });
        });
        if (oldest == entries_.end()) {
            return;  // a single batch that is being sent: bounded by the batch's size
        }
        lose(oldest, number(wire::DropReason::memory));
    }
}

void Spool::take_from_books(const Entry& entry, std::uint64_t items) {
    (entry.taken_over ? taken_items_ : own_items_) -= items;
}

void Spool::lose(Entries::iterator entry, std::uint32_t reason) {
    for (const Piece& piece : entry->pieces) {
        if (piece.place) {
            folder_->remove(*piece.place);
        } else {
            memory_bytes_ -= piece.bytes.size();
            --memory_pieces_;
        }
    }
    const Lost lost{reason, entry->items, entry->taken_over, entry->session};
    take_from_books(*entry, lost.items);
    entries_.erase(entry);
    if (lost.items > 0) {
        reports_.on_lost(lost);
    }
}

void Spool::close(const BatchId& batch) {
    const auto entry = find(batch);
    if (entry == entries_.end()) {
        return;
    }
    entry->closed = true;
    if (folder_) {
        folder_->make_durable();
        folder_->may_rotate();
    }
}

std::optional<Spool::Waiting> Spool::oldest_closed() {
    expire();
    for (const Entry& entry : entries_) {
        if (entry.closed) {
            return Waiting{entry.id, entry.items, entry.taken_over};
        }
    }
    return std::nullopt;
}

std::optional<Spool::Waiting> Spool::closed(const BatchId& batch) const {
    const auto entry =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& one) { return one.id == batch; });
    return entry == entries_.end() || !entry->closed
               ? std::nullopt
               : std::optional(Waiting{entry->id, entry->items, entry->taken_over});
}

std::int64_t Spool::now() const {
    return now_ ? now_() : std::time(nullptr);
}

std::uint64_t Spool::pending(const BatchId& batch) const {
    const auto entry =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& one) { return one.id == batch; });
    return entry == entries_.end() ? 0 : entry->items;
}

std::optional<std::vector<std::vector<std::byte>>> Spool::begin_sending(const EpochKey& key, const BatchId& batch) {
    std::vector<std::vector<std::byte>> pieces;
    const auto entry = find(batch);
    if (entry == entries_.end()) {
        return pieces;
    }
    std::vector<bool> is_damaged;
    for (const Piece& piece : entry->pieces) {
        is_damaged.push_back(false);
        if (!piece.place) {
            pieces.push_back(piece.bytes);
            continue;
        }
        std::vector<std::byte> bytes;
        switch (folder_->read(key, *piece.place, bytes)) {
            case SpoolFolder::Reading::read:
                pieces.push_back(std::move(bytes));
                break;
            case SpoolFolder::Reading::damaged:
                is_damaged.back() = true;
                break;
            case SpoolFolder::Reading::not_now:
                for (auto& one : pieces) {
                    platform::cleanse(one);
                }
                return std::nullopt;
        }
    }
    entry->sending = true;
    std::uint64_t lost = 0;
    auto damaged = is_damaged.begin();
    for (auto piece = entry->pieces.begin(); piece != entry->pieces.end();) {
        if (*damaged++) {
            lost += piece->items;
            folder_->remove(*piece->place);
            piece = entry->pieces.erase(piece);
        } else {
            ++piece;
        }
    }
    if (lost > 0) {
        lost = std::min(lost, entry->items);
        entry->items -= lost;
        take_from_books(*entry, lost);
        reports_.on_lost({number(wire::DropReason::spool_damaged), lost, entry->taken_over, entry->session});
    }
    return pieces;
}

void Spool::end_sending() {
    for (Entry& entry : entries_) {
        entry.sending = false;
    }
}

void Spool::settle(const BatchId& batch, std::uint64_t items) {
    const auto entry = find(batch);
    if (entry != entries_.end()) {
        items = std::min(items, entry->items);
        entry->items -= items;
        take_from_books(*entry, items);
    }
}

void Spool::remove(const BatchId& batch, std::uint32_t reason) {
    const auto entry = find(batch);
    if (entry != entries_.end()) {
        lose(entry, reason);
    }
}

void Spool::expire() {
    const std::int64_t oldest = now() - limits_.age.count();
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const auto next = std::next(entry);
        if (!entry->sending && !entry->pieces.empty() && entry->pieces.front().written < oldest) {
            lose(entry, number(wire::DropReason::spool_age));
        }
        entry = next;
    }
}

void Spool::release() {
    entries_.clear();
    folder_.reset();
}

std::uint64_t Spool::wipe(const std::filesystem::path& key_file) {
    if (folder_) {
        folder_->remove_own();
        folder_->remove_unreadable(key_file);
    }
    for (Entry& entry : entries_) {
        for (Piece& piece : entry.pieces) {
            platform::cleanse(piece.bytes);
        }
    }
    entries_.clear();
    memory_bytes_ = 0;
    memory_pieces_ = 0;
    taken_items_ = 0;
    return std::exchange(own_items_, 0);
}

}  // namespace silhouette::transport
