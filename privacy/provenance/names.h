// The three types of a name. A raw string can become a hash, a hash can become a shipped name, and nothing else leads
// from one to the other:
//
//   RawName ──hash_name()──▶ HashedName ──NameIndex::decide()──▶ ShippedName
//   (a view, UI thread)      (numbers, queued)                   (the program's own literal, recorder thread)
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace silhouette::privacy {

// A name as the toolkit gave it. It cannot be stored: it is a view, and neither copied nor assigned.
class RawName {
  public:
    explicit RawName(std::string_view utf8) noexcept : utf8_(utf8) {}
    explicit RawName(std::u16string_view utf16) noexcept : utf16_(utf16), wide_(true) {}
    RawName(const RawName&) = delete;
    RawName& operator=(const RawName&) = delete;

  private:
    friend struct HashedName hash_name(const struct HashKey& key, const RawName& name) noexcept;
    std::string_view utf8_;
    std::u16string_view utf16_;
    bool wide_ = false;
};

// Drawn at random for each run of the recorder; never leaves it.
struct HashKey {
    std::array<std::uint64_t, 2> words{};
};

using NameHash = std::uint64_t;  // 0: none

// Hash of a whole name and of its first four prefixes that end in a separator (with three letters at least, and none
// before a space), the longest of the four first. Paths and addresses have none.
struct HashedName {
    NameHash whole = 0;
    std::array<NameHash, 4> prefixes{};
};

// Keyed (SipHash-2-4 over the ASCII units, the same for UTF-8 and UTF-16). A name that is_wire_name() refuses has
// `whole` 0, but may have prefixes. Reads at most 256 units; allocates nothing; any thread.
HashedName hash_name(const HashKey& key, const RawName& name) noexcept;

class NameIndex;
class RouteTable;
struct HashedRoute;

// A name that may leave: the program's own literal. Made by NameIndex only (and by the C++ API's compile-time names),
// and of such literals and the host's templates by route_name().
class ShippedName {
  public:
    std::string_view text() const noexcept { return text_; }
    // The literal is only the beginning of the element's name: `row_` of `row_17`, shown as `row_*`.
    bool is_prefix() const noexcept { return is_prefix_; }

  private:
    friend class NameIndex;
    friend std::optional<ShippedName> route_name(const HashedRoute& route, const RouteTable& table, NameIndex& index);
    ShippedName(std::string text, bool is_prefix) : text_(std::move(text)), is_prefix_(is_prefix) {}
    std::string text_;
    bool is_prefix_;
};

}  // namespace silhouette::privacy
