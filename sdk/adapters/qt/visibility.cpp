#include "sdk/adapters/qt/visibility.h"

#include <QLayoutItem>
#include <QSizeGrip>
#include <QStatusBar>

namespace silhouette::qt {
namespace {

// A status bar shows its grip no sooner than itself, which follows content where it lies in a tool bar without room.
bool is_grip_of_bar(const QWidget& widget) {
    return qobject_cast<const QSizeGrip*>(&widget) != nullptr &&
           qobject_cast<const QStatusBar*>(widget.parentWidget()) != nullptr;
}

// Later it is hidden only where the window, or the window within a window, can not be made bigger.
bool is_grip_hidden(const QWidget& grip) {
    const QWidget* window = &grip;
    while (!window->isWindow() && window->windowType() != Qt::SubWindow && window->parentWidget() != nullptr) {
        window = window->parentWidget();
    }
    return window->isMaximized() || window->isFullScreen();
}

}  // namespace

bool is_hidden_by_program(const QWidget& widget) {
    return widget.isHidden() && widget.testAttribute(Qt::WA_WState_ExplicitShowHide);
}

bool is_hidden_by_messages(const QLayout& layout, int place) {
    if (qobject_cast<const QStatusBar*>(layout.parentWidget()) == nullptr) {
        return false;
    }
    for (int behind = place + 1; behind < layout.count(); ++behind) {
        QLayoutItem* const item = layout.itemAt(behind);
        if (item->spacerItem() != nullptr && (item->expandingDirections() & Qt::Horizontal) != 0) {
            return true;
        }
    }
    return false;
}

bool is_item_hidden(const QWidget& widget, bool by_messages) {
    if (is_grip_of_bar(widget)) {
        return is_grip_hidden(widget);
    }
    // The bar hides without saying so to the widget.
    return by_messages ? is_hidden_by_program(widget) : widget.isHidden();
}

}  // namespace silhouette::qt
