#include "replay/window_tree.h"

#include <algorithm>
#include <set>

namespace silhouette::replay {
namespace {

// Elements of one window that are drawn at most: twice what one layout may hold.
constexpr std::size_t kNodesMax = 4000;

}  // namespace

using namespace silhouette::v1;

void apply_layout(Rows& rows, const LayoutChange& change) {
    if (change.full) {
        rows.clear();
    }
    const std::set<std::uint32_t> removed(change.removed.begin(), change.removed.end());
    rows.erase(
        std::remove_if(rows.begin(), rows.end(), [&](const LayoutRow& row) { return removed.count(row.element) != 0; }),
        rows.end());
    std::map<std::uint32_t, std::size_t> places;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        places.emplace(rows[i].element, i);
    }
    for (const LayoutRow& row : change.rows) {
        const auto [place, added] = places.emplace(row.element, rows.size());
        if (!added) {
            rows[place->second] = row;
        } else if (rows.size() < kNodesMax) {
            rows.push_back(row);
        } else {
            places.erase(place);
        }
    }
}

std::map<std::uint32_t, std::uint32_t> base_views(const Session& session) {
    std::map<std::uint32_t, std::uint32_t> bases, firsts;
    for (const auto& [number, view] : session.views) {
        const Element& element = session.element(view.element);
        firsts.emplace(view.window, number);
        if (element.parent == 0 || element.role == ROLE_WINDOW || element.role == ROLE_DIALOG) {
            bases.emplace(view.window, number);
        }
    }
    bases.merge(firsts);
    return bases;
}

void put_page_into(Rows& rows, const Rows& page, std::uint32_t root, bool window_is_known) {
    std::set<std::uint32_t> inside{root};
    Rows merged;
    for (const LayoutRow& row : rows) {
        if (row.element != root && inside.count(row.parent) != 0) {
            inside.insert(row.element);
        } else {
            merged.push_back(row);
        }
    }
    for (const LayoutRow& row : page) {
        if (row.element == root) {
            for (LayoutRow& whole : merged) {
                if (whole.element == root) {
                    whole.flow = row.flow;
                    if (!window_is_known) {
                        whole.box = row.box;
                    }
                }
            }
            continue;
        }
        merged.push_back(row);
        if (row.parent == 0) {
            merged.back().parent = root;
        }
    }
    rows = std::move(merged);
}

std::vector<Node> nodes_of(const Session& session, std::uint32_t root, std::uint32_t view, const Rows& rows) {
    std::vector<Node> nodes(1);
    nodes[0].element = root;
    nodes[0].role = session.element(root).role;
    std::map<std::uint32_t, int> places{{root, 0}};
    // Arrangements with nothing shown in them take no space.
    std::set<std::uint32_t> used;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (session.element(row->element).role != ROLE_LAYOUT || used.count(row->element) != 0) {
            used.insert(row->element);
            used.insert(row->parent);
        }
    }
    for (const LayoutRow& row : rows) {
        if (used.count(row.element) == 0) {
            continue;
        }
        if (row.element == root) {
            nodes[0].flow = row.flow;
            nodes[0].told = row.box;
            nodes[0].told[0].reset();
            nodes[0].told[1].reset();
            continue;
        }
        const Element& element = session.element(row.element);
        Node node;
        node.element = row.element;
        node.role = element.role;
        node.flow = row.flow;
        node.fill = row.fill;
        node.cell = row.cell;
        node.told = row.box;
        const auto parent = places.find(row.parent == 0 ? session.view(view).element : row.parent);
        node.parent = parent == places.end() ? 0 : parent->second;
        int depth = 1;
        for (int above = node.parent; above > 0; above = nodes[static_cast<std::size_t>(above)].parent) {
            ++depth;
        }
        if (depth > kDepthMax) {
            continue;
        }
        if (nodes.size() < kNodesMax && places.emplace(row.element, static_cast<int>(nodes.size())).second) {
            nodes.push_back(node);
        }
    }
    return nodes;
}

}  // namespace silhouette::replay
