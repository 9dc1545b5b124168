// Arranges one tree: first what every element would like to have, from the leaves up (measure.cpp), then where it
// stands, from the root down (place_*.cpp). Elements are named by their index among the nodes. Kept by arrange(); lives
// no longer than the nodes do.
#pragma once

#include <vector>

#include "replay/line.h"
#include "replay/placement.h"
#include "replay/usual_sizes.h"

namespace silhouette::replay {

class Arrangement {
  public:
    // Measures. A parent that does not stand before its child is put right.
    explicit Arrangement(std::vector<Node>& nodes);

    Size wanted(int i) const { return details(i).wanted; }
    void place_all(Size root);

  private:
    struct Details {
        Size wanted;
        bool grows[2] = {false, false};     // takes what is left over before others do
        bool may_grow[2] = {false, false};  // takes it where nothing grows
        v1::Flow flow = v1::FLOW_NONE;
        Margins margins;
        int spacing = 0;
    };

    Node& node(int i) { return nodes_[static_cast<std::size_t>(i)]; }
    const Node& node(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
    const Details& details(int i) const { return details_[static_cast<std::size_t>(i)]; }
    const std::vector<int>& children(int i) const { return children_[static_cast<std::size_t>(i)]; }

    void measure(int i);
    Size measure_inside(int i) const;
    // Tool bars at a window's side run down.
    bool is_side_bar(int i) const;
    // As its role usually has it where it stands; in a tool bar as one of its like there was told to have.
    Size usual_size_of(int i) const;
    // Whether it stands among labels, as the fields of a form do.
    bool is_field(int i) const;
    // Whether it stands in a tool bar or status bar, which leave no margins.
    bool is_in_bar(int i) const;
    void find_growth(int i, Axis axis);
    Part part_of(int child, Axis axis) const;
    // Rows or columns of a grid or form.
    std::vector<Part> tracks_of(int i, Axis axis) const;
    // Spacers are no elements: what they push is told as aligned.
    bool holds_spacer(int i, Axis axis) const;
    // The rows or columns of a grid that spacers stand in.
    void let_spacers_grow(int i, Axis axis, std::vector<Part>& tracks) const;
    // Margins are alike on both sides: where a child's place tells one of them, it tells the other.
    Margins margins_of(int i) const;
    // The place inside the margins, relative to the element's own box.
    Box inside_of(int i) const;

    void place_children(int i);
    // One child within a stretch of its own along one axis: told numbers first, then policy and alignment.
    void place_across(int child, Axis axis, int at, int length);
    void put(int child, Axis axis, const Part& part);

    void place_line(int i, const std::vector<int>& line, Axis axis, Box inside);
    // Where nothing asks for what is left over, all share it that may grow.
    void let_all_grow(const std::vector<int>& line, std::vector<Part>& parts, Axis axis) const;
    bool is_list_like(int i) const;
    // Beside what grows: controls, and what holds nothing but such.
    bool keeps_its_length(int i, Axis axis) const;
    // A list beside content takes a quarter; else all that may grow share alike.
    void share_split(const std::vector<int>& line, std::vector<Part>& parts, Axis axis,
                     const std::vector<bool>& stretched);
    void place_wrapped(const std::vector<int>& line, Box inside, int spacing);
    void place_tabs(const std::vector<int>& line, Box inside);
    // Views keep their headers and scroll bars at their edges; the rest has what remains.
    void place_edges(std::vector<int>& line, Box& inside);

    void place_grid(int i, Box inside);
    // Rows or columns of which nothing asks for space share it where all their elements may grow.
    void let_tracks_grow(int i, Axis axis, std::vector<Part>& tracks) const;

    void place_window(int i, Box inside);
    void place_bars(const std::vector<int>& bars, Box row);
    void place_middle(const std::vector<int>& left, const std::vector<int>& centre, const std::vector<int>& right,
                      Box row);

    std::vector<Node>& nodes_;
    std::vector<std::vector<int>> children_;
    std::vector<Details> details_;
};

}  // namespace silhouette::replay
