#include "sdk/recorder/directory.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <silhouette/adapter.h>

#include "proto/fields.h"
#include "sdk/boundary/page.h"
#include "sdk/recorder/limits.h"
#include "sdk/recorder/privacy_rules.h"

namespace silhouette::recorder {

namespace {

// Of a few numbers, which are no secret.
std::uint64_t digest_of(std::initializer_list<std::uint64_t> numbers) {
    std::uint64_t digest = numbers.size();
    for (const std::uint64_t number : numbers) {
        digest = (digest ^ number) * 0x9e3779b97f4a7c15u;
        digest ^= digest >> 29;
    }
    return digest;
}

}  // namespace

void Directory::define_element(const boundary::Event& event) {
    const std::uint32_t number = boundary::untagged(event.number);
    if (number == 0 || number > wire::kElementsMax) {
        return;
    }
    if (elements_.size() <= number) {
        elements_.resize(number + 1);
    }
    Element& element = elements_[number];
    element.known = true;
    element.name = event.name;
    element.class_pointer = event.class_pointer;
    element.class_hash = event.class_hash;
    // A parent is defined before its children; anything else could make a circle.
    element.parent = boundary::untagged(event.other) < number ? boundary::untagged(event.other) : 0;
    element.index = event.index;
    element.role = event.role;
    element.flags = event.flags;
    element.standard_button = event.standard_button;
    element.likeness = likeness_of(number, element);
    // Something new below a cluster belongs to it.
    if (const Element* const parent = this->element(element.parent)) {
        if (parent->is_cluster) {
            element.container = element.parent;
        }
    }
}

// Of what describe() tells, before it is known what of that is the program's: two that differ only in what is not told
// are one of many, see wire_below().
std::uint64_t Directory::likeness_of(std::uint32_t number, const Element& element) {
    const Element* const parent = this->element(element.parent);
    if (parent == nullptr) {
        return number;  // windows have a number each
    }
    const bool has_name = element.name.whole != 0;
    return digest_of({parent->likeness, element.name.whole, has_name ? 0u : element.index, element.class_hash,
                      element.role, element.flags & std::uint32_t{SIL_ELEMENT_TEXT | SIL_ELEMENT_TOOLKIT_NAME},
                      element.standard_button});
}

void Directory::find_likes(std::span<const privacy::shape::Fact> facts) {
    likes_.clear();
    for (const auto& fact : facts) {
        if (const Element* const element = this->element(fact.element)) {
            likes_.emplace_back(element->likeness, fact.element);
        }
    }
    std::sort(likes_.begin(), likes_.end());
    for (std::size_t next = 1; next < likes_.size(); ++next) {
        const auto& [one, first] = likes_[next - 1];
        const auto& [other, second] = likes_[next];
        if (one == other && first != second) {
            element(first)->has_likes = element(second)->has_likes = true;
        }
    }
}

bool Directory::define_view(const boundary::Event& event) {
    const std::uint32_t number = boundary::untagged(event.number);
    const std::uint32_t element_number = boundary::untagged(event.first_element);
    const std::uint32_t window = boundary::untagged(event.other);
    if (number == 0 || number > wire::kElementsMax || element(element_number) == nullptr ||
        element(window) == nullptr) {
        return false;
    }
    if (views_.size() <= number) {
        views_.resize(number + 1);
    }
    views_[number] = element_number;
    view_by_element_[element_number].window_element = window;
    return true;
}

std::uint32_t Directory::route_element(std::uint32_t window, const privacy::ShippedName& name) {
    const auto add = [this](std::uint32_t parent, sil_role role, std::optional<privacy::ShippedName> with) {
        Own own{{}, std::move(with)};
        own.element.known = true;
        own.element.parent = parent;
        own.element.role = static_cast<std::uint8_t>(role);
        own_.push_back(std::move(own));
        return kOwnFirst + static_cast<std::uint32_t>(own_.size()) - 1;
    };
    if (element(window) == nullptr) {
        if (routes_window_ == 0) {
            routes_window_ = add(0, SIL_ROLE_WINDOW, std::nullopt);
        }
        window = routes_window_;
    }
    std::uint32_t& number = routes_[{window, std::string(name.text())}];
    if (number == 0) {
        if (own_.size() >= wire::kElementsMax) {
            return 0;
        }
        number = add(window, SIL_ROLE_PAGE, name);
        view_by_element_[number].window_element = window;
    }
    return number;
}

Element* Directory::element(std::uint32_t number) {
    if (number >= kOwnFirst) {
        return number - kOwnFirst < own_.size() ? &own_[number - kOwnFirst].element : nullptr;
    }
    return number != 0 && number < elements_.size() && elements_[number].known ? &elements_[number] : nullptr;
}

std::uint32_t Directory::view_element(std::uint32_t view) const {
    return view < views_.size() ? views_[view] : 0;
}

std::uint32_t Directory::window_of(std::uint32_t view_element) const {
    const auto found = view_by_element_.find(view_element);
    return found != view_by_element_.end() ? found->second.window_element : 0;
}

void Directory::make_cluster(std::uint32_t number) {
    Element* const cluster = element(number);
    if (cluster != nullptr && !cluster->is_cluster) {
        cluster->is_cluster = true;
        cluster->wire = 0;
    }
}

std::uint32_t Directory::name_number(const privacy::ShippedName& name) {
    std::string text(name.text());
    if (text.empty() || text.size() > 128) {
        return 0;
    }
    const auto known = name_numbers_.find(text);
    if (known != name_numbers_.end()) {
        return known->second;
    }
    const auto number = static_cast<std::uint32_t>(name_numbers_.size() + 1);
    if (number > wire::kElementsMax) {
        return 0;
    }
    if (fresh_.names.empty()) {
        fresh_.first_name = number;
    }
    fresh_.names.push_back(text);
    name_numbers_.emplace(std::move(text), number);
    return number;
}

ElementRow Directory::describe(std::uint32_t number, Element& element) {
    ElementRow row{};
    bool is_prefix = false;
    const bool toolkit_name = (element.flags & SIL_ELEMENT_TOOLKIT_NAME) != 0;
    if (const auto name =
            number >= kOwnFirst ? own_[number - kOwnFirst].name : names_.element_name(element.name, toolkit_name)) {
        row.name = name_number(*name);
        is_prefix = row.name != 0 && name->is_prefix();
    }
    if (const auto name = names_.class_name(element.class_pointer, element.class_hash)) {
        row.class_name = name_number(*name);
    }
    row.role = element.is_cluster ? static_cast<std::uint32_t>(SIL_ROLE_KEYPAD) : element.role;
    row.index = index_to_tell(element, element.parent != 0 ? this->element(element.parent) : nullptr,
                              row.name != 0 && !is_prefix);
    row.flags = (is_region(element) ? wire::kElementPrivate : 0u) |
                ((element.flags & SIL_ELEMENT_TEXT) != 0 ? wire::kElementText : 0u) |
                (is_prefix ? wire::kElementNameIsPrefix : 0u) |
                (toolkit_name && row.name != 0 ? wire::kElementToolkitName : 0u) |
                std::uint32_t{element.standard_button} << wire::kElementStandardButtonShift;
    return row;
}

std::uint32_t Directory::wire_element(std::uint32_t number) {
    // From the element up to the first ancestor that is told, then back down.
    std::vector<std::uint32_t> untold;
    while (Element* const here = element(number)) {
        if (here->wire != 0) {
            break;
        }
        untold.push_back(number);
        number = here->parent;
    }
    if (untold.empty()) {
        const Element* const here = element(number);
        return here != nullptr ? here->wire : 0;
    }
    std::uint32_t parent_wire = 0;
    if (const Element* const parent = element(number)) {
        parent_wire = parent->wire;
    }
    for (auto next = untold.rbegin(); next != untold.rend(); ++next) {
        parent_wire = wire_below(*next, parent_wire);
        if (parent_wire == 0) {
            return 0;
        }
        element(*next)->wire = parent_wire;
    }
    return parent_wire;
}

std::uint32_t Directory::add_row(ElementRow row, std::uint32_t parent_wire) {
    if (last_element_ >= wire::kElementsMax) {
        return 0;
    }
    const std::uint32_t number = ++last_element_;
    row.parent = parent_wire != 0 ? number - parent_wire : 0;
    if (fresh_.elements.empty()) {
        fresh_.first_element = number;
    }
    fresh_.elements.push_back(row);
    return number;
}

// Windows are told apart by their number anyway.
std::uint32_t Directory::wire_below(std::uint32_t number, std::uint32_t parent_wire) {
    Element& element = *this->element(number);
    const ElementRow row = describe(number, element);
    if (parent_wire == 0) {
        return add_row(row, 0);
    }
    const Element* const parent = this->element(element.parent);
    const bool has_untold_name = row.name == 0 && (element.name.whole != 0 || element.name.prefixes[0] != 0);
    const bool has_untold_class = row.class_name == 0 && element.class_hash != 0;
    element.is_one_of_many = (parent != nullptr && parent->is_one_of_many) || row.index == wire::kIndexMany ||
                             (row.flags & wire::kElementNameIsPrefix) != 0 || has_untold_name || has_untold_class;
    std::uint32_t& told = told_[digest_of({parent_wire, row.name, row.class_name, row.role, row.index, row.flags})];
    if (told == 0) {
        told = add_row(row, parent_wire);
    }
    return told;
}

std::uint32_t Directory::wire_of_twin(std::uint32_t number, std::uint32_t parent_wire, std::uint32_t place) {
    Element& twin = *element(number);
    std::uint32_t& told = told_[digest_of({parent_wire, twin.wire, place})];
    if (told == 0) {
        told = add_row(describe(number, twin), parent_wire);
    }
    return told;
}

void Directory::begin_layout() {
    if (alike_.size() > kPlacesKeptMax) {
        alike_.clear();
    }
    ++pass_;
}

std::uint32_t Directory::wire_in_layout(std::uint32_t number) {
    // From the element up to the first ancestor that has its number in this layout, then back down.
    path_.clear();
    const Element* here = element(number);
    for (std::uint32_t step = number; here != nullptr && here->laid_pass != pass_; here = element(step)) {
        path_.push_back(step);
        step = here->parent;
    }
    std::uint32_t above = here != nullptr ? here->laid_wire : 0;
    for (auto next = path_.rbegin(); next != path_.rend(); ++next) {
        std::uint32_t told = wire_element(*next);
        Element& child = *element(*next);
        if (const Element* const parent = element(child.parent); parent != nullptr && told != 0) {
            Alike& alike = alike_[std::uint64_t{above} << 32 | told];
            if (std::exchange(alike.pass, pass_) != pass_) {
                alike.asked = 0;
            }
            const std::uint32_t place = alike.asked++;
            if (place != 0 || above != parent->wire) {
                told = above != 0 ? wire_of_twin(*next, above, place) : 0;
            }
        }
        child.laid_pass = pass_;
        child.laid_wire = told;
        above = told;
    }
    return above;
}

std::uint32_t Directory::wire_view(std::uint32_t view_element) {
    const auto found = view_by_element_.find(view_element);
    if (found == view_by_element_.end()) {
        return 0;
    }
    View& view = found->second;
    if (view.wire == 0) {
        const std::uint32_t told = wire_element(view_element);
        if (told == 0 || last_view_ >= wire::kElementsMax) {
            return 0;
        }
        std::uint32_t& known = view_by_wire_[told];
        if (known != 0) {
            return view.wire = known;
        }
        const std::uint32_t window =
            windows_.try_emplace(view.window_element, static_cast<std::uint32_t>(windows_.size() + 1)).first->second;
        view.wire = known = ++last_view_;
        if (fresh_.views.empty()) {
            fresh_.first_view = view.wire;
        }
        fresh_.views.push_back({told, window});
    }
    return view.wire;
}

Definitions Directory::take_definitions() {
    return std::exchange(fresh_, {});
}

}  // namespace silhouette::recorder
