#include "privacy/shape/key_cells.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "privacy/shape/limits.h"

namespace silhouette::privacy::shape {
namespace {

// What a node holds. Hidden parts count as shown ones: what is hidden now may be shown at any time.
struct Inside {
    std::uint32_t keys = 0;
    std::uint32_t columns = 0;  // that keys stand in
    bool may_be_line = true;    // all keys may stand in one
    bool has_others = false;    // something that is no key
};

class CellSearch {
  public:
    explicit CellSearch(const KeySearch& search) : search_(search), tree_(search.tree) {}

    std::vector<Cluster> run() {
        if (search_.kind == Kind::button) {
            find_inside();
        }
        for (std::int32_t i = 0; i < tree_.size(); ++i) {
            if (tree_.nodes[i].first_child < 0) {
                continue;
            }
            const Flow flow = tree_.flow(i);
            if (flow == Flow::kGrid) {
                judge_grid(i);
            } else if (flow == Flow::kColumn || flow == Flow::kRow) {
                judge_lines(i);
            }
            if (flow == Flow::kRow) {
                judge_line(i);
            }
            if (search_.kind == Kind::button) {
                judge_inside(i, flow);
            }
        }
        return std::move(found_);
    }

  private:
    bool is_key(std::int32_t i) const { return search_.is_key[i] != 0; }

    // A key, or a box around one for its looks.
    bool is_cell(std::int32_t i) const {
        return is_key(i) || (!inside_.empty() && inside_[i].keys == 1 && !inside_[i].has_others);
    }

    void find_inside() {
        inside_.resize(tree_.nodes.size());
        for (std::int32_t i = tree_.size() - 1; i >= 0; --i) {
            if (is_key(i)) {
                inside_[i] = {1, 1, search_.may_stand_in_line(i), false};
            } else if (tree_.nodes[i].first_child >= 0) {
                inside_[i] = inside_of(i);
            } else {
                const bool is_gap = tree_.facts[i].element == 0 || tree_.role(i) == Role::kLayout;
                inside_[i].has_others = !is_gap && tree_.role(i) != Role::kSeparator;
            }
        }
    }

    Inside inside_of(std::int32_t container) const {
        Inside inside;
        each_child(tree_, container, [&](std::int32_t child) {
            const Inside& below = inside_[child];
            inside.keys += below.keys;
            inside.may_be_line &= below.may_be_line;
            inside.has_others |= below.has_others;
        });
        const Flow flow = tree_.flow(container);
        inside.columns = flow == Flow::kGrid ? columns_of_grid(container) : columns_of_line(container, flow);
        // Keys that are placed by hand are judged by their boxes.
        inside.has_others |= is_bar(tree_.role(container)) || flow == Flow::kForm || flow == Flow::kStack ||
                             flow == Flow::kWindow || flow == Flow::kScroll || (is_by_hand(flow) && inside.keys > 1);
        return inside;
    }

    std::uint32_t columns_of_grid(std::int32_t grid) const {
        std::array<std::uint32_t, kTracksMax> most{};
        each_child(tree_, grid, [&](std::int32_t child) {
            std::uint32_t& column = most[tree_.facts[child].column];
            column = std::max(column, inside_[child].columns);
        });
        return std::accumulate(most.begin(), most.end(), std::uint32_t{0});
    }

    std::uint32_t columns_of_line(std::int32_t line, Flow flow) const {
        const bool is_upright = flow == Flow::kColumn || flow == Flow::kSplitColumn;
        std::uint32_t columns = 0;
        each_child(tree_, line, [&](std::int32_t child) {
            const std::uint32_t below = inside_[child].columns;
            columns = is_upright ? std::max(columns, below) : columns + below;
        });
        return columns;
    }

    // Adds what stands in the container to the cluster, and returns how many that are.
    std::size_t take_cells(std::int32_t container, Cluster& cluster, bool& may_be_line) const {
        const std::size_t before = cluster.members.size();
        each_child(tree_, container, [&](std::int32_t child) {
            if (is_cell(child)) {
                cluster.members.push_back(child);
                may_be_line &= may_stand_in_line(child);
            }
        });
        return cluster.members.size() - before;
    }

