// In which order a widget's children stand. Qt's own list of them changes as they are raised and lowered, and content
// may do that: a main window lowers docks that it has no room for, an area of windows raises the one that is active.
#pragma once

#include <QLayout>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>

namespace silhouette::qt {

// Calls `visit` with each child of `parent` until it says false. First come the parts of a main window, as its layout
// has them, and windows within a window, as they were made.
template <typename Function>
void each_child_in_order(const QObject& parent, Function&& visit) {
    const auto* const window = qobject_cast<const QMainWindow*>(&parent);
    QLayout* const layout = window != nullptr ? window->layout() : nullptr;
    const auto* const area = qobject_cast<const QMdiArea*>(parent.parent());
    const bool has_windows = area != nullptr && area->viewport() == &parent;
    if (layout != nullptr) {
        for (int place = 0; QLayoutItem* const item = layout->itemAt(place); ++place) {
            QWidget* const part = item->widget();
            if (part != nullptr && part->parent() == &parent && !visit(static_cast<QObject&>(*part))) {
                return;
            }
        }
    }
    if (has_windows) {
        const auto windows = area->subWindowList(QMdiArea::CreationOrder);
        for (QMdiSubWindow* const one : windows) {
            if (!visit(static_cast<QObject&>(*one))) {
                return;
            }
        }
    }
    const auto was_visited = [&](QObject& child) {
        auto* const widget = child.isWidgetType() ? static_cast<QWidget*>(&child) : nullptr;
        return widget != nullptr && ((layout != nullptr && layout->indexOf(widget) >= 0) ||
                                     (has_windows && qobject_cast<QMdiSubWindow*>(widget) != nullptr));
    };
    for (QObject* const child : parent.children()) {
        if (!was_visited(*child) && !visit(*child)) {
            return;
        }
    }
}

}  // namespace silhouette::qt
