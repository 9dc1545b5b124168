// What is on the screen: which windows are open, which views fill them, and where every element stands. Fed with the
// session's items in order; pictures, cursor and clicks are taken from it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "replay/arrange.h"
#include "replay/menus.h"
#include "replay/session.h"
#include "replay/window_tree.h"

namespace silhouette::replay {

// An element as it is drawn.
struct Drawn {
    std::uint32_t element = 0;
    std::uint32_t parent = 0;  // drawn element; 0: the stage
    Box box;                   // relative to the parent's box
    unsigned known = 0;        // bits 0-3: which of its numbers were told
    bool is_window = false;
    bool is_main = false;
};

class Stage {
  public:
    // `session` must outlive it.
    explicit Stage(const Session& session);

    // Applies navigations and layouts; a click only makes sure that its window is there. True when the picture may
    // have changed.
    bool apply(const Item& item);

    // When a menu opens or closes next, up to and with `until`.
    std::optional<std::int64_t> next_menu_change(std::int64_t until) const;
    // Brings the menus up to this time.
    void advance_menus(std::int64_t t_ms);

    // All elements, parents before children, the main window first.
    std::vector<Drawn> draw();

    // Box on the stage of the element, or of its nearest ancestor that was drawn, in the last draw(); empty when there
    // is neither. `exact` tells whether it is the element's own.
    std::optional<Box> find(std::uint32_t element, std::uint32_t window, std::uint32_t& drawn, bool& exact) const;

    // Where a menu that opens next belongs: the box that was clicked last.
    void set_anchor(const Box& box) { anchor_ = box; }

    // Size of the main window, and the largest of any window so far.
    Size extent() const { return extent_; }
    // Set what the stage measures, from extent() of a stage that has seen the whole session.
    void set_size(Size size) { size_ = size; }

  private:
    struct Window {
        std::vector<std::uint32_t> entered;  // views, in order
        std::vector<Node> nodes;             // arranged
        std::uint64_t raised = 0;            // the higher, the nearer to the viewer
        int x = 0, y = 0;
        bool open = false, arranged = false, placed = false;
    };

    Window& open_window(std::uint32_t number);
    std::uint32_t base_view(std::uint32_t window) const;
    Rows rows_of(std::uint32_t window) const;
    void arrange_window(std::uint32_t number, Window& window);
    void place_window(std::uint32_t number, Window& window);
    bool is_laid_out(std::uint32_t view) const;
    bool is_menu_view(std::uint32_t view) const;
    // By the menu's element.
    std::map<std::uint32_t, std::uint32_t> menu_views() const;
    void draw_menu(std::uint32_t view, std::vector<Drawn>& drawn);
    void add_drawn(const std::vector<Node>& nodes, int x, int y, bool is_main, std::vector<Drawn>& drawn);
    bool is_main(std::uint32_t window) const { return window == main_; }

    const Session& session_;
    const std::map<std::uint32_t, std::uint32_t> bases_;  // views by window
    Menus menus_;
    std::map<std::uint32_t, Rows> layouts_;                        // by view
    std::map<std::uint32_t, std::vector<std::uint32_t>> clicked_;  // elements by window, for views without layout
    std::set<std::uint32_t> laid_out_;                             // windows of which a layout is told at some time
    std::map<std::uint32_t, Window> windows_;
    std::map<std::uint32_t, std::int64_t> closed_;  // when windows closed
    std::map<std::uint32_t, Box> boxes_;            // on the stage, by element
    std::optional<Box> anchor_;
    std::uint32_t main_ = 0;
    std::uint64_t raises_ = 0;
    Size extent_, size_;
};

}  // namespace silhouette::replay
