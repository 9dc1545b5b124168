// A small toolkit without pixels: arranges boxes the way Qt's layouts do, for tests of what may be told of them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "privacy/shape/strict_layout.h"

namespace silhouette::tests {

inline constexpr int kUnbounded = 1 << 24;

enum class Kind {
    kLeaf,
    kSpacer,
    kRow,
    kColumn,
    kGrid,
    kForm,
    kStack,
    kTabs,
    kSplitRow,
    kSplitColumn,
    kWindow,
    kScroll,
    kFree
};

// One axis of an item; index 0 is width, 1 is height.
struct Limits {
    int minimum = 0, hint = 0, maximum = kUnbounded;
    bool expands = false;
};

struct Box {
    int x = 0, y = 0, width = 0, height = 0;
    bool operator==(const Box&) const = default;
};

struct Item {
    Kind kind = Kind::kLeaf;
    bool is_widget = true;  // false: a nested layout
    bool hidden = false;
    bool right_to_left = false;
    bool is_private = false;
    int role = 0;
    std::array<int, 2> policy{2, 2};
    std::array<int, 2> align{0, 0};
    std::array<int, 2> set_minimum{0, 0};  // by the program; 0: none
    std::array<int, 2> set_maximum{kUnbounded, kUnbounded};
    int stretch = 0;
    int row = 0, column = 0, row_span = 1, column_span = 1;
    int margin = 0, top_margin = 0, spacing = 0;
    std::array<std::vector<int>, 2> track_stretch, track_minimum;  // of a grid; nothing is told of them

    // Leaves.
    std::array<bool, 2> content{false, false};  // the hint follows content
    bool wraps = false;
    std::array<int, 2> hint{0, 0}, least{0, 0};
    int text_length = 0;  // pixels in one line, of a leaf that wraps
    int scrolled = 0;     // of a scroll area: content

    // Free placement: one after the other by true size, or where the program put them.
    bool follows_siblings = false;

    std::vector<std::unique_ptr<Item>> children;
    Box box;  // relative to the parent's
};

enum class WindowSize { kByHint, kByUser, kByScreen, kFixed, kByUserBelowMinimum, kPage };

struct Window {
    Item root;
    WindowSize size = WindowSize::kByUser;
    int width = 800, height = 600;  // what user, screen or program want
};

// Gives every item its box.
void arrange(Window& window);

// What a hook would tell the recorder of the arranged window.
std::vector<privacy::shape::Fact> facts_of(const Window& window);

}  // namespace silhouette::tests
