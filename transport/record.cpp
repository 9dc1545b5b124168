#include "transport/record.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include "platform/process.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

constexpr std::array<char, 8> kSegmentMagic{'S', 'I', 'L', 'S', 'E', 'G', '1', '\n'};
constexpr std::array<char, 4> kRecordMagic{'S', 'r', '1', '\x1e'};
constexpr std::size_t kMarkAt = kSegmentMagic.size();
// Far from the other, so that no flipped bit makes one of the other.
constexpr std::array<char, 4> kDoneMagic{'d', 'O', '\x4e', '\x61'};
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kNonceAt = kRecordHeaderBytes - kNonceBytes;

template <typename Number>
void put(std::byte* to, Number value) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        to[i] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
    }
}

template <typename Number>
Number get(const std::byte* from) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        value |= static_cast<std::uint64_t>(from[i]) << (8 * i);
    }
    return static_cast<Number>(value);
}

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* raw(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}
unsigned char* raw(std::byte* bytes) {
    return reinterpret_cast<unsigned char*>(bytes);
}

// Segment id, place, header: what the tag also speaks for.
std::array<std::byte, 16 + 8 + kRecordHeaderBytes> associated(const SegmentId& segment, std::uint64_t offset,
                                                              const std::byte* header) {
    std::array<std::byte, 16 + 8 + kRecordHeaderBytes> data{};
    std::copy(segment.begin(), segment.end(), data.begin());
    put(data.data() + 16, offset);
    std::copy_n(header, kRecordHeaderBytes, data.begin() + 24);
    return data;
}

// One of its four bytes may be rotten: the two magics have none in common.
bool has_magic(std::span<const std::byte> at, const std::array<char, 4>& magic) {
    int equal = 0;
    for (std::size_t i = 0; i < magic.size() && i < at.size(); ++i) {
        equal += at[i] == static_cast<std::byte>(magic[i]) ? 1 : 0;
    }
    return equal >= 3;
}

// Where the next record seems to begin; the size when none does.
std::size_t find_record(std::span<const std::byte> bytes) {
    const auto next = std::search(bytes.begin(), bytes.end(), kRecordMagic.begin(), kRecordMagic.end(),
                                  [](std::byte one, char two) { return one == static_cast<std::byte>(two); });
    return static_cast<std::size_t>(next - bytes.begin());
}

}  // namespace

std::array<std::byte, 4> done_magic() {
    std::array<std::byte, 4> magic{};
    std::memcpy(magic.data(), kDoneMagic.data(), magic.size());
    return magic;
}

std::array<std::byte, kSegmentHeaderBytes> encode_segment_header(const EpochKey& key, const SegmentId& id) {
    std::array<std::byte, kSegmentHeaderBytes> header{};
    std::memcpy(header.data(), kSegmentMagic.data(), kSegmentMagic.size());
    const auto mark = key.mark();
    std::copy(mark.begin(), mark.end(), header.begin() + kMarkAt);
    std::copy(id.begin(), id.end(), header.begin() + kMarkAt + mark.size());
    return header;
}

std::optional<EpochMark> read_segment_mark(std::span<const std::byte> beginning) {
    EpochMark mark{};
    if (beginning.size() < kMarkAt + mark.size()) {
        return std::nullopt;
    }
    std::copy_n(beginning.begin() + kMarkAt, mark.size(), mark.begin());
    return mark;
}

std::vector<std::byte> encode_record(const EpochKey& key, const SegmentId& segment, std::uint64_t offset,
                                     const RecordHeader& header, std::span<const std::byte> plain) {
    if (plain.size() > std::numeric_limits<std::int32_t>::max() || header.items > policy::kItemsPerRecordMax) {
        return {};
    }
    std::vector<std::byte> record(kRecordOverhead + plain.size());
    std::memcpy(record.data(), kRecordMagic.data(), kRecordMagic.size());
    put(record.data() + 4, static_cast<std::uint32_t>(plain.size()));
    put(record.data() + 8, header.items);
    put(record.data() + 12, static_cast<std::uint32_t>(~header.items));
    put(record.data() + 16, header.written);
    std::copy(header.batch.begin(), header.batch.end(), record.begin() + 24);
    if (!platform::random_bytes(std::span(record).subspan(kNonceAt, kNonceBytes))) {
        return {};
    }
    const auto speaks_for = associated(segment, offset, record.data());
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    std::byte* const body = record.data() + kRecordHeaderBytes;
    if (!context ||
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.bytes().data()),
                           raw(record.data() + kNonceAt)) != 1 ||
        EVP_EncryptUpdate(context.get(), nullptr, &length, raw(speaks_for.data()),
                          static_cast<int>(speaks_for.size())) != 1 ||
        EVP_EncryptUpdate(context.get(), raw(body), &length, raw(plain.data()), static_cast<int>(plain.size())) != 1 ||
        EVP_EncryptFinal_ex(context.get(), raw(body) + length, &length) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kRecordTagBytes, body + plain.size()) != 1) {
        return {};
    }
    return record;
}

