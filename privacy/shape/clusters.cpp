#include "privacy/shape/clusters.h"

#include "privacy/shape/key_boxes.h"
#include "privacy/shape/key_cells.h"

namespace silhouette::privacy::shape {
namespace {

class Search {
  public:
    Search(Tree& tree, Kind kind) : tree_(tree), search_{tree, kind} {}

    void run() {
        collect();
        if (search_.keys >= search_.keys_least) {
            for (const Cluster& cluster : clusters_by_cells(search_)) {
                mark(cluster);
            }
        }
        if (boxes_.size() >= search_.keys_least) {
            for (const Cluster& cluster : clusters_by_boxes(search_, std::move(boxes_))) {
                mark(cluster);
            }
        }
        search_.kind == Kind::button ? pass_down() : pass_down_likely();
    }

  private:
    // Keys outside of bars, shown ones with their place in the view.
    void collect() {
        places_.resize(tree_.nodes.size());
        search_.is_key.resize(tree_.nodes.size());
        for (std::int32_t i = 0; i < tree_.size(); ++i) {
            const Fact& fact = tree_.facts[i];
            const std::int32_t parent = tree_.nodes[i].parent;
            Place& place = places_[i];
            place = {fact.x, fact.y, is_bar(tree_.role(i))};
            if (parent >= 0) {
                place.left += places_[parent].left;
                place.top += places_[parent].top;
                place.in_bar |= places_[parent].in_bar;
            }
            const Role role = tree_.role(i);
            if (search_.kind == Kind::button &&
                (role == Role::kKeypad || role == Role::kCalendar || tree_.facts[i].is_cluster)) {
                mark({i, {}});
            }
            if (role == Role::kPasswordInput) {
                search_.keys_least = kKeysMinBesidePassword;
                search_.lines_least = kLinesMinBesidePassword;
            }
            if (!is_of_kind(tree_, i, search_.kind) || place.in_bar) {
                continue;
            }
            ++search_.keys;
            search_.is_key[i] = 1;
            if (!tree_.nodes[i].hidden && is_size_telling(tree_, i, search_.kind) && fact.width > 0 &&
                fact.height > 0) {
                boxes_.push_back({i, place.left, place.top, fact.width, fact.height});
            }
        }
    }

    // The nearest element at or above the node stands for all that lies inside; where no buttons are searched, for the
    // members, once one of them is clicked.
    void mark(const Cluster& cluster) {
        std::int32_t i = cluster.container;
        while (i >= 0 && tree_.facts[i].element == 0) {
            i = tree_.nodes[i].parent;
        }
        if (i < 0) {
            return;
        }
        if (search_.kind == Kind::button) {
            places_[i].stands_for_cluster = true;
            return;
        }
        for (const std::int32_t member : cluster.members) {
            std::int32_t& likely = tree_.nodes[member].likely_container;
            if (likely < 0 || i < likely) {
                likely = i;
            }
        }
    }

    void pass_down_likely() {
        for (std::int32_t i = 0; i < tree_.size(); ++i) {
            Node& node = tree_.nodes[i];
            if (node.parent >= 0 && node.likely_container < 0 && is_face(tree_.role(i))) {
                node.likely_container = tree_.nodes[node.parent].likely_container;
            }
        }
    }

    void pass_down() {
        for (std::int32_t i = 0; i < tree_.size(); ++i) {
            const std::int32_t parent = tree_.nodes[i].parent;
            if (parent < 0) {
                continue;
            }
            const std::int32_t outer = tree_.nodes[parent].container;
            tree_.nodes[i].container = outer >= 0 ? outer : places_[parent].stands_for_cluster ? parent : -1;
        }
    }

    struct Place {
        std::int64_t left = 0, top = 0;
        bool in_bar = false;
        bool stands_for_cluster = false;
    };

    Tree& tree_;
    KeySearch search_;
    std::vector<Place> places_;
    std::vector<KeyBox> boxes_;
};

}  // namespace

void find_clusters(Tree& tree) {
    Search(tree, Kind::button).run();
    for (const Kind kind : kOtherKinds) {
        std::size_t count = 0;
        for (std::int32_t i = 0; i < tree.size(); ++i) {
            count += is_of_kind(tree, i, kind);
        }
        if (count >= kKeysMinBesidePassword) {
            Search(tree, kind).run();
        }
    }
}

}  // namespace silhouette::privacy::shape
