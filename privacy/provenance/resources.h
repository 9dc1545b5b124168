// Texts that are compiled into a program and in which names of elements stand: user interface files (Qt Designer,
// GtkBuilder), QML, and manifests. They lie in read-only data as rcc and glib-compile-resources put them there: plain,
// or compressed with zlib or zstd. Found by what they look like, not by a table of contents, so that no toolkit is
// asked.
//
// The bytes may be hostile: work and memory are bounded, and what is no resource is passed over.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "privacy/provenance/name_extraction.h"
#include "privacy/provenance/segment_window.h"

namespace silhouette::privacy {

inline constexpr std::size_t kResourceMax = std::size_t{512} << 10;  // one, uncompressed; larger ones are data
inline constexpr std::size_t kStoredMax = std::size_t{192} << 10;    // and compressed: of texts a third or less is left
inline constexpr std::size_t kResourcesTotalMax = std::size_t{32} << 20;  // all of a module that were compressed
// More than any library has icons and pages; what comes after so many is not looked at.
inline constexpr std::size_t kResourceCandidatesMax = 16'384;

class ResourceReader {
  public:
    // So many bytes of the segment, valid until the next are asked for; none when it is gone.
    using Read = std::function<std::span<const std::byte>(std::size_t place, std::size_t size)>;
    // The text of one, valid within the visit only.
    using Visit = std::function<void(std::string_view text)>;

    explicit ResourceReader(Visit visit) : visit_(std::move(visit)) {}

    // Visits each that begins in the window. The windows of a segment come in their order; `read` has its other bytes.
    void take(const SegmentWindow& window, const Read& read);

  private:
    enum class Form : std::uint8_t { qt_zlib, glib_zlib, zstd };
    // Where one may lie, by what it looks like: whether it is one shows when it is opened.
    struct Candidate {
        std::size_t at = 0;      // in the window
        std::size_t stored = 0;  // bytes
        std::size_t size = 0;    // uncompressed, as it says itself
        Form form = Form::qt_zlib;
    };
    static constexpr std::size_t kKinds = 4;

    void plain(std::size_t kind);
    void zlib();
    void zstd();
    void open(const Candidate& candidate);
    void open_zlib(const Candidate& candidate);
    void open_zstd(const Candidate& candidate);
    bool is_full() const { return candidates_ >= kResourceCandidatesMax; }
    bool has_room(std::size_t size);
    std::size_t find(std::string_view what, std::size_t from) const;
    std::span<const std::byte> bytes(std::size_t at, std::size_t size) const;
    std::size_t bytes_from(std::size_t at) const { return window_->segment_size - window_->place - at; }

    Visit visit_;
    const SegmentWindow* window_ = nullptr;
    const Read* read_ = nullptr;
    std::array<bool, kKinds> is_inside_{};  // a text of this kind goes on in the next window
    std::size_t candidates_ = 0;
    std::size_t total_ = 0;
};

// The names that such a text gives to elements; nothing when it is of no kind that is known.
void extract_resource_names(std::string_view text, const NameVisit& visit);

}  // namespace silhouette::privacy
