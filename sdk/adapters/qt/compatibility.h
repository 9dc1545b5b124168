// What Qt 5.15 and Qt 6 call by different names.
#pragma once

#include <QAction>
#include <QMouseEvent>
#include <QWidget>

#include <silhouette/adapter.h>

namespace silhouette::qt {

inline QPoint position(const QMouseEvent& event) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    return event.position().toPoint();
#else
    return event.pos();
#endif
}

inline QPoint global_position(const QMouseEvent& event) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    return event.globalPosition().toPoint();
#else
    return event.globalPos();
#endif
}

inline sil_trigger trigger_of(const QMouseEvent& event) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    switch (event.pointerType()) {
        case QPointingDevice::PointerType::Finger:
            return SIL_TRIGGER_TOUCH;
        case QPointingDevice::PointerType::Pen:
        case QPointingDevice::PointerType::Eraser:
            return SIL_TRIGGER_PEN;
        default:
            return SIL_TRIGGER_MOUSE;
    }
#else
    // Qt 5 does not say what a mouse event was made from: a pen is told as touch.
    return event.source() == Qt::MouseEventNotSynthesized ? SIL_TRIGGER_MOUSE : SIL_TRIGGER_TOUCH;
#endif
}

// The first menu, menu bar, tool bar or button that shows the action, of those that is_wanted(QWidget&); null when none
// does.
template <typename Wanted>
QWidget* first_place_of(const QAction& action, Wanted is_wanted) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    const auto places = action.associatedObjects();
#else
    const auto places = action.associatedWidgets();
#endif
    for (QObject* place : places) {
        if (place->isWidgetType() && is_wanted(static_cast<QWidget&>(*place))) {
            return static_cast<QWidget*>(place);
        }
    }
    return nullptr;
}

inline QWidget* first_place_of(const QAction& action) {
    return first_place_of(action, [](QWidget&) { return true; });
}

}  // namespace silhouette::qt
