// Texts that are compiled into a program and in which names of elements stand: user interface files (Qt Designer,
// GtkBuilder), QML, and manifests. They lie in read-only data as rcc and glib-compile-resources put them there: plain,
// or compressed with zlib or zstd. Found by what they look like, not by a table of contents, so that no toolkit is
// asked.
//
// The bytes may be hostile: work and memory are bounded, and what is no resource is passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace silhouette::privacy {

inline constexpr std::size_t kResourceMax = std::size_t{4} << 20;         // one, uncompressed; larger ones are data
inline constexpr std::size_t kResourcesTotalMax = std::size_t{32} << 20;  // all of a module that were compressed

// Where one may lie, by what it looks like. That is found quickly; whether it is one shows when it is opened.
struct ResourceCandidate {
    enum class Form : std::uint8_t { plain, qt_zlib, glib_zlib, zstd };
    std::span<const std::byte> bytes;
    std::size_t size = 0;  // uncompressed, as it says itself
    Form form = Form::plain;
};
// More than any library has icons and pages; what comes after so many is not looked at.
inline constexpr std::size_t kResourceCandidatesMax = 16'384;

std::vector<ResourceCandidate> find_resources(std::span<const std::byte> bytes);

// Visits the text of each that is one. Valid within the visit only.
void open_resources(std::span<const ResourceCandidate> candidates,
                    const std::function<void(std::string_view text)>& visit);

// The names that such a text gives to elements; nothing when it is of no kind that is known.
void extract_resource_names(std::string_view text, std::set<std::string>& names);

}  // namespace silhouette::privacy
