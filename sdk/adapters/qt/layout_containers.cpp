// Containers of Qt that arrange their parts by themselves: main windows, tabs, menus, headers.
#include <QDockWidget>
#include <QHeaderView>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolBar>
#include <QTreeView>

#include <algorithm>

#include "sdk/adapters/qt/box_facts.h"
#include "sdk/adapters/qt/child_order.h"
#include "sdk/adapters/qt/layout_walk.h"

namespace silhouette::qt {
namespace {

// Areas of SIL_FLOW_WINDOW.
enum Area : std::uint8_t { top = 0, left = 1, centre = 2, right = 3, bottom = 4 };

Area area_of(Qt::ToolBarArea area) {
    return area == Qt::LeftToolBarArea     ? left
           : area == Qt::RightToolBarArea  ? right
           : area == Qt::BottomToolBarArea ? bottom
                                           : top;
}

Area area_of(Qt::DockWidgetArea area) {
    return area == Qt::LeftDockWidgetArea    ? left
           : area == Qt::RightDockWidgetArea ? right
           : area == Qt::TopDockWidgetArea   ? top
                                             : bottom;
}

constexpr std::uint8_t kFixed = 0;
constexpr std::uint8_t kExpanding = 4;

void take_off(QRect& rest, const sil_layout_node& bar) {
    switch (bar.row) {
        case top:
            rest.setTop(std::max(rest.top(), bar.y + bar.height));
            break;
        case left:
            rest.setLeft(std::max(rest.left(), bar.x + bar.width));
            break;
        case right:
            rest.setRight(std::min(rest.right(), bar.x - 1));
            break;
        default:
            rest.setBottom(std::min(rest.bottom(), bar.y - 1));
    }
}

}  // namespace

void LayoutWalk::fill_main_window(const Above& self, QMainWindow& window) {
    node(self).flow = SIL_FLOW_WINDOW;
    const auto add_to = [&](QWidget* part, Area area, std::uint8_t line) {
        if (part == nullptr || part->isWindow() || part->parentWidget() != &window) {
            return;
        }
        const std::int32_t number = add_widget(self, *part);
        if (number >= 0) {
            nodes_[static_cast<std::size_t>(number)].row = area;
            nodes_[static_cast<std::size_t>(number)].column = line;
        }
    };
    add_to(window.menuWidget(), top, 0);
    std::uint8_t line = 1;
    // In the order in which they were seen first, whatever the user has moved since. Behind those of a main window
    // around this one.
    const std::size_t first = bars_.size();
    each_child_in_order(window, [&](QObject& child) {
        if (qobject_cast<QToolBar*>(&child) != nullptr || qobject_cast<QDockWidget*>(&child) != nullptr) {
            auto& bar = static_cast<QWidget&>(child);
            bars_.emplace_back(elements_.of(bar).number, &bar);
        }
        return true;
    });
    const std::size_t end = bars_.size();
    std::sort(bars_.begin() + static_cast<std::ptrdiff_t>(first), bars_.end());
    for (std::size_t place = first; place < end; ++place) {
        if (auto* const bar = qobject_cast<QToolBar*>(bars_[place].second)) {
            line = window.toolBarBreak(bar) && line < 255 ? static_cast<std::uint8_t>(line + 1) : line;
            add_to(bar, area_of(window.toolBarArea(bar)), line);
        }
    }
    for (std::size_t place = first; place < end; ++place) {
        if (auto* const dock = qobject_cast<QDockWidget*>(bars_[place].second)) {
            add_to(dock, area_of(window.dockWidgetArea(dock)), static_cast<std::uint8_t>(line < 255 ? line + 1 : line));
        }
    }
    bars_.resize(first);
    // QMainWindow::statusBar() would make one. Before the centre, in which a walk that runs out of time may end.
    for (QObject* child : window.children()) {
        if (auto* const bar = qobject_cast<QStatusBar*>(child)) {
            add_to(bar, bottom, 255);
        }
    }
    add_to(window.centralWidget(), centre, 0);
    place_centre(self, window);
}

// A centre that the bars leave no room for is moved out of the window, as far as it is long. It is told between them;
// and of what is in it, which stands as it did when there was room last, no number is where that was another width.
void LayoutWalk::place_centre(const Above& self, const QMainWindow& window) {
    QRect rest = window.rect();
    sil_layout_node* centre_node = nullptr;
    for (auto part = static_cast<std::size_t>(self.node) + 1; part < nodes_.size(); ++part) {
        sil_layout_node& made = nodes_[part];
        if (made.parent != self.node) {
            continue;
        }
        if (made.row == centre) {
            centre_node = &made;
        } else if ((made.flags & SIL_BOX_HIDDEN) == 0 && made.x >= 0 && made.y >= 0) {
            take_off(rest, made);
        }
    }
    if (centre_node != nullptr && centre_node->x < 0 && centre_node->y < 0) {
        if (centre_node->width != rest.width()) {
            centre_node->flags |= SIL_BOX_UNLAID;
        }
        centre_node->x = rest.x();
        centre_node->y = rest.y();
        centre_node->width = rest.width();
        centre_node->height = rest.height();
    }
}

void LayoutWalk::fill_tabs(const Above& self, QTabWidget& tabs) {
    const QTabWidget::TabPosition place = tabs.tabPosition();
    const bool is_beside = place == QTabWidget::West || place == QTabWidget::East;
    // The left is the left, whichever way the tabs read; the row begins at the right where they read from there.
    const bool is_bar_before = place == QTabWidget::North || place == QTabWidget::West;
    const bool is_bar_first = is_bar_before != (is_beside && tabs.isRightToLeft());
    node(self).flow = is_beside ? SIL_FLOW_ROW : SIL_FLOW_COLUMN;
    QWidget* const stack = tabs.count() > 0 ? tabs.widget(0)->parentWidget() : nullptr;
    for (QWidget* const part : {is_bar_first ? static_cast<QWidget*>(tabs.tabBar()) : stack,
                                is_bar_first ? stack : static_cast<QWidget*>(tabs.tabBar())}) {
        if (part == nullptr) {
            continue;
        }
        const std::int32_t number = add_widget(self, *part);
        if (number < 0) {
            return;
        }
        // The tab widget gives the bar what it asks for, and the pages the rest.
        sil_layout_node& made = nodes_[static_cast<std::size_t>(number)];
        if (part == stack) {
            made.policy_w = made.policy_h = kExpanding;
        } else if (is_beside) {
            made.policy_w = kFixed;
        } else {
            made.policy_h = kFixed;
        }
    }
}

void LayoutWalk::fill_tab_bar(const Above& self, QTabBar& bar) {
    constexpr std::uint16_t kContent = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
    node(self).flow = is_along_height(bar) ? SIL_FLOW_COLUMN : SIL_FLOW_ROW;
    if (has_dynamic_tabs(bar)) {
        node(self).flags |= SIL_BOX_CLOSABLE_TABS;
        return;
    }
    // Along the bar each tab is as long as its text; across, all are as the bar.
    const auto content = static_cast<std::uint16_t>(
        (node(self).flow == SIL_FLOW_ROW ? SIL_BOX_CONTENT_W : SIL_BOX_CONTENT_H) | (node(self).flags & kContent));
    for (int index = 0; index < bar.count(); ++index) {
        const Element* const element = &elements_.of_tab(bar, index);
        const std::int32_t number = add(self, element, bar.tabRect(index), self.is_hidden);
        if (number < 0) {
            return;
        }
        nodes_[static_cast<std::size_t>(number)].flags |= content;
    }
}

void LayoutWalk::fill_actions(const Above& self, QWidget& bar) {
    auto* const menu = qobject_cast<QMenu*>(&bar);
    auto* const menu_bar = qobject_cast<QMenuBar*>(&bar);
    if (menu == nullptr && menu_bar == nullptr) {
        return;
    }
    node(self).flow = menu != nullptr ? SIL_FLOW_COLUMN : SIL_FLOW_ROW;
    const auto actions = bar.actions();
    for (QAction* action : actions) {
        if (!action->isVisible()) {
            continue;
        }
        const Element* const element = &elements_.of_action(bar, *action);
        const QRect box = self.is_hidden    ? QRect()
                          : menu != nullptr ? menu->actionGeometry(action)
                                            : menu_bar->actionGeometry(action);
        const std::int32_t number = add(self, element, box, self.is_hidden);
        if (number < 0) {
            return;
        }
        // In a menu an entry is as high as its font and picture, or the widget that an app puts in its place; a line
        // between entries is as wide as these.
        nodes_[static_cast<std::size_t>(number)].flags |=
            menu != nullptr ? std::uint16_t{SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H} : std::uint16_t{SIL_BOX_CONTENT_W};
    }
}

// That there is a header, and which way it runs; its columns are content, and so is its size.
void LayoutWalk::fill_headers(const Above& self, QWidget& view) {
    auto* const table = qobject_cast<QTableView*>(&view);
    auto* const tree = qobject_cast<QTreeView*>(&view);
    QHeaderView* const across = table != nullptr  ? table->horizontalHeader()
                                : tree != nullptr ? tree->header()
                                                  : nullptr;
    QHeaderView* const down = table != nullptr ? table->verticalHeader() : nullptr;
    for (QHeaderView* const header : {across, down}) {
        if (header == nullptr || header->parentWidget() != &view) {
            continue;
        }
        const std::int32_t number = add_widget(self, *header);
        if (number < 0) {
            return;
        }
        sil_layout_node& made = nodes_[static_cast<std::size_t>(number)];
        made.flow = header == across ? SIL_FLOW_ROW : SIL_FLOW_COLUMN;
        made.flags |= SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
        made.flags &= static_cast<std::uint16_t>(~(SIL_BOX_FIXED_W | SIL_BOX_FIXED_H));
        node(self).flow = SIL_FLOW_FREE;
    }
}

}  // namespace silhouette::qt
