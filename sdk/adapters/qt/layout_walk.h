// The layout of a window: boxes, how they are arranged, and the facts that the recorder's rules need. What of it may be
// told, the recorder decides.
#pragma once

#include <QWidget>

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/elements.h"

class QGridLayout;
class QLayout;
class QLayoutItem;
class QMainWindow;
class QTabWidget;
class QToolBar;

namespace silhouette::qt {

// UI thread. Keeps one buffer; allocates nothing once it has its size and all elements have been seen, but the list
// that Qt makes of windows within a window.
//
// Facts come from classes and policies, never from texts, and hidden children are told as well: what a rule decides
// must not change with what is shown.
class LayoutWalk {
  public:
    enum class Effort : std::uint8_t {
        slice,       // at most 1 ms; when that is not enough nothing is told, and the next walk has less to see first
        last_slice,  // at most 1 ms; containers that were not reached are told as content
        whole        // as long as it takes
    };
    // Of a window with more than SIL_LAYOUT_NODES_MAX nodes, never more than a part; of each stack of pages the current
    // one is in it first. For want of time only: all, with what was not reached as content.
    enum class Told : std::uint8_t { nothing, part, all };

    explicit LayoutWalk(Elements& elements) : elements_(elements) {}

    // Tells the layout of all that is in `root` (a window or menu) as that of `view`.
    Told walk(QWidget& root, std::uint32_t view, Effort effort);

  private:
    // A node that is being filled: its children come after it.
    struct Above {
        std::int32_t node = -1;
        QPoint origin;  // of its box, in the coordinates of the children's parent widget
        bool is_hidden = false;
        const Element* element = nullptr;
    };

    sil_layout_node& node(const Above& place) { return nodes_[static_cast<std::size_t>(place.node)]; }
    // A new node below `above`; its number, or -1 when there is no room or time: then `above` is told as content.
    // `element`: null for a spacer.
    std::int32_t add(const Above& above, const Element* element, QRect box, bool is_hidden);
    std::int32_t add_widget(const Above& above, QWidget& widget) {
        return add_widget(above, widget, widget.isHidden());
    }
    std::int32_t add_widget(const Above& above, QWidget& widget, bool is_hidden);

    // That the container asks for the size that its child would like to have, whatever the program set.
    void add_hint(std::int32_t number, const QWidget& widget);
    void fill_inside(const Above& self, QWidget& widget, const ClassFacts& facts);
    void fill_layout(const Above& self, QLayout& layout);
    // `layouts`: how many of the items before are layouts.
    void fill_item(const Above& self, QLayout& layout, QLayoutItem& item, int place, std::uint32_t& layouts);
    void fill_children(const Above& self, QWidget& widget);
    void fill_tool_bar(const Above& self, QToolBar& bar);
    void fill_main_window(const Above& self, QMainWindow& window);
    void place_centre(const Above& self, const QMainWindow& window);
    void fill_tabs(const Above& self, QTabWidget& tabs);
    void fill_tab_bar(const Above& self, QTabBar& bar);
    void fill_actions(const Above& self, QWidget& bar);
    void fill_headers(const Above& self, QWidget& view);

    bool is_out_of_time();

    Elements& elements_;
    std::vector<sil_layout_node> nodes_;
    // Bars and docks of the main windows that are being filled, with their elements' numbers.
    std::vector<std::pair<std::uint32_t, QWidget*>> bars_;
    std::chrono::steady_clock::time_point deadline_;
    bool is_cut_ = false;
};

}  // namespace silhouette::qt
