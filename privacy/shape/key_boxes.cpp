#include "privacy/shape/key_boxes.h"

#include <algorithm>
#include <cstdlib>

#include "privacy/shape/limits.h"

namespace silhouette::privacy::shape {
namespace {

bool nearly(std::int64_t value, std::int64_t reference) {
    return std::abs(value - reference) * 100 <= reference * 15;
}

std::int32_t common_parent(const Tree& tree, std::int32_t a, std::int32_t b) {
    while (a != b) {
        if (a > b) {
            a = tree.nodes[a].parent;
        } else {
            b = tree.nodes[b].parent;
        }
        if (a < 0 || b < 0) {
            return -1;
        }
    }
    return a;
}

class BoxSearch {
  public:
    BoxSearch(const KeySearch& search, std::vector<KeyBox> boxes)
        : search_(search), tree_(search.tree), boxes_(std::move(boxes)) {}

    std::vector<Cluster> run() {
        std::sort(boxes_.begin(), boxes_.end(), [](const KeyBox& a, const KeyBox& b) {
            return a.top != b.top ? a.top < b.top : a.left != b.left ? a.left < b.left : a.node < b.node;
        });
        groups_.resize(boxes_.size());
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            groups_[i] = i;
        }
        is_scattered_.assign(boxes_.size(), 0);
        for (std::size_t i = 0; i < boxes_.size(); ++i) {
            const KeyBox& box = boxes_[i];
            const std::int64_t gap = box.height * 3 / 5;
            const std::size_t end = std::min(boxes_.size(), i + 1 + kNeighboursMax);
            for (std::size_t j = i + 1; j < end && boxes_[j].top <= box.bottom() + gap; ++j) {
                const KeyBox& next = boxes_[j];
                const bool near = next.left <= box.right() + gap && box.left <= next.right() + gap;
                if (near && is_alike(next, box)) {
                    groups_[group_of(j)] = group_of(i);
                }
            }
        }
        for (std::size_t i = 0; i < boxes_.size(); ++i) {
            const KeyBox& box = boxes_[i];
            // Placed by hand they may stand anywhere: in a circle, in a honeycomb.
            const std::int32_t parent = tree_.nodes[box.node].parent;
            if (parent >= 0 && is_by_hand(tree_.flow(parent))) {
                for (std::size_t j = i; j > 0 && i - j < kNeighboursMax; --j) {
                    const KeyBox& before = boxes_[j - 1];
                    if (tree_.nodes[before.node].parent == parent && is_alike(before, box)) {
                        const std::size_t one = group_of(i), other = group_of(j - 1);
                        groups_[one] = other;
                        if (one != other || is_scattered_[one] != 0) {
                            is_scattered_[other] = 1;
                        }
                        break;
                    }
                }
            }
        }
        order_.resize(boxes_.size());
        for (std::size_t i = 0; i < order_.size(); ++i) {
            order_[i] = i;
        }
        std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            const std::size_t group_a = group_of(a), group_b = group_of(b);
            return group_a != group_b ? group_a < group_b : a < b;
        });
        for (std::size_t begin = 0; begin < order_.size();) {
            std::size_t end = begin + 1;
            while (end < order_.size() && group_of(order_[end]) == group_of(order_[begin])) {
                ++end;
            }
            if (end - begin >= search_.keys_least) {
                judge(begin, end);
            }
            begin = end;
        }
        return std::move(found_);
    }

  private:
    static bool is_alike(const KeyBox& one, const KeyBox& other) {
        return nearly(one.height, other.height) && nearly(one.width, other.width);
    }

    void judge(std::size_t begin, std::size_t end) {
        Cluster cluster;
        bool may_be_line = true;
        std::int32_t common = boxes_[order_[begin]].node;
        for (std::size_t k = begin; k < end; ++k) {
            const KeyBox& box = boxes_[order_[k]];
            cluster.members.push_back(box.node);
            may_be_line &= search_.may_stand_in_line(box.node);
            common = common < 0 ? -1 : common_parent(tree_, common, box.node);
        }
        const std::int64_t height = boxes_[order_[begin]].height, width = boxes_[order_[begin]].width;
        const int rows = count_lines(
            begin, end, [](const KeyBox& c) { return c.top + c.height / 2; }, height);
        // What is flush at one side is one column, whatever lengths texts give it.
        const int columns = std::min(count_lines(
                                         begin, end, [](const KeyBox& c) { return c.left; }, width),
                                     count_lines(
                                         begin, end, [](const KeyBox& c) { return c.right(); }, width));
        const bool grid = rows >= search_.lines_least && columns >= search_.lines_least;
        // A single column is a list of pages more often than a row of digits, and so are two that stand apart.
        const bool is_scattered = is_scattered_[group_of(order_[begin])] != 0 && rows > 2;
        if (common >= 0 && (grid || (may_be_line && columns >= 2 && !is_scattered))) {
            cluster.container = common;
            found_.push_back(std::move(cluster));
        }
    }

    template <typename Place>
    int count_lines(std::size_t begin, std::size_t end, Place place, std::int64_t length) {
        edges_.clear();
        for (std::size_t k = begin; k < end; ++k) {
            edges_.push_back(place(boxes_[order_[k]]));
        }
        std::sort(edges_.begin(), edges_.end());
        int lines = 1;
        std::int64_t line = edges_.front();
        for (const std::int64_t value : edges_) {
            if (value - line > length / 2) {
                ++lines;
                line = value;
            }
        }
        return lines;
    }

    std::size_t group_of(std::size_t i) {
        while (groups_[i] != i) {
            groups_[i] = groups_[groups_[i]];
            i = groups_[i];
        }
        return i;
    }

    const KeySearch& search_;
    const Tree& tree_;
    std::vector<KeyBox> boxes_;
    std::vector<std::size_t> groups_, order_;
    std::vector<std::uint8_t> is_scattered_;  // of a group: not all of it stands side by side
    std::vector<std::int64_t> edges_;
    std::vector<Cluster> found_;
};

}  // namespace

std::vector<Cluster> clusters_by_boxes(const KeySearch& search, std::vector<KeyBox> boxes) {
    return BoxSearch(search, std::move(boxes)).run();
}

}  // namespace silhouette::privacy::shape
