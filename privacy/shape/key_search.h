// What one search for clusters is about, and what it finds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "privacy/shape/keys.h"
#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

inline constexpr std::size_t kKeysMin = 9;  // three by three
inline constexpr int kLinesMin = 3;
// Beside a password field six like buttons are enough: a pad that shows its digits in parts, or a choice of pictures.
inline constexpr std::size_t kKeysMinBesidePassword = 6;  // two by three
inline constexpr int kLinesMinBesidePassword = 2;

// Beside a keypad so many are none of its keys: what ends the dialog.
inline constexpr std::uint32_t kOthersMax = 3;

struct KeySearch {
    const Tree& tree;
    Kind kind;
    std::vector<std::uint8_t> is_key{};  // by node: of this kind, outside of bars
    std::size_t keys = 0;                // so many are
    std::size_t keys_least = kKeysMin;
    int lines_least = kLinesMin;

    // Whether the key may be one of a single line of such.
    bool may_stand_in_line(std::int32_t key) const {
        return kind != Kind::button || shape::may_stand_in_line(tree.role(key));
    }
};

struct Cluster {
    std::int32_t container = -1;  // the node that all of it lies in
    std::vector<std::int32_t> members{};
};

}  // namespace silhouette::privacy::shape
