#include "privacy/shape/clusters.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

#include "privacy/shape/keys.h"
#include "privacy/shape/limits.h"

namespace silhouette::privacy::shape {
namespace {

constexpr std::size_t kCellsMin = 9;  // three by three
constexpr int kLinesMin = 3;
// Beside a password field six like buttons are enough: a pad that shows its digits in parts, or a choice of pictures.
constexpr std::size_t kCellsMinBesidePassword = 6;  // two by three
constexpr int kLinesMinBesidePassword = 2;

struct Cell {
    std::int32_t node = -1;
    std::int64_t left = 0, top = 0, width = 0, height = 0;
    std::int64_t right() const { return left + width; }
    std::int64_t bottom() const { return top + height; }
};

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

class Search {
  public:
    Search(Tree& tree, Kind kind) : tree_(tree), kind_(kind) {}

    void run() {
        collect();
        if (keys_ >= cells_least_) {
            mark_by_cells();
        }
        if (cells_.size() >= cells_least_) {
            mark_by_boxes();
        }
        kind_ == Kind::button ? pass_down() : pass_down_likely();
    }

  private:
    // Keys outside of bars, shown ones with their place in the view.
    void collect() {
        places_.resize(tree_.nodes.size());
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
            if (kind_ == Kind::button &&
                (role == Role::kKeypad || role == Role::kCalendar || tree_.facts[i].is_cluster)) {
                mark(i);
            }
            if (role == Role::kPasswordInput) {
                cells_least_ = kCellsMinBesidePassword;
                lines_least_ = kLinesMinBesidePassword;
            }
            if (!is_of_kind(tree_, i, kind_) || place.in_bar) {
                continue;
            }
            ++keys_;
            if (!tree_.nodes[i].hidden && is_size_telling(tree_, i, kind_) && fact.width > 0 && fact.height > 0) {
                cells_.push_back({i, place.left, place.top, fact.width, fact.height});
            }
        }
    }

    // By the cells of grids and by rows within columns: sees hidden keypads too, before they are first shown.
    void mark_by_cells() {
        for (std::int32_t i = 0; i < tree_.size(); ++i) {
            if (tree_.nodes[i].first_child < 0) {
                continue;
            }
            if (tree_.flow(i) == Flow::kGrid) {
                mark_grid(i);
            } else if (tree_.flow(i) == Flow::kColumn || tree_.flow(i) == Flow::kRow) {
                mark_lines(i);
            }
            if (tree_.flow(i) == Flow::kRow) {
                mark_line(i);
            }
        }
    }

    bool is_searched_key(std::int32_t i) const { return is_of_kind(tree_, i, kind_) && !places_[i].in_bar; }

    // Three rows and three columns with three keys each, two beside a password field; or nine in one row, in two rows
    // or in two columns side by side.
    void mark_grid(std::int32_t grid) {
        std::array<std::uint8_t, kTracksMax> in_row{}, in_column{};
        bool may_be_line = true;
        members_.clear();
        each_child(tree_, grid, [&](std::int32_t child) {
            if (is_searched_key(child)) {
                members_.push_back(child);
                may_be_line &= stands_in_line(child);
                count_up(in_row[tree_.facts[child].row]);
                count_up(in_column[tree_.facts[child].column]);
            }
        });
        const auto is_full = [this](std::uint8_t keys) { return keys >= lines_least_; };
        const bool is_block = members_.size() >= cells_least_ &&
                              std::count_if(in_row.begin(), in_row.end(), is_full) >= lines_least_ &&
                              std::count_if(in_column.begin(), in_column.end(), is_full) >= lines_least_;
        std::partial_sort(in_row.begin(), in_row.begin() + 2, in_row.end(), std::greater<>());
        const bool is_pair = kind_ == Kind::button && (are_enough_in_two(in_row[0], in_row[1]) ||
                                                       std::adjacent_find(in_column.begin(), in_column.end(),
                                                                          are_enough_in_two) != in_column.end());
        if (is_block || (may_be_line && (in_row[0] >= kCellsMin || is_pair))) {
            mark(grid);
        }
    }

    static void count_up(std::uint8_t& keys) { keys = static_cast<std::uint8_t>(std::min(keys + 1, 255)); }

    // Digits or letters in two lines.
    static bool are_enough_in_two(std::size_t keys, std::size_t next) {
        return keys > 0 && next > 0 && keys + next >= kCellsMin;
    }

    bool stands_in_line(std::int32_t key) const { return kind_ != Kind::button || may_stand_in_line(tree_.role(key)); }

    // Nine in one line, by the arrangement alone: whatever their texts make of them.
    void mark_line(std::int32_t line) {
        members_.clear();
        bool may_be_line = true;
        each_child(tree_, line, [&](std::int32_t child) {
            if (is_searched_key(child)) {
                members_.push_back(child);
                may_be_line &= stands_in_line(child);
            }
        });
        if (members_.size() >= kCellsMin && may_be_line) {
            mark(line);
        }
    }

