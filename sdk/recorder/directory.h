// The elements and views of one session, as the hook defined them, and the numbers they have on the wire. An element
// gets a wire number (and its names are looked up) when something refers to it for the first time, after its ancestors.
//
// Numbers of hooks come in untagged here (sdk/boundary/page.h).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "privacy/shape/strict_layout.h"
#include "sdk/boundary/event.h"
#include "sdk/recorder/name_source.h"

namespace silhouette::recorder {

struct Element {
    privacy::HashedName name;
    const char* class_pointer = nullptr;
    privacy::NameHash class_hash = 0;
    std::uint64_t likeness = 0;  // the same of siblings, and of what is in them, that may be told alike
    std::uint32_t parent = 0;
    std::uint32_t wire = 0;       // 0: not yet told
    std::uint32_t laid_wire = 0;  // in the layout `laid_pass`
    std::uint32_t laid_pass = 0;
    std::uint32_t container = 0;         // of the cluster that it belongs to; its clicks are the container's
    std::uint32_t likely_container = 0;  // the same, from the moment that one of its like is clicked
    std::uint16_t index = 0;
    std::uint8_t role = 0;
    std::uint8_t flags = 0;
    std::uint8_t standard_button = 0;
    std::uint8_t told = 0;  // numbers of its box that its last layout told (privacy::shape::Known)
    bool known = false;
    bool is_laid = false;         // the last layout had it, shown
    bool is_cluster = false;      // a keypad or the like: nothing inside is told
    bool is_one_of_many = false;  // by its path
    bool has_likes = false;       // a layout had another of its likeness
};

// Rows of the definition columns that the next frame carries.
struct ElementRow {
    std::uint32_t parent, name, class_name, role, index, flags;
};
struct ViewRow {
    std::uint32_t element, window;
};
struct Definitions {
    std::uint32_t first_name = 0, first_element = 0, first_view = 0;
    std::vector<std::string> names;
    std::vector<ElementRow> elements;
    std::vector<ViewRow> views;
    bool empty() const { return names.empty() && elements.empty() && views.empty(); }
};

class Directory {
  public:
    explicit Directory(NameSource& names) : names_(names) {}

    void define_element(const boundary::Event& event);
    // Views of one element are one view. Returns false when its elements are unknown.
    bool define_view(const boundary::Event& event);

    // The element that stands for a route in the window, or, without one (0), in a window of its own. The same name is
    // the same element. 0 past the limit.
    std::uint32_t route_element(std::uint32_t window, const privacy::ShippedName& name);

    // nullptr when the number was never defined.
    Element* element(std::uint32_t number);
    // Number of the element that the view is; 0 when unknown.
    std::uint32_t view_element(std::uint32_t view) const;

    // Number of the window's element that the view is in; 0 when unknown.
    std::uint32_t window_of(std::uint32_t view_element) const;

    // The element stands for a cluster from now on. When it was told as something else before, it gets a new number.
    void make_cluster(std::uint32_t number);

    // Numbers on the wire; defines what is not yet defined. 0 past the limits. Siblings that are told alike (one of
    // many, or by one name) have one number: which of them was used is content.
    std::uint32_t wire_element(std::uint32_t number);
    // Whether others are told as this one is, or may be: by what its path says, and by what layouts had. Never by what
    // was used: that the second one was used would be told by what becomes of it.
    static bool is_one_of_several(const Element& told) { return told.is_one_of_many || told.has_likes; }
    // Marks those that stand in one layout with others that are told alike, shown or not.
    void find_likes(std::span<const privacy::shape::Fact> facts);
    // In a layout each has a number of its own, so that all can be drawn: the first that is asked for since
    // begin_layout() has the above, the others such as the second, third … always has, whichever it is.
    void begin_layout();
    std::uint32_t wire_in_layout(std::uint32_t number);
    // `view_element`: see above.
    std::uint32_t wire_view(std::uint32_t view_element);

    NameSource& names() { return names_; }

    // What was defined since the last call.
    Definitions take_definitions();
    bool has_definitions() const { return !fresh_.empty(); }

  private:
    // Behind all numbers that a hook can have.
    static constexpr std::uint32_t kOwnFirst = 1u << 20;

    struct View {
        std::uint32_t window_element = 0;
        std::uint32_t wire = 0;
    };

    std::uint32_t name_number(const privacy::ShippedName& name);
    std::uint64_t likeness_of(std::uint32_t number, const Element& element);
    ElementRow describe(std::uint32_t number, Element& element);
    std::uint32_t add_row(ElementRow row, std::uint32_t parent_wire);
    std::uint32_t wire_below(std::uint32_t number, std::uint32_t parent_wire);
    std::uint32_t wire_of_twin(std::uint32_t number, std::uint32_t parent_wire, std::uint32_t place);

    NameSource& names_;
    std::vector<Element> elements_;  // index: number
    // What no hook defined: routes, and the window of hosts that have no hook. Numbered from kOwnFirst.
    struct Own {
        Element element;
        std::optional<privacy::ShippedName> name;
    };
    std::deque<Own> own_;
    std::uint32_t routes_window_ = 0;
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> routes_;  // by window and name
    std::vector<std::uint32_t> views_;  // index: view number; the element that it is
    std::unordered_map<std::uint32_t, View> view_by_element_;
    std::unordered_map<std::uint32_t, std::uint32_t> windows_;  // window element to window number
    std::unordered_map<std::string, std::uint32_t> name_numbers_;
    std::unordered_map<std::uint64_t, std::uint32_t> told_;  // wire numbers, by a digest of what is told of the element
    struct Alike {
        std::uint32_t pass = 0, asked = 0;
    };
    // How often each number was asked for, by what is above it, in the layout `pass`. Kept from one layout to the next
    // (kPlacesKeptMax), as is the room for a path: most are like the one before, and then nothing is allocated.
    std::unordered_map<std::uint64_t, Alike> alike_;
    std::vector<std::uint32_t> path_;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> likes_;  // of one layout: likeness and element
    std::unordered_map<std::uint32_t, std::uint32_t> view_by_wire_;
    std::uint32_t pass_ = 0;
    std::uint32_t last_element_ = 0, last_view_ = 0;
    Definitions fresh_;
};

}  // namespace silhouette::recorder
