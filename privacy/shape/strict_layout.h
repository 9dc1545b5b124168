// From true boxes to what may be told of them: numbers that no content can move, and flows for the rest.
// Rules in privacy/shape/README.md. Pure functions over plain data: no toolkit, no threads, no allocation per node.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace silhouette::privacy::shape {

// One node of a view, as adapter.h's sil_layout_node (same meaning, same flag values).
struct Fact {
    std::uint32_t element = 0;
    std::int32_t parent = -1;
    std::int32_t x = 0, y = 0, width = 0, height = 0;
    std::uint16_t flags = 0;
    std::uint8_t flow = 0;
    std::uint8_t policy_w = 0, policy_h = 0, align_w = 0, align_h = 0, stretch = 0;
    std::uint8_t row = 0, column = 0, row_span = 1, column_span = 1;
    std::uint8_t margin_left = 0, margin_top = 0, margin_right = 0, margin_bottom = 0, spacing = 0;
    std::uint8_t role = 0;    // of the element, as Role
    bool is_private = false;  // and so is all that is inside
    bool is_cluster = false;  // was found to be a keypad before
};

enum Known : std::uint8_t { kKnownX = 1, kKnownY = 2, kKnownWidth = 4, kKnownHeight = 8 };

// What may be told of one shown element.
struct StrictElement {
    std::uint32_t element = 0;
    std::uint32_t parent_element = 0;                  // 0: the view itself
    std::uint8_t known = 0;                            // Known
    std::int32_t x = 0, y = 0, width = 0, height = 0;  // 0 where not known
    std::uint8_t flow = 0;
    std::uint32_t fill = 0;  // as Layout.fills
    std::uint32_t cell = 0;  // as Layout.cells
    bool operator==(const StrictElement&) const = default;
};

struct StrictLayout {
    std::vector<StrictElement> elements;  // parents before children
    // Elements inside a keypad or similar cluster, each with the container that stands for it.
    struct Cover {
        std::uint32_t element;
        std::uint32_t container;
        bool operator==(const Cover&) const = default;
    };
    std::vector<Cover> covered;
    // What is no button, but stands as keys do (a label, a picture, a canvas, a box around such, a mark to tick), each
    // with what stands for the keypad that it is as soon as one of them is clicked.
    std::vector<Cover> likely;
    bool operator==(const StrictLayout&) const = default;
};

// Which numbers are told: those that no content can move, or those that nothing private can move, for hosts whose
// windows show no other content.
enum class Numbers : std::uint8_t { strict, exact };

// Facts of one view (parents before children). The inside of a cluster is left out of `elements`.
StrictLayout make_strict(std::span<const Fact> facts, Numbers numbers = Numbers::strict);

}  // namespace silhouette::privacy::shape
