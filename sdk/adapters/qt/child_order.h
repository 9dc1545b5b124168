// In which order a widget's children stand. Qt's own list of them changes as they are raised and lowered, and content
// may do that: a main window lowers docks that it has no room for, an area of windows raises the one that is active.
#pragma once

#include <QLayout>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QVarLengthArray>

#include <algorithm>

namespace silhouette::qt {

// Calls `visit` with each child of `parent` until it says false. First come the parts of a main window, as its layout
// has them, and windows within a window, as they were made.
template <typename Function>
void each_child_in_order(const QObject& parent, Function&& visit) {
    if (parent.children().isEmpty()) {
        return;  // most have none, and to ask for a class takes its time
    }
    QVarLengthArray<QObject*, 64> first;
    const auto* const window = qobject_cast<const QMainWindow*>(&parent);
    QLayout* const layout = window != nullptr ? window->layout() : nullptr;
    const auto* const area = qobject_cast<const QMdiArea*>(parent.parent());
    if (layout != nullptr) {
        for (int place = 0; QLayoutItem* const item = layout->itemAt(place); ++place) {
            QWidget* const part = item->widget();
            if (part != nullptr && part->parent() == &parent) {
                first.append(part);
            }
        }
    } else if (area != nullptr && area->viewport() == &parent) {
        const auto windows = area->subWindowList(QMdiArea::CreationOrder);
        for (QMdiSubWindow* const one : windows) {
            first.append(one);
        }
    }
    for (QObject* const child : first) {
        if (!visit(*child)) {
            return;
        }
    }
    // A main window's layout takes as long to find one as it has parts, and to ask it of each child would freeze a
    // window of some hundred docks.
    std::sort(first.begin(), first.end());
    for (QObject* const child : parent.children()) {
        if (!std::binary_search(first.begin(), first.end(), child) && !visit(*child)) {
            return;
        }
    }
}

}  // namespace silhouette::qt
