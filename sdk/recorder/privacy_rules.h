// What the recorder refuses to tell, whatever a hook hands in (docs/privacy.md says why, rule by rule).
#pragma once

#include <cstdint>

#include <silhouette/adapter.h>

namespace silhouette::recorder {

struct Element;
class Directory;

// Whether a place inside an element of this role may be told: only where the toolkit draws one control, so that the
// place can mean nothing but the control itself. A window, page or plain container may be painted by the host: a
// canvas.
bool role_allows_point(std::uint32_t role) noexcept;

// The above, and the element's own flags.
bool allows_point(const Element& element) noexcept;

// A place along an axis, in thousandths, as it may be told: as it is where the element's length is told as well.
// Elsewhere the places that are possible give the length away (on 26 px they are multiples of 1000/26), and with it the
// text: then only in which of kPlaces equal parts it lies, by that part's middle, or nothing (see tells_parts()).
// Elements that are clicked have more pixels than there are parts.
inline constexpr std::uint32_t kPlaces = 15;
std::uint32_t place_to_tell(std::int32_t thousandths, bool length_is_told) noexcept;

// Whether those parts may be told of this role. Not where people aim at something a fixed number of pixels from an edge
// (a check box's mark, an arrow, a tab's cross): which part it lies in follows the length.
bool tells_parts(std::uint32_t role) noexcept;

// The above as the wire has it: plus 1, and 0 for none.
std::uint32_t wire_place(const Element& element, std::int32_t thousandths, bool length_is_told) noexcept;

// Nothing inside is told: marked private, a password field, or a cluster such as a keypad.
bool is_region(const Element& element) noexcept;

// A small button that toolkits draw into a control, dock or bar (to clear it, to open it, to scroll or close it, for
// what has no room): these form no keypad, and no layout has them.
bool is_drawn_by_toolkit(const Element& element, const Element& parent) noexcept;

// The element that stands for a click on `number`: itself, or the outermost region or cluster around it. 0 when
// unknown.
std::uint32_t stands_for(Directory& directory, std::uint32_t number);

// Place among like siblings as the wire tells it: none beside a name of its own, "many" where it could be a row.
std::uint32_t index_to_tell(const Element& element, const Element* parent, bool has_name) noexcept;

}  // namespace silhouette::recorder
