// Texts that are compiled into a program and in which names of elements stand: user interface files (Qt Designer,
// GtkBuilder), QML, and manifests. They lie in read-only data as rcc and glib-compile-resources put them there: plain,
// or compressed with zlib or zstd. Found by what they look like, not by a table of contents, so that no toolkit is
// asked.
//
// The bytes may be hostile: work and memory are bounded, and what is no resource is passed over.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace silhouette::privacy {

inline constexpr std::size_t kResourceMax = std::size_t{4} << 20;         // one, uncompressed; larger ones are data
inline constexpr std::size_t kResourcesTotalMax = std::size_t{32} << 20;  // all of a module that were compressed

// Visits the text of each. Valid within the visit only.
void for_each_resource(std::span<const std::byte> bytes, const std::function<void(std::string_view text)>& visit);

// The names that such a text gives to elements; nothing when it is of no kind that is known.
void extract_resource_names(std::string_view text, std::set<std::string>& names);

}  // namespace silhouette::privacy