namespace {

// With this header, whatever the record's own says.
std::optional<std::vector<std::byte>> decode_below(const EpochKey& key, const SegmentId& segment, std::uint64_t offset,
                                                   const std::byte* header, std::span<const std::byte> record) {
    const auto length = get<std::uint32_t>(header + 4);
    if (length > record.size() - kRecordOverhead) {
        return std::nullopt;
    }
    const auto speaks_for = associated(segment, offset, header);
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::vector<std::byte> plain(length);
    std::array<std::byte, kRecordTagBytes> tag{};
    std::copy_n(record.begin() + kRecordHeaderBytes + length, kRecordTagBytes, tag.begin());
    int written = 0;
    unsigned char nothing = 0;
    unsigned char* const to = length ? raw(plain.data()) : &nothing;
    if (!context ||
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.bytes().data()),
                           raw(header + kNonceAt)) != 1 ||
        EVP_DecryptUpdate(context.get(), nullptr, &written, raw(speaks_for.data()),
                          static_cast<int>(speaks_for.size())) != 1 ||
        EVP_DecryptUpdate(context.get(), to, &written, raw(record.data() + kRecordHeaderBytes),
                          static_cast<int>(length)) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kRecordTagBytes, tag.data()) != 1 ||
        EVP_DecryptFinal_ex(context.get(), to + written, &written) != 1) {
        return std::nullopt;
    }
    return plain;
}

// How many items the record says that it holds, and whether both of its copies say so.
struct Items {
    std::uint32_t one = 0, other = 0;
    bool agree() const { return one == other; }
};

Items items_of(const std::byte* header) {
    return {get<std::uint32_t>(header + 8), static_cast<std::uint32_t>(~get<std::uint32_t>(header + 12))};
}

}  // namespace

std::optional<std::vector<std::byte>> decode_record(const EpochKey& key, const SegmentId& segment, std::uint64_t offset,
                                                    std::span<const std::byte> record, RecordHeader& header) {
    if (record.size() < kRecordOverhead || !has_magic(record, kRecordMagic)) {
        return std::nullopt;
    }
    std::array<std::byte, kRecordHeaderBytes> whole{};
    std::copy_n(record.begin(), whole.size(), whole.begin());
    std::memcpy(whole.data(), kRecordMagic.data(), kRecordMagic.size());
    const Items items = items_of(record.data());
    std::optional<std::vector<std::byte>> plain;
    // Where the two copies differ, the tag tells which one is right.
    for (const std::uint32_t candidate : {items.one, items.other}) {
        put(whole.data() + 8, candidate);
        put(whole.data() + 12, static_cast<std::uint32_t>(~candidate));
        plain = decode_below(key, segment, offset, whole.data(), record);
        if (plain || items.agree()) {
            break;
        }
    }
    if (plain) {
        header.items = get<std::uint32_t>(whole.data() + 8);
        header.written = get<std::int64_t>(whole.data() + 16);
        std::copy_n(whole.begin() + 24, header.batch.size(), header.batch.begin());
    }
    return plain;
}

SegmentScan scan_segment(const EpochKey& key, std::span<const std::byte> file) {
    SegmentScan scan;
    if (file.size() < kSegmentHeaderBytes) {
        return scan;
    }
    std::copy_n(file.begin() + 16, scan.id.size(), scan.id.begin());

    std::size_t at = kSegmentHeaderBytes;
    bool expected = true;  // a record begins here, as far as the one before can be trusted
    while (at < file.size()) {
        const auto rest = file.subspan(at);
        const bool whole_header = rest.size() >= kRecordHeaderBytes;
        const std::uint64_t length = whole_header ? kRecordOverhead + get<std::uint32_t>(rest.data() + 4) : 0;
        const bool is_done = whole_header && has_magic(rest, kDoneMagic);
        if (is_done && length <= rest.size()) {
            const auto behind = rest.subspan(length);
            const auto inside = rest.subspan(kRecordHeaderBytes, length - kRecordHeaderBytes);
            // Else its length is rotten, and would lead past records that are whole.
            if (find_record(inside) == inside.size() &&
                (behind.size() < kRecordMagic.size() || has_magic(behind, kRecordMagic) ||
                 has_magic(behind, kDoneMagic))) {
                at += length;
                expected = true;
                continue;
            }
        }
        RecordHeader header;
        if (!is_done && whole_header && decode_record(key, scan.id, at, rest, header)) {
            scan.records.push_back({at, static_cast<std::uint32_t>(length), header});
            at += length;
            expected = true;
            continue;
        }
        if (!is_done && (expected || has_magic(rest, kRecordMagic))) {
            ++scan.damaged_records;
            const Items items = whole_header ? items_of(rest.data()) : Items{};
            scan.damaged_items += items.agree() && items.one <= policy::kItemsPerRecordMax ? items.one : 0;
        }
        expected = false;
        at += 1 + find_record(rest.subspan(1));
    }

    const bool has_own_mark = read_segment_mark(file) == key.mark();
    if (has_own_mark || !scan.records.empty()) {
        scan.kind = SegmentScan::Kind::ours;
    } else {
        const bool has_segment_magic = std::memcmp(file.data(), kSegmentMagic.data(), kSegmentMagic.size()) == 0;
        scan.kind = has_segment_magic ? SegmentScan::Kind::other_epoch : SegmentScan::Kind::not_a_segment;
        // Nobody knows what the records of others were.
        scan.damaged_records = scan.damaged_items = 0;
    }
    return scan;
}

}  // namespace silhouette::transport
