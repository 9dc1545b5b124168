#include "transport/batcher.h"

#include <algorithm>
#include <protozero/pbf_builder.hpp>
#include <utility>

#include "platform/process.h"
#include "platform/secure_memory.h"
#include "proto/envelope/envelope.h"
#include "proto/fields.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

constexpr std::size_t kBatchBytesMin = 1'024;  // below it the header outweighs the frames
constexpr std::size_t kBatchBytesMax = envelope::kUncompressedMax - policy::kHeaderBytesMax;
constexpr std::size_t kFrameOverhead = 6;  // tag and length
constexpr std::chrono::milliseconds kIntervalMin{10};
constexpr std::size_t kDropReasonsMax = 16;

template <typename Bytes>
void add_bytes(protozero::pbf_builder<wire::BatchHeader>& to, wire::BatchHeader field, const Bytes& bytes) {
    to.add_bytes(field, reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

}  // namespace

Batcher::Batcher(const Options& options)
    : options_(options), batch_bytes_(std::clamp<std::size_t>(options.batch_bytes, kBatchBytesMin, kBatchBytesMax)) {
    set_interval(options.batch_interval);
}

void Batcher::set_interval(std::chrono::milliseconds interval) {
    interval_ = std::max(interval, kIntervalMin);
}

void Batcher::begin_session(const Session& session) {
    session_ = session;
    next_number_ = 0;
}

void Batcher::end_session() {
    session_.reset();
}

Batcher::Added Batcher::add(std::span<const std::byte> frame, std::uint64_t items, Time now) {
    if (!session_) {
        return Added::no_session;
    }
    const std::size_t size = frame.size() + kFrameOverhead;
    if (size > kBatchBytesMax || items > policy::kItemsPerRecordMax) {
        return Added::too_large;
    }
    if (open_ && (bytes_ + size > batch_bytes_ || frames_ >= policy::kFramesPerBatchMax ||
                  waiting_items_ + items > policy::kItemsPerRecordMax)) {
        return Added::batch_full;
    }
    if (!open_) {
        if (!platform::random_bytes(id_)) {
            return Added::too_large;  // without randomness there is no id, and no batch
        }
        open_ = true;
        number_ = next_number_++;
        opened_ = now;
        bytes_ = 0;
        frames_ = 0;
    }
    if (waiting_.empty()) {
        waiting_since_ = now;
        // Grows in one place: what is left behind elsewhere would not be overwritten.
        waiting_.reserve(std::size_t{options_.policy.piece_bytes} * 2);
    }
    protozero::pbf_builder<wire::Batch> batch(waiting_);
    batch.add_message(wire::Batch::frames, reinterpret_cast<const char*>(frame.data()), frame.size());
    bytes_ += size;
    ++frames_;
    waiting_items_ += items;
    return Added::yes;
}

std::string Batcher::encode_header(const Books& books) const {
    std::string text;
    text.reserve(policy::kHeaderBytesMax);  // one place in memory, to be overwritten
    protozero::pbf_builder<wire::BatchHeader> header(text);
    header.add_uint32(wire::BatchHeader::schema_version, wire::kSchemaVersion);
    add_bytes(header, wire::BatchHeader::batch_id, id_);
    add_bytes(header, wire::BatchHeader::session_id, session_->id);
    header.add_uint32(wire::BatchHeader::batch_number, number_);
    header.add_string(wire::BatchHeader::tenant, options_.tenant);
    header.add_string(wire::BatchHeader::app, options_.app);
    header.add_string(wire::BatchHeader::app_version, options_.app_version);
    header.add_string(wire::BatchHeader::sdk_version, options_.sdk_version);
    header.add_enum(wire::BatchHeader::platform, wire::kPlatformLinux);
    header.add_enum(wire::BatchHeader::toolkit, static_cast<std::int32_t>(options_.toolkit));
    header.add_enum(wire::BatchHeader::level, static_cast<std::int32_t>(options_.level));
    {
        protozero::pbf_builder<wire::Counters> counters(header, wire::BatchHeader::counters);
        counters.add_uint64(wire::Counters::captured, books.captured);
        for (std::size_t i = 0; i < std::min(books.dropped.size(), kDropReasonsMax); ++i) {
            protozero::pbf_builder<wire::DropCounter> dropped(counters, wire::Counters::dropped);
            dropped.add_enum(wire::DropCounter::reason, static_cast<std::int32_t>(books.dropped[i].reason));
            dropped.add_uint64(wire::DropCounter::items, books.dropped[i].items);
        }
    }
    header.add_uint64(wire::BatchHeader::started,
                      static_cast<std::uint64_t>(std::max<std::int64_t>(session_->started, 0)));
    if (session_->allowed_since != 0) {
        header.add_uint64(wire::BatchHeader::allowed_since, session_->allowed_since);
    }
    return text;
}

std::optional<Batcher::Piece> Batcher::take_piece(const Books& books) {
    if (waiting_.empty() || !session_) {
        return std::nullopt;
    }
    Piece piece;
    piece.batch = id_;
    piece.items = static_cast<std::uint32_t>(waiting_items_);
    std::string header = encode_header(books);
    const platform::CleansedAtEnd header_goes(header);
    std::string plain;
    plain.reserve(header.size() + waiting_.size() + 16);
    protozero::pbf_builder<wire::Batch>(plain).add_message(wire::Batch::header, header);
    plain += waiting_;
    piece.bytes = sealer_.seal(std::as_bytes(std::span(plain)));
    platform::cleanse(std::as_writable_bytes(std::span(plain)));
    platform::cleanse(std::as_writable_bytes(std::span(waiting_)));
    waiting_.clear();
    waiting_items_ = 0;
    return piece;
}

std::optional<BatchId> Batcher::close() {
    if (!std::exchange(open_, false)) {
        return std::nullopt;
    }
    return id_;
}

std::uint64_t Batcher::forget() {
    platform::cleanse(std::as_writable_bytes(std::span(waiting_)));
    waiting_.clear();
    open_ = false;
    sealer_.rest();
    return std::exchange(waiting_items_, 0);
}

bool Batcher::piece_is_full() const noexcept {
    return waiting_.size() >= options_.policy.piece_bytes || waiting_items_ >= options_.policy.piece_items;
}

Batcher::Time Batcher::piece_due() const noexcept {
    return waiting_.empty() ? Time::max()
                            : waiting_since_ + std::min<std::chrono::milliseconds>(options_.policy.piece, interval_);
}

Batcher::Time Batcher::batch_due() const noexcept {
    return open_ ? opened_ + interval_ : Time::max();
}

}  // namespace silhouette::transport
