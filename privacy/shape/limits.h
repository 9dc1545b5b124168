// Bounds of this folder, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace silhouette::privacy::shape {

// As SIL_LAYOUT_NODES_MAX. A view that fills it was cut off: what is missing could depend on content, so that no number
// of such a view is told.
inline constexpr std::size_t kNodesMax = 2000;

// Numbers of the wire (proto/silhouette/v1/layout.proto). Others are not told.
inline constexpr std::int32_t kNumberMin = -32768, kNumberMax = 32767;

// Rows and columns of a grid: what one byte can say.
inline constexpr std::size_t kTracksMax = 256;

// The search for keypads looks this far along the buttons that begin in the same stripe of the view; a keyboard has 15
// keys a row. Bounds the search for hostile facts.
inline constexpr std::size_t kNeighboursMax = 64;

}  // namespace silhouette::privacy::shape
