#include "sdk/adapters/qt/layout_walk.h"

#include <QBoxLayout>
#include <QDockWidget>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>

#include <algorithm>

#include "sdk/adapters/qt/arrangement_facts.h"
#include "sdk/adapters/qt/box_facts.h"
#include "sdk/adapters/qt/child_order.h"
#include "sdk/adapters/qt/visibility.h"

namespace silhouette::qt {
namespace {

// Of the UI thread, in one go.
constexpr std::chrono::microseconds kSliceMax{1000};
// An alignment.
constexpr std::uint8_t kStart = 1;
// Nodes between two looks at the clock.
constexpr std::size_t kNodesPerLook = 16;

}  // namespace

bool LayoutWalk::is_out_of_time() {
    return nodes_.size() % kNodesPerLook == 0 && std::chrono::steady_clock::now() > deadline_;
}

LayoutWalk::Told LayoutWalk::walk(QWidget& root, std::uint32_t view, Effort effort) {
    if (view == 0) {
        return Told::nothing;
    }
    nodes_.clear();
    nodes_.reserve(SIL_LAYOUT_NODES_MAX);
    is_cut_ = false;
    deadline_ = effort == Effort::whole ? std::chrono::steady_clock::time_point::max()
                                        : std::chrono::steady_clock::now() + kSliceMax;
    add_widget({}, root);
    // Another walk finds more time, but no more room.
    const bool is_full = nodes_.size() >= SIL_LAYOUT_NODES_MAX;
    if (is_cut_ && effort == Effort::slice && !is_full) {
        return Told::nothing;
    }
    sil_adapter_layout(view, nodes_.data(), static_cast<std::uint32_t>(nodes_.size()));
    return is_cut_ && is_full ? Told::part : Told::all;
}

std::int32_t LayoutWalk::add(const Above& above, const Element* element, QRect box, bool is_hidden) {
    if (nodes_.size() >= SIL_LAYOUT_NODES_MAX || is_cut_ || is_out_of_time()) {
        // What was not reached could decide the size of what was: everything above it is content.
        is_cut_ = true;
        for (std::int32_t at = above.node; at >= 0; at = nodes_[static_cast<std::size_t>(at)].parent) {
            nodes_[static_cast<std::size_t>(at)].flags |= SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
        }
        return -1;
    }
    sil_layout_node made{};
    made.element = element == nullptr ? 0 : element->number;
    made.parent = above.node;
    made.x = box.x() - above.origin.x();
    made.y = box.y() - above.origin.y();
    made.width = box.width();
    made.height = box.height();
    made.flags = is_hidden ? SIL_BOX_HIDDEN : 0;
    made.row_span = made.column_span = 1;
    nodes_.push_back(made);
    return static_cast<std::int32_t>(nodes_.size() - 1);
}

std::int32_t LayoutWalk::add_widget(const Above& above, QWidget& widget, bool is_hidden) {
    const bool is_root = above.node < 0;
    is_hidden = !is_root && (above.is_hidden || is_hidden);
    const Element& element = elements_.of(widget);
    const ClassFacts& facts = element.facts != nullptr ? *element.facts : facts_of(*widget.metaObject());
    const std::int32_t number = add(above, &element, is_root ? widget.rect() : widget.geometry(), is_hidden);
    if (number < 0) {
        return number;
    }
    const Above self{number, {}, is_hidden, &element};
    sil_layout_node facts_only{};
    set_box_facts(facts_only, widget, facts);
    node(self).flags = static_cast<std::uint16_t>(node(self).flags | facts_only.flags);
    node(self).policy_w = facts_only.policy_w;
    node(self).policy_h = facts_only.policy_h;
    fill_inside(self, widget, facts);
    return number;
}

void LayoutWalk::add_hint(std::int32_t number, const QWidget& widget) {
    if (number >= 0) {
        nodes_[static_cast<std::size_t>(number)].flags |= content_of_hint(widget, facts_of(*widget.metaObject()));
    }
}

void LayoutWalk::fill_inside(const Above& self, QWidget& widget, const ClassFacts& facts) {
    switch (facts.inside) {
        case Inside::nothing:
            return;
        case Inside::main_window:
            return fill_main_window(self, static_cast<QMainWindow&>(widget));
        case Inside::splitter: {
            auto& splitter = static_cast<QSplitter&>(widget);
            node(self).flow = splitter.orientation() == Qt::Horizontal ? SIL_FLOW_SPLIT_ROW : SIL_FLOW_SPLIT_COLUMN;
            node(self).spacing = small(splitter.handleWidth());
            set_margins(node(self), splitter.contentsMargins());
            for (int place = 0; place < splitter.count(); ++place) {
                const std::int32_t number = add_widget(self, *splitter.widget(place));
                if (number >= 0) {
                    add_hint(number, *splitter.widget(place));
                    sil_layout_node& made = nodes_[static_cast<std::size_t>(number)];
                    // What is folded away lies outside, as far as it is long.
                    if (made.x < 0 && made.y < 0) {
                        made.x = made.y = 0;
                    }
                    const QSizePolicy policy = splitter.widget(place)->sizePolicy();
                    made.stretch = small(splitter.orientation() == Qt::Horizontal ? policy.horizontalStretch()
                                                                                  : policy.verticalStretch());
                }
            }
            return;
        }
        case Inside::tabs:
            return fill_tabs(self, static_cast<QTabWidget&>(widget));
        case Inside::scroll: {
            auto& area = static_cast<QScrollArea&>(widget);
            node(self).flow = area.widgetResizable() ? SIL_FLOW_SCROLL : SIL_FLOW_FREE;
            if (QWidget* const content = area.widget()) {
                // In its own coordinates: where it is scrolled to is content.
                const std::int32_t number =
                    add_widget({self.node, content->pos(), self.is_hidden, self.element}, *content);
                add_hint(number, *content);
            }
            return;
        }
        case Inside::dock: {
            auto& dock = static_cast<QDockWidget&>(widget);
            node(self).flow = SIL_FLOW_COLUMN;
            for (QWidget* const part : {dock.titleBarWidget(), dock.widget()}) {
                if (part != nullptr && part->parentWidget() == &dock) {
                    add_widget(self, *part);
                }
            }
            return;
        }
        case Inside::tool_bar: {
            auto& bar = static_cast<QToolBar&>(widget);
            set_arrangement(node(self), *bar.layout());
            return fill_tool_bar(self, bar);
        }
        case Inside::menu_bar:
            return fill_actions(self, widget);
        case Inside::tab_bar:
            return fill_tab_bar(self, static_cast<QTabBar&>(widget));
        case Inside::headers:
            return fill_headers(self, widget);
        case Inside::free:
            return fill_children(self, widget);
        case Inside::by_layout:
            break;
    }
    if (QLayout* const layout = widget.layout()) {
        fill_layout(self, *layout);
    } else {
        fill_children(self, widget);
    }
}

void LayoutWalk::fill_layout(const Above& self, QLayout& layout) {
    set_arrangement(node(self), layout);
    const auto* const box = qobject_cast<const QBoxLayout*>(&layout);
    const bool is_backwards =
        box != nullptr && (box->direction() == QBoxLayout::RightToLeft || box->direction() == QBoxLayout::BottomToTop);
    node(self).flags |= is_backwards ? SIL_BOX_BACKWARDS : 0;
    // Pages stand upon each other, in no order: should the walk be cut off, then in those that are not shown.
    const auto* const stack = qobject_cast<const QStackedLayout*>(&layout);
    const int first = stack != nullptr ? std::max(layout.indexOf(stack->currentWidget()), 0) : 0;
    std::uint32_t layouts = 0;
    const int count = layout.count();
    for (int step = 0; step < count && !is_cut_; ++step) {
        const int place = is_backwards ? count - 1 - step : (first + step) % count;
        if (QLayoutItem* const item = layout.itemAt(place)) {
            fill_item(self, layout, *item, place, layouts);
        }
    }
}

void LayoutWalk::fill_item(const Above& self, QLayout& layout, QLayoutItem& item, int place, std::uint32_t& layouts) {
    std::int32_t number = -1;
    if (QWidget* const widget = item.widget()) {
        if (widget->isWindow()) {
            return;
        }
        const bool comes_and_goes = is_hidden_by_messages(layout, place);
        number = add_widget(self, *widget, is_item_hidden(*widget, comes_and_goes));
        node(self).flags |= comes_and_goes ? SIL_BOX_UNLAID : 0;
        if (node(self).flow == SIL_FLOW_STACK) {
            add_hint(number, *widget);
        }
    } else if (QLayout* const inner = item.layout()) {
        ++layouts;
        const Element& element = elements_.of_layout(*inner, *self.element, layouts);
        number = add(self, &element, inner->geometry(), self.is_hidden);
        if (number >= 0) {
            fill_layout({number, inner->geometry().topLeft(), self.is_hidden, &element}, *inner);
            const Qt::Orientations growing = inner->expandingDirections();
            nodes_[static_cast<std::size_t>(number)].policy_w = growing & Qt::Horizontal ? 4 : 2;
            nodes_[static_cast<std::size_t>(number)].policy_h = growing & Qt::Vertical ? 4 : 2;
        }
    } else if (const QSpacerItem* const spacer = item.spacerItem()) {
        number = add(self, nullptr, spacer->geometry(), self.is_hidden);
        if (number >= 0) {
            sil_layout_node& made = nodes_[static_cast<std::size_t>(number)];
            made.policy_w = policy_of(spacer->sizePolicy().horizontalPolicy());
            made.policy_h = policy_of(spacer->sizePolicy().verticalPolicy());
            made.flags |= (made.policy_w == 0 ? SIL_BOX_FIXED_W : 0) | (made.policy_h == 0 ? SIL_BOX_FIXED_H : 0);
        }
    }
    if (number >= 0) {
        sil_layout_node& made = nodes_[static_cast<std::size_t>(number)];
        made.align_w = horizontal_of(item.alignment());
        made.align_h = vertical_of(item.alignment());
        set_cell(made, layout, place);
    }
}

namespace {

// Whether one of the windows within it is maximised. Which one it is, is content: so all are told as that one.
bool is_filled_by_window(const QMdiArea& area) {
    const auto windows = area.subWindowList();
    return std::any_of(windows.begin(), windows.end(), [](const QMdiSubWindow* one) { return one->isMaximized(); });
}

}  // namespace

void LayoutWalk::fill_children(const Above& self, QWidget& widget) {
    QWidget* inside = &widget;
    bool is_filled = false;
    if (auto* const scrolled = qobject_cast<QAbstractScrollArea*>(&widget)) {
        inside = scrolled->viewport();
        if (const auto* const area = qobject_cast<const QMdiArea*>(&widget)) {
            // How large windows within a window are, and where they stand, is the user's affair; and their frames come
            // and go.
            node(self).flags |= SIL_BOX_UNLAID;
            is_filled = is_filled_by_window(*area);
        }
    }
    each_child_in_order(*inside, [&](QObject& child) {
        if (child.isWidgetType() && !static_cast<QWidget&>(child).isWindow()) {
            const std::int32_t number = add_widget(self, static_cast<QWidget&>(child));
            node(self).flow = SIL_FLOW_FREE;
            // A window within a window does not fill it.
            if (number >= 0 && !is_filled && qobject_cast<const QMdiSubWindow*>(&child) != nullptr) {
                nodes_[static_cast<std::size_t>(number)].align_w = kStart;
                nodes_[static_cast<std::size_t>(number)].align_h = kStart;
            }
        }
        return true;
    });
}

}  // namespace silhouette::qt
