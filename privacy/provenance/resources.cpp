#include "privacy/provenance/resources.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "privacy/provenance/manifest.h"

namespace silhouette::privacy {
namespace {

using std::string_view;
using Bytes = std::span<const std::byte>;

// Where a text of each kind begins, or a little later.
constexpr string_view kQtUi = "<ui version=";
constexpr string_view kGtkUi = "<interface";
constexpr string_view kQml = "import Qt";
constexpr std::array kBeginnings = {kQtUi, kGtkUi, kQml, kManifestSignature};

// What is taken out to tell what a compressed text is before all of it is: a licence may stand before the beginning.
constexpr std::size_t kSampleSize = 4096;
// What zlib makes at most of so much.
constexpr std::size_t kSampleStored = kSampleSize + 64;
static_assert(kSampleStored <= kAfter);

// What the ends of a GResource's value look like: the type of its GVariant.
constexpr string_view kGResourceEnd("\0(uuay)", 7);
constexpr std::uint32_t kGResourceCompressed = 1;

std::uint32_t big_endian(Bytes bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[i]);
    }
    return value;
}

std::uint32_t little_endian(Bytes bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i > 0; --i) {
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[i - 1]);
    }
    return value;
}

string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_text(char c) {
    return static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool is_of_a_kind(string_view beginning_of_text) {
    return std::ranges::any_of(kBeginnings,
                               [&](string_view one) { return beginning_of_text.find(one) != string_view::npos; });
}

// ---- Compressed ---------------------------------------------------------------------------------------------------

// Up to `size` bytes of a zlib stream; `used` is what it took of the input, when it was taken out whole.
std::optional<std::string> inflated(Bytes stream, std::size_t size, std::size_t* used) {
    z_stream state{};
    state.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(stream.data()));
    state.avail_in = static_cast<uInt>(stream.size());
    if (inflateInit(&state) != Z_OK) {
        return std::nullopt;
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&state, inflateEnd);
    std::string text(size, '\0');
    state.next_out = reinterpret_cast<Bytef*>(text.data());
    state.avail_out = static_cast<uInt>(text.size());
    const int result = inflate(&state, used != nullptr ? Z_FINISH : Z_SYNC_FLUSH);
    if (used != nullptr) {
        if (result != Z_STREAM_END || state.avail_out != 0) {
            return std::nullopt;
        }
        *used = static_cast<std::size_t>(state.total_in);
    } else if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return std::nullopt;
    }
    text.resize(size - state.avail_out);
    return text;
}

}  // namespace

// ---- Finding ------------------------------------------------------------------------------------------------------

void ResourceReader::take(const SegmentWindow& window, const Read& read) {
    window_ = &window;
    read_ = &read;
    static_assert(kBeginnings.size() == kKinds);
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        is_inside_[kind] = is_inside_[kind] && window.place != 0;
        plain(kind);
    }
    zlib();
    zstd();
}

// From where a text of a known kind begins to its first byte that is none of a text.
void ResourceReader::plain(std::size_t kind) {
    const string_view all = as_text(window_->bytes);
    const auto end_of_text = [&](std::size_t at) {
        return static_cast<std::size_t>(
            std::ranges::find_if_not(all.begin() + static_cast<std::ptrdiff_t>(at), all.end(), is_text) - all.begin());
    };
    std::size_t from = window_->begin;
    if (is_inside_[kind]) {
        from = end_of_text(from);
    }
    for (std::size_t at = find(kBeginnings[kind], from); at < window_->end && !is_full();
         at = find(kBeginnings[kind], from)) {
        ++candidates_;
        from = end_of_text(at);
        if (from < all.size()) {
            visit_(all.substr(at, std::min(from - at, kResourceMax)));
        } else {
            const string_view rest = as_text(bytes(at, std::min(bytes_from(at), kResourceMax)));
            visit_(rest.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(rest, is_text) - rest.begin())));
        }
    }
    is_inside_[kind] = from >= window_->end;
}

