#include "sdk/adapters/qt/press.h"

#include <QApplication>
#include <QMdiSubWindow>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>

#include "sdk/adapters/qt/compatibility.h"

namespace silhouette::qt {
namespace {

std::int32_t thousandths(int at, int size) {
    return at < 0 || at >= size ? SIL_NO_POINT : static_cast<std::int32_t>(std::int64_t{at} * 1000 / size);
}

// A window within a window may be made as large as there is room by the press that gives it the focus, before anybody
// hears of that press: what was pressed is longer then than what the user saw.
bool is_resized_by_press(const QWidget& receiver) {
    for (const QWidget* at = &receiver; at != nullptr && !at->isWindow(); at = at->parentWidget()) {
        if (qobject_cast<const QMdiSubWindow*>(at) != nullptr) {
            return true;
        }
    }
    return false;
}

Target in_box(const QWidget& receiver, const Element& element, QRect box, QPoint at) {
    Target target{element.number};
    if (has_place(element) && box.contains(at) && !is_resized_by_press(receiver)) {
        target.x = thousandths(at.x() - box.x(), box.width());
        target.y = thousandths(at.y() - box.y(), box.height());
    }
    return target;
}

// The menu or menu bar, other than `beside`, that is open under the point. Qt hands presses to the innermost popup
// first, and that to them.
QMenu* open_menu_at(QPoint global, const QMenu& beside) {
    const auto all = QApplication::topLevelWidgets();
    for (QWidget* widget : all) {
        if (widget != &beside && widget->isVisible() && widget->geometry().contains(global)) {
            if (auto* menu = qobject_cast<QMenu*>(widget)) {
                return menu;
            }
        }
    }
    return nullptr;
}

}  // namespace

Target Presses::in_action(QWidget& bar, QAction& action, QRect box, QPoint at) {
    return in_box(bar, elements_.of_action(bar, action), box, at);
}

bool Presses::pressed_beside_menu(QMenu& menu, QPoint global, Target& target) {
    if (QMenu* const other = open_menu_at(global, menu)) {
        is_pressed_in_menu_ = true;
        target = {elements_.of(*other).number};
        return other->actionAt(other->mapFromGlobal(global)) == nullptr;
    }
    if (auto* const bar = qobject_cast<QMenuBar*>(QApplication::widgetAt(global))) {
        const QPoint at = bar->mapFromGlobal(global);
        if (QAction* const action = bar->actionAt(at)) {
            target = in_action(*bar, *action, bar->actionGeometry(action), at);
            return true;
        }
    }
    target = {elements_.of(menu).number};
    return true;
}

bool Presses::pressed(QWidget& receiver, const QMouseEvent& event, Target& target) {
    const Element& element = elements_.of(receiver);
    const QPoint at = position(event);
    is_pressed_in_menu_ = false;
    if (element.facts == nullptr || element.facts->kind == Kind::plain) {
        last_press_ = global_position(event);
        target = in_box(receiver, element, receiver.rect(), at);
        return true;
    }
    if (element.facts->kind == Kind::menu) {
        auto& menu = static_cast<QMenu&>(receiver);
        if (!menu.rect().contains(at)) {
            last_press_ = global_position(event);
            return pressed_beside_menu(menu, last_press_, target);
        }
        is_pressed_in_menu_ = true;
        target = {element.number};
        return menu.actionAt(at) == nullptr;
    }
    last_press_ = global_position(event);
    if (element.facts->kind == Kind::menu_bar) {
        auto& bar = static_cast<QMenuBar&>(receiver);
        QAction* const action = bar.actionAt(at);
        target = action != nullptr ? in_action(bar, *action, bar.actionGeometry(action), at)
                                   : in_box(bar, element, bar.rect(), at);
        return true;
    }
    if (element.facts->kind == Kind::tab_bar) {
        auto& bar = static_cast<QTabBar&>(receiver);
        const int index = bar.tabAt(at);
        const Element& tab = elements_.of_tab(bar, index);
        target = &tab == &element ? Target{element.number} : in_box(bar, tab, bar.tabRect(index), at);
        return true;
    }
    QWidget& area = without_viewport(receiver);
    target = in_box(area, element, area.rect(), &area == &receiver ? at : receiver.mapTo(&area, at));
    return true;
}

bool Presses::released(QWidget& receiver, const QMouseEvent& event, Target& target) {
    auto* menu = qobject_cast<QMenu*>(&receiver);
    if (menu == nullptr) {
        return false;
    }
    const QPoint global = global_position(event);
    // The release that belongs to the press which opened the menu is none, as for Qt itself.
    if (!is_pressed_in_menu_ && (global - last_press_).manhattanLength() <= QApplication::startDragDistance()) {
        return false;
    }
    QPoint at = position(event);
    if (!menu->rect().contains(at)) {
        menu = open_menu_at(global, *menu);
        if (menu == nullptr) {
            return false;
        }
        at = menu->mapFromGlobal(global);
    }
    QAction* const action = menu->actionAt(at);
    if (action == nullptr) {
        return false;
    }
    target = in_action(*menu, *action, menu->actionGeometry(action), at);
    return true;
}

}  // namespace silhouette::qt
