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
#include "privacy/provenance/name_extraction.h"

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
    state.avail_in = static_cast<uInt>(std::min<std::size_t>(stream.size(), kResourceMax * 2));
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

// ---- Finding ------------------------------------------------------------------------------------------------------

class Scan {
  public:
    explicit Scan(Bytes bytes) : bytes_(bytes) {}

    // Headers of zlib: 0x78, then one of four bytes.
    void zlib() {
        for (std::size_t at = find("x", 0); at != string_view::npos && !is_full(); at = find("x", at + 1)) {
            const auto next = at + 1 < bytes_.size() ? std::to_integer<unsigned>(bytes_[at + 1]) : 0U;
            if (at < 8 || (next != 0x01 && next != 0x5e && next != 0x9c && next != 0xda)) {
                continue;
            }
            const Bytes before = bytes_.subspan(at - 8, 8);
            const Bytes stream = bytes_.subspan(at);
            // Qt: size of what follows, size of the text, both big-endian.
            if (const std::size_t whole = big_endian(before); whole > 4 && whole - 4 <= stream.size()) {
                add(stream.first(whole - 4), big_endian(before.subspan(4)), Form::qt_zlib);
            }
            // GLib: size of the text, flags, both in the machine's order; behind it the type.
            if (little_endian(before.subspan(4)) == kGResourceCompressed) {
                const std::size_t size = little_endian(before);
                add(stream.first(std::min(stream.size(), compressBound(size) + kGResourceEnd.size())), size,
                    Form::glib_zlib);
            }
        }
    }

    void zstd() {
        static constexpr string_view kMagic("\x28\xb5\x2f\xfd", 4);
        for (std::size_t at = find(kMagic, 0); at != string_view::npos && !is_full(); at = find(kMagic, at + 1)) {
            if (at < 4) {
                continue;
            }
            const std::size_t whole = big_endian(bytes_.subspan(at - 4, 4));
            if (whole >= 8 && whole <= bytes_.size() - at) {
                const Bytes frame = bytes_.subspan(at, whole);
                const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
                add(frame, size <= kResourceMax ? static_cast<std::size_t>(size) : 0, Form::zstd);
            }
        }
    }

    // From where a text of a known kind begins to its first byte that is none of a text.
    void plain() {
        const string_view all = as_text(bytes_);
        for (const string_view beginning : kBeginnings) {
            for (std::size_t at = find(beginning, 0); at != string_view::npos && !is_full();) {
                const auto end =
                    std::ranges::find_if_not(all.begin() + static_cast<std::ptrdiff_t>(at), all.end(), is_text);
                const auto size = static_cast<std::size_t>(end - all.begin()) - at;
                const std::size_t taken = std::min(size, kResourceMax);
                add(bytes_.subspan(at, taken), taken, Form::plain);
                at = find(beginning, at + size);
            }
        }
    }

    std::vector<ResourceCandidate> take_found() { return std::move(found_); }

  private:
    using Form = ResourceCandidate::Form;

    bool is_full() const { return found_.size() >= kResourceCandidatesMax; }

    void add(Bytes bytes, std::size_t size, Form form) {
        if (size != 0 && size <= kResourceMax && !is_full()) {
            found_.push_back({bytes, size, form});
        }
    }

    // Faster than string_view::find() where the first character is frequent.
    std::size_t find(string_view what, std::size_t from) const {
        if (from >= bytes_.size()) {
            return string_view::npos;
        }
        const void* const found = ::memmem(bytes_.data() + from, bytes_.size() - from, what.data(), what.size());
        return found != nullptr ? static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data())
                                : string_view::npos;
    }

    Bytes bytes_;
    std::vector<ResourceCandidate> found_;
};

// ---- Opening ------------------------------------------------------------------------------------------------------

class Opener {
  public:
    explicit Opener(const std::function<void(string_view)>& visit) : visit_(visit) {}

    void open(const ResourceCandidate& one) {
        switch (one.form) {
            case ResourceCandidate::Form::plain:
                visit_(as_text(one.bytes));
                break;
            case ResourceCandidate::Form::qt_zlib:
            case ResourceCandidate::Form::glib_zlib:
                zlib(one);
                break;
            case ResourceCandidate::Form::zstd:
                zstd(one);
                break;
        }
    }

  private:
    bool has_room(std::size_t size) {
        if (size > kResourcesTotalMax - total_) {
            return false;
        }
        total_ += size;
        return true;
    }

    void zlib(const ResourceCandidate& one) {
        if (!has_room(kSampleSize)) {
            return;
        }
        const auto sample = inflated(one.bytes, std::min(one.size, kSampleSize), nullptr);
        if (!sample || !is_of_a_kind(*sample) || !has_room(one.size)) {
            return;
        }
        std::size_t used = 0;
        const auto text = inflated(one.bytes, one.size, &used);
        const bool is_whole = one.form == ResourceCandidate::Form::qt_zlib
                                  ? used == one.bytes.size()
                                  : as_text(one.bytes.subspan(used)).starts_with(kGResourceEnd);
        if (text && is_whole) {
            visit_(*text);
        }
    }

    void zstd(const ResourceCandidate& one) {
        if (!has_room(one.size) ||
            ZSTD_findFrameCompressedSize(one.bytes.data(), one.bytes.size()) != one.bytes.size()) {
            return;
        }
        std::string text(one.size, '\0');
        if (ZSTD_decompress(text.data(), text.size(), one.bytes.data(), one.bytes.size()) == text.size()) {
            visit_(text);
        }
    }

    const std::function<void(string_view)>& visit_;
    std::size_t total_ = 0;
};

}  // namespace

std::vector<ResourceCandidate> find_resources(Bytes bytes) {
    Scan scan(bytes);
    scan.plain();
    scan.zlib();
    scan.zstd();
    return scan.take_found();
}

void open_resources(std::span<const ResourceCandidate> candidates, const std::function<void(string_view)>& visit) {
    Opener opener(visit);
    for (const ResourceCandidate& one : candidates) {
        opener.open(one);
    }
}

void extract_resource_names(string_view text, std::set<std::string>& names) {
    if (text.starts_with(kManifestSignature)) {
        for (std::string& name : parse_manifest(text).names) {
            if (names.size() < kExtractedNamesMax) {
                names.insert(std::move(name));
            }
        }
    } else if (text.find(kQtUi) != string_view::npos || text.find(kGtkUi) != string_view::npos) {
        extract_names(SourceKind::qt_ui, text, names);
    } else if (text.find(kQml) != string_view::npos) {
        extract_names(SourceKind::qml, text, names);
    }
}

}  // namespace silhouette::privacy