    // Three lines with three keys each, two beside a password field; or nine in two rows or in two columns side by
    // side.
    void mark_lines(std::int32_t container) {
        const bool has_rows = tree_.flow(container) == Flow::kColumn;
        int lines = 0;
        std::size_t keys_before = 0;  // of rows in the fullest one, of columns in the last one
        bool may_be_line = true, is_pair = false;
        members_.clear();
        each_child(tree_, container, [&](std::int32_t line) {
            if (tree_.flow(line) != (has_rows ? Flow::kRow : Flow::kColumn)) {
                keys_before = has_rows ? keys_before : 0;
                return;
            }
            // Each under a title of its own: a page of settings.
            if (kind_ == Kind::mark && tree_.role(line) == Role::kGroup) {
                return;
            }
            std::size_t keys = 0;
            each_child(tree_, line, [&](std::int32_t child) {
                if (is_searched_key(child)) {
                    ++keys;
                    members_.push_back(child);
                    may_be_line &= stands_in_line(child);
                }
            });
            lines += keys >= kLinesMin;
            is_pair |= kind_ == Kind::button && are_enough_in_two(keys_before, keys);
            keys_before = has_rows ? std::max(keys_before, keys) : keys;
        });
        if (lines >= lines_least_ || (is_pair && may_be_line)) {
            mark(container);
        }
    }

    // By the boxes of the view, whatever arranges them.
    void mark_by_boxes() {
        std::sort(cells_.begin(), cells_.end(), [](const Cell& a, const Cell& b) {
            return a.top != b.top ? a.top < b.top : a.left != b.left ? a.left < b.left : a.node < b.node;
        });
        groups_.resize(cells_.size());
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            groups_[i] = i;
        }
        is_scattered_.assign(cells_.size(), 0);
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const Cell& cell = cells_[i];
            const std::int64_t gap = cell.height * 3 / 5;
            const std::size_t end = std::min(cells_.size(), i + 1 + kNeighboursMax);
            for (std::size_t j = i + 1; j < end && cells_[j].top <= cell.bottom() + gap; ++j) {
                const Cell& next = cells_[j];
                const bool near = next.left <= cell.right() + gap && cell.left <= next.right() + gap;
                if (near && is_alike(next, cell)) {
                    groups_[group_of(j)] = group_of(i);
                }
            }
        }
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const Cell& cell = cells_[i];
            // Placed by hand they may stand anywhere: in a circle, in a honeycomb.
            const std::int32_t parent = tree_.nodes[cell.node].parent;
            if (parent >= 0 && is_by_hand(tree_.flow(parent))) {
                for (std::size_t j = i; j > 0 && i - j < kNeighboursMax; --j) {
                    const Cell& before = cells_[j - 1];
                    if (tree_.nodes[before.node].parent == parent && is_alike(before, cell)) {
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
        order_.resize(cells_.size());
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
            if (end - begin >= cells_least_) {
                judge(begin, end);
            }
            begin = end;
        }
    }

    static bool is_alike(const Cell& one, const Cell& other) {
        return nearly(one.height, other.height) && nearly(one.width, other.width);
    }

    void judge(std::size_t begin, std::size_t end) {
        members_.clear();
        bool may_be_line = true;
        std::int32_t common = cells_[order_[begin]].node;
        for (std::size_t k = begin; k < end; ++k) {
            const Cell& cell = cells_[order_[k]];
            members_.push_back(cell.node);
            may_be_line &= may_stand_in_line(tree_.role(cell.node));
            common = common < 0 ? -1 : common_parent(tree_, common, cell.node);
        }
        const std::int64_t height = cells_[order_[begin]].height, width = cells_[order_[begin]].width;
        const int rows = count_lines(
            begin, end, [](const Cell& c) { return c.top + c.height / 2; }, height);
        // What is flush at one side is one column, whatever lengths texts give it.
        const int columns = std::min(count_lines(
                                         begin, end, [](const Cell& c) { return c.left; }, width),
                                     count_lines(
                                         begin, end, [](const Cell& c) { return c.right(); }, width));
        const bool grid = rows >= lines_least_ && columns >= lines_least_;
        // A single column is a list of pages more often than a row of digits, and so are two that stand apart.
        const bool is_scattered = is_scattered_[group_of(order_[begin])] != 0 && rows > 2;
        if (common >= 0 && (grid || (may_be_line && columns >= 2 && !is_scattered))) {
            mark(common);
        }
    }

    template <typename Place>
    int count_lines(std::size_t begin, std::size_t end, Place place, std::int64_t length) {
        edges_.clear();
        for (std::size_t k = begin; k < end; ++k) {
            edges_.push_back(place(cells_[order_[k]]));
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

    // The nearest element at or above the node stands for all that lies inside; where no buttons are searched, for the
    // members, once one of them is clicked.
    void mark(std::int32_t i) {
        while (i >= 0 && tree_.facts[i].element == 0) {
            i = tree_.nodes[i].parent;
        }
        if (i < 0) {
            return;
        }
        if (kind_ == Kind::button) {
            places_[i].stands_for_cluster = true;
            return;
        }
        for (const std::int32_t member : members_) {
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
    Kind kind_;
    std::size_t keys_ = 0, cells_least_ = kCellsMin;
    int lines_least_ = kLinesMin;
    std::vector<Place> places_;
    std::vector<Cell> cells_;
    std::vector<std::size_t> groups_, order_;
    std::vector<std::uint8_t> is_scattered_;  // of a group: not all of it stands side by side
    std::vector<std::int64_t> edges_;
    std::vector<std::int32_t> members_;  // of the cluster that is being judged
};

}  // namespace

void find_clusters(Tree& tree) {
    Search(tree, Kind::button).run();
    for (const Kind kind : kOtherKinds) {
        std::size_t count = 0;
        for (std::int32_t i = 0; i < tree.size(); ++i) {
            count += is_of_kind(tree, i, kind);
        }
        if (count >= kCellsMinBesidePassword) {
            Search(tree, kind).run();
        }
    }
}

}  // namespace silhouette::privacy::shape