    // Three rows and three columns with three keys each, two beside a password field; or enough in one row, in two rows
    // or in two columns side by side.
    void judge_grid(std::int32_t grid) {
        std::array<std::uint8_t, kTracksMax> in_row{}, in_column{};
        bool may_be_line = true;
        Cluster cluster{grid, {}};
        take_cells(grid, cluster, may_be_line);
        for (const std::int32_t cell : cluster.members) {
            count_up(in_row[tree_.facts[cell].row]);
            count_up(in_column[tree_.facts[cell].column]);
        }
        const auto is_full = [this](std::uint8_t keys) { return keys >= search_.lines_least; };
        const bool is_block = cluster.members.size() >= search_.keys_least &&
                              std::count_if(in_row.begin(), in_row.end(), is_full) >= search_.lines_least &&
                              std::count_if(in_column.begin(), in_column.end(), is_full) >= search_.lines_least;
        std::partial_sort(in_row.begin(), in_row.begin() + 2, in_row.end(), std::greater<>());
        const auto are_enough = [this](std::size_t one, std::size_t next) { return are_enough_in_two(one, next); };
        const bool is_pair = are_enough(in_row[0], in_row[1]) ||
                             std::adjacent_find(in_column.begin(), in_column.end(), are_enough) != in_column.end();
        if (is_block || (may_be_line && (in_row[0] >= search_.keys_least || is_pair))) {
            found_.push_back(std::move(cluster));
        }
    }

    // Digits or letters in two lines.
    bool are_enough_in_two(std::size_t keys, std::size_t next) const {
        return search_.kind == Kind::button && keys > 0 && next > 0 && keys + next >= search_.keys_least;
    }

    static void count_up(std::uint8_t& keys) { keys = static_cast<std::uint8_t>(std::min(keys + 1, 255)); }

    bool may_stand_in_line(std::int32_t cell) const {
        return is_key(cell) ? search_.may_stand_in_line(cell) : inside_[cell].may_be_line;
    }

    // Enough in one line.
    void judge_line(std::int32_t line) {
        Cluster cluster{line, {}};
        bool may_be_line = true;
        if (take_cells(line, cluster, may_be_line) >= search_.keys_least && may_be_line) {
            found_.push_back(std::move(cluster));
        }
    }

    // Three lines with three keys each, two beside a password field; or enough in two rows or in two columns side by
    // side.
    void judge_lines(std::int32_t container) {
        const bool has_rows = tree_.flow(container) == Flow::kColumn;
        int lines = 0;
        std::size_t keys_before = 0;  // of rows in the fullest one, of columns in the last one
        bool may_be_line = true, is_pair = false;
        Cluster cluster{container, {}};
        each_child(tree_, container, [&](std::int32_t line) {
            if (tree_.flow(line) != (has_rows ? Flow::kRow : Flow::kColumn)) {
                keys_before = has_rows ? keys_before : 0;
                return;
            }
            // Each under a title of its own: a page of settings.
            if (search_.kind == Kind::mark && tree_.role(line) == Role::kGroup) {
                return;
            }
            const std::size_t keys = take_cells(line, cluster, may_be_line);
            lines += keys >= kLinesMin;
            is_pair |= are_enough_in_two(keys_before, keys);
            keys_before = has_rows ? std::max(keys_before, keys) : keys;
        });
        if (lines >= search_.lines_least || (is_pair && may_be_line)) {
            found_.push_back(std::move(cluster));
        }
    }

    // Nothing but keys, however they are nested; not in one column, which is a list of pages. Tool buttons are keys
    // where they flow into lines of their own: a field of pictures.
    void judge_inside(std::int32_t container, Flow flow) {
        const Inside& inside = inside_[container];
        std::uint32_t most = 0;  // in one of its parts
        each_child(tree_, container, [&](std::int32_t child) { most = std::max(most, inside_[child].keys); });
        const bool is_around_one = most >= search_.keys_least && inside.keys - most <= kOthersMax;
        if (inside.keys >= search_.keys_least && inside.columns >= 2 && !inside.has_others && !is_around_one &&
            (inside.may_be_line || flow == Flow::kWrap)) {
            found_.push_back({container, {}});
        }
    }

    const KeySearch& search_;
    const Tree& tree_;
    std::vector<Inside> inside_;  // by node, where buttons are searched
    std::vector<Cluster> found_;
};

}  // namespace

std::vector<Cluster> clusters_by_cells(const KeySearch& search) {
    return CellSearch(search).run();
}

}  // namespace silhouette::privacy::shape
