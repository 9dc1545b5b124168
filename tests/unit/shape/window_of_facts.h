// Facts written by hand, for tests that show one rule each.
#pragma once

#include <cstdint>
#include <vector>

#include "privacy/shape/strict_layout.h"
#include "privacy/shape/tree.h"

namespace silhouette::tests {

// A view under construction; every add() returns the index of the new node.
class FactWindow {
  public:
    explicit FactWindow(privacy::shape::Flow flow, int width = 800, int height = 600,
                        std::uint16_t flags = privacy::shape::kScreenW | privacy::shape::kScreenH) {
        add(-1, privacy::shape::Role::kWindow, 0, 0, width, height).flow = static_cast<std::uint8_t>(flow);
        facts.back().flags = flags;
    }

    privacy::shape::Fact& add(std::int32_t parent, privacy::shape::Role role, int x, int y, int width, int height) {
        privacy::shape::Fact fact;
        fact.element = static_cast<std::uint32_t>(facts.size() + 1);
        fact.parent = parent;
        fact.role = static_cast<std::uint8_t>(role);
        fact.x = x;
        fact.y = y;
        fact.width = width;
        fact.height = height;
        fact.policy_w = fact.policy_h = static_cast<std::uint8_t>(privacy::shape::Policy::kPreferred);
        facts.push_back(fact);
        return facts.back();
    }

    std::int32_t last() const { return static_cast<std::int32_t>(facts.size() - 1); }

    // What is told of the node with this index.
    privacy::shape::StrictElement told(std::int32_t index) const {
        for (const auto& element : privacy::shape::make_strict(facts).elements) {
            if (element.element == facts[static_cast<std::size_t>(index)].element) {
                return element;
            }
        }
        return {};
    }

    std::vector<privacy::shape::Fact> facts;
};

}  // namespace silhouette::tests