// Headers of zlib: 0x78, then one of four bytes.
void ResourceReader::zlib() {
    const Bytes bytes = window_->bytes;
    for (std::size_t at = find("x", window_->begin); at < window_->end && !is_full(); at = find("x", at + 1)) {
        const auto next = at + 1 < bytes.size() ? std::to_integer<unsigned>(bytes[at + 1]) : 0U;
        if (at < 8 || (next != 0x01 && next != 0x5e && next != 0x9c && next != 0xda)) {
            continue;
        }
        const Bytes before = bytes.subspan(at - 8, 8);
        // Qt: size of what follows, size of the text, both big-endian.
        if (const std::size_t whole = big_endian(before); whole > 4 && whole - 4 <= bytes_from(at)) {
            open({at, whole - 4, big_endian(before.subspan(4)), Form::qt_zlib});
        }
        // GLib: size of the text, flags, both in the machine's order; behind it the type.
        if (little_endian(before.subspan(4)) == kGResourceCompressed) {
            const std::size_t size = little_endian(before);
            open({at, std::min({bytes_from(at), compressBound(size) + kGResourceEnd.size(), kStoredMax}), size,
                  Form::glib_zlib});
        }
    }
}

void ResourceReader::zstd() {
    static constexpr string_view kMagic("\x28\xb5\x2f\xfd", 4);
    for (std::size_t at = find(kMagic, window_->begin); at < window_->end && !is_full(); at = find(kMagic, at + 1)) {
        if (at < 4) {
            continue;
        }
        const std::size_t whole = big_endian(window_->bytes.subspan(at - 4, 4));
        if (whole >= 8 && whole <= bytes_from(at)) {
            const Bytes frame = window_->bytes.subspan(at);
            const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), std::min(frame.size(), whole));
            open({at, whole, size <= kResourceMax ? static_cast<std::size_t>(size) : 0, Form::zstd});
        }
    }
}

// Faster than string_view::find() where the first character is frequent.
std::size_t ResourceReader::find(string_view what, std::size_t from) const {
    const Bytes bytes = window_->bytes;
    if (from >= bytes.size()) {
        return string_view::npos;
    }
    const void* const found = ::memmem(bytes.data() + from, bytes.size() - from, what.data(), what.size());
    return found != nullptr ? static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes.data())
                            : string_view::npos;
}

// ---- Opening ------------------------------------------------------------------------------------------------------

Bytes ResourceReader::bytes(std::size_t at, std::size_t size) const {
    return size <= window_->bytes.size() - at ? window_->bytes.subspan(at, size) : (*read_)(window_->place + at, size);
}

bool ResourceReader::has_room(std::size_t size) {
    if (size > kResourcesTotalMax - total_) {
        return false;
    }
    total_ += size;
    return true;
}

void ResourceReader::open(const Candidate& candidate) {
    if (candidate.size == 0 || candidate.size > kResourceMax || candidate.stored > kStoredMax) {
        return;
    }
    ++candidates_;
    candidate.form == Form::zstd ? open_zstd(candidate) : open_zlib(candidate);
}

void ResourceReader::open_zlib(const Candidate& one) {
    if (!has_room(kSampleSize)) {
        return;
    }
    const auto sample =
        inflated(bytes(one.at, std::min(one.stored, kSampleStored)), std::min(one.size, kSampleSize), nullptr);
    if (!sample || !is_of_a_kind(*sample) || !has_room(one.size)) {
        return;
    }
    const Bytes stream = bytes(one.at, one.stored);
    std::size_t used = 0;
    const auto text = inflated(stream, one.size, &used);
    const bool is_whole =
        one.form == Form::qt_zlib ? used == stream.size() : as_text(stream.subspan(used)).starts_with(kGResourceEnd);
    if (text && is_whole) {
        visit_(*text);
    }
}

void ResourceReader::open_zstd(const Candidate& one) {
    if (!has_room(one.size)) {
        return;
    }
    const Bytes frame = bytes(one.at, one.stored);
    if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != one.stored) {
        return;
    }
    std::string text(one.size, '\0');
    if (ZSTD_decompress(text.data(), text.size(), frame.data(), frame.size()) == text.size()) {
        visit_(text);
    }
}

void extract_resource_names(string_view text, const NameVisit& visit) {
    if (text.starts_with(kManifestSignature)) {
        for_each_listed(text, visit);
    } else if (text.find(kQtUi) != string_view::npos || text.find(kGtkUi) != string_view::npos) {
        extract_ui(text, visit);
    } else if (text.find(kQml) != string_view::npos) {
        extract_qml(text, visit);
    }
}

}  // namespace silhouette::privacy
