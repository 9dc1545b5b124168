// How toolkits place children along one axis, seen from outside: which sizes and distances no content can move.
//
// Each function reads what dependence found out and what is known of the container, and sets size_known, start_known
// and end_known of the children. Hidden children count as obstacles, never as help. True sizes are asked in one place
// only
// (`too_small_to_squeeze`), where the answer cannot follow content.
#pragma once

#include <cstddef>

#include "privacy/shape/tree.h"

namespace silhouette::privacy::shape {

// Children one after the other along the axis.
void place_line(Tree& tree, std::int32_t container, Axis axis);
// Each child has the container's whole length to itself.
void place_across(Tree& tree, std::int32_t container, Axis axis);
// Rows and columns with spans.
void place_grid(Tree& tree, std::int32_t container, Axis axis);
// Labels and fields, as far as grids and forms agree.
void place_form(Tree& tree, std::int32_t container, Axis axis);

// The rows or columns of a grid that something stands in.
struct Span {
    std::size_t first, end;
    bool overlaps(const Span& other) const { return first < other.end && other.first < end; }
};
Span tracks_of(const Fact& fact, Axis axis);

// Whether any child of the container depends, as its arrangement sees it.
bool any_depends(const Tree& tree, std::int32_t container, Axis axis);
// A child in a cell whose length may be known, `at_start`/`at_end` telling whether the cell's edges are.
void place_in_cell(Tree& tree, std::int32_t child, Axis axis, bool squeezable, bool cell_known, bool at_start,
                   bool at_end);

// Where space is short beyond all minimums, toolkits take from the biggest first. A child of length s is spared for
// certain when `count` children of that length would have fitted with room to spare; a child that was cut down to s
// fails this too, so that the answer is the same before and after. Call with a container of known size only.
bool too_small_to_squeeze(const Tree& tree, std::int32_t container, Axis axis, std::int64_t length, std::int64_t count);

}  // namespace silhouette::privacy::shape
