#include "tests/mutation/told_layout.h"

#include <algorithm>
#include <unordered_map>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/layout_walk.h"

namespace silhouette::tests {
namespace {

std::vector<std::uint8_t> roles{0};  // by element number
std::vector<sil_layout_node> walked;

privacy::shape::Fact fact_of(const sil_layout_node& node) {
    privacy::shape::Fact fact;
    fact.element = node.element;
    fact.parent = node.parent;
    fact.x = node.x;
    fact.y = node.y;
    fact.width = node.width;
    fact.height = node.height;
    fact.flags = node.flags;
    fact.flow = node.flow;
    fact.policy_w = node.policy_w;
    fact.policy_h = node.policy_h;
    fact.align_w = node.align_w;
    fact.align_h = node.align_h;
    fact.stretch = node.stretch;
    fact.row = node.row;
    fact.column = node.column;
    fact.row_span = node.row_span;
    fact.column_span = node.column_span;
    fact.margin_left = node.margin_left;
    fact.margin_top = node.margin_top;
    fact.margin_right = node.margin_right;
    fact.margin_bottom = node.margin_bottom;
    fact.spacing = node.spacing;
    fact.role = node.element < roles.size() ? roles[node.element] : std::uint8_t{0};
    return fact;
}

std::unordered_map<std::uint32_t, const privacy::shape::StrictElement*> by_number(const ToldLayout& layout) {
    std::unordered_map<std::uint32_t, const privacy::shape::StrictElement*> elements;
    for (const auto& element : layout.strict.elements) {
        elements[element.element] = &element;
    }
    return elements;
}

}  // namespace

struct LayoutTeller::Walk {
    qt::Elements elements{[](void*, QAbstractButton&) {}, nullptr};
    qt::LayoutWalk walk{elements};
};

LayoutTeller::LayoutTeller() : walk_(std::make_unique<Walk>()) {}
LayoutTeller::~LayoutTeller() = default;

ToldLayout LayoutTeller::tell(QWidget& window) {
    ToldLayout told;
    walked.clear();
    walk_->walk.walk(window, 1, qt::LayoutWalk::Effort::whole);
    told.facts.reserve(walked.size());
    for (const sil_layout_node& node : walked) {
        told.facts.push_back(fact_of(node));
    }
    told.strict = privacy::shape::make_strict(told.facts);
    return told;
}

int moved_boxes(const ToldLayout& before, const ToldLayout& after) {
    std::unordered_map<std::uint32_t, const privacy::shape::Fact*> boxes;
    for (const auto& fact : before.facts) {
        if (fact.element != 0) {
            boxes[fact.element] = &fact;
        }
    }
    int moved = 0;
    for (const auto& fact : after.facts) {
        if (const auto found = boxes.find(fact.element); found != boxes.end()) {
            const auto& old = *found->second;
            moved += old.x != fact.x || old.y != fact.y || old.width != fact.width || old.height != fact.height;
        }
    }
    return moved;
}

int told_differently(const ToldLayout& before, const ToldLayout& after, int& missing) {
    const auto old = by_number(before);
    int differ = 0, both = 0;
    for (const auto& element : after.strict.elements) {
        if (const auto found = old.find(element.element); found != old.end()) {
            ++both;
            differ += !(*found->second == element);
        }
    }
    missing = static_cast<int>(before.strict.elements.size() + after.strict.elements.size()) - 2 * both;
    const auto covered_by_one_only = [](const ToldLayout& one, const auto& told_by_other) {
        return static_cast<int>(
            std::count_if(one.strict.covered.begin(), one.strict.covered.end(),
                          [&](const auto& cover) { return told_by_other.contains(cover.element); }));
    };
    return differ + covered_by_one_only(after, old) + covered_by_one_only(before, by_number(after));
}

int judged_differently(const ToldLayout& before, const ToldLayout& after) {
    const auto old = by_number(before);
    return static_cast<int>(
        std::count_if(after.strict.elements.begin(), after.strict.elements.end(), [&](const auto& element) {
            const auto found = old.find(element.element);
            return found != old.end() && found->second->known != element.known;
        }));
}

int told_numbers(const ToldLayout& layout) {
    int numbers = 0;
    for (const auto& element : layout.strict.elements) {
        numbers += __builtin_popcount(element.known);
    }
    return numbers;
}

}  // namespace silhouette::tests

// The part of the library that a walk calls, kept inside this plugin.
using namespace silhouette::tests;
extern "C" {
uint32_t sil_adapter_generation(void) {
    return 1;
}
uint32_t sil_adapter_element(const sil_element_info* info) {
    roles.push_back(static_cast<std::uint8_t>(info->role));
    return static_cast<uint32_t>(roles.size() - 1);
}
uint32_t sil_adapter_view(uint32_t, uint32_t) {
    return 1;
}
void sil_adapter_layout(uint32_t, const sil_layout_node* nodes, uint32_t count) {
    walked.assign(nodes, nodes + count);
}
}
