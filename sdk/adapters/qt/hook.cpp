#include "sdk/adapters/qt/hook.h"

#include <QApplication>
#include <QDockWidget>
#include <QDynamicPropertyChangeEvent>
#include <QShortcutEvent>
#include <QTimerEvent>

#include "sdk/adapters/qt/compatibility.h"

namespace silhouette::qt {
namespace {

// After a click or a new view: long enough for what it caused to have found its place.
constexpr int kWalkAfterMs = 150;
// Walks take at most 1/200 of the UI thread's time.
constexpr int kRestFactor = 200;
// Unfinished walks in a row, each of which leaves less to see for the first time. Then what is known is told.
constexpr std::int8_t kCutWalksMax = 5;

sil_button button_of(Qt::MouseButton button) {
    switch (button) {
        case Qt::LeftButton:
            return SIL_BUTTON_PRIMARY;
        case Qt::RightButton:
            return SIL_BUTTON_SECONDARY;
        case Qt::MiddleButton:
            return SIL_BUTTON_MIDDLE;
        default:
            return SIL_BUTTON_OTHER;
    }
}

}  // namespace

Hook::Hook(QObject& application)
    : application_(&application),
      activations_(*this),
      elements_(
          [](void* activations, QAbstractButton& button) { static_cast<Activations*>(activations)->listen(button); },
          &activations_),
      windows_(elements_),
      presses_(elements_),
      layout_walk_(elements_) {}

Hook::~Hook() {
    switch_now(false);
}

void Hook::switch_from_any_thread(bool on) {
    QMetaObject::invokeMethod(
        this, [this, on] { switch_now(on); }, Qt::QueuedConnection);
}

void Hook::switch_now(bool on) {
    if (on == is_installed_ || application_.isNull()) {
        return;
    }
    is_installed_ = on;
    if (on) {
        application_->installEventFilter(this);
        try {
            is_open();
        } catch (...) {
            switch_now(false);  // no memory: rather no hook than a broken host
        }
    } else {
        application_->removeEventFilter(this);
        generation_ = 0;
        forget();
    }
}

void Hook::forget() {
    settle_.stop();
    walk_.stop();
    activations_.forget();
    windows_.forget();
    elements_.forget();
    cut_walks_ = 0;
    is_forgetful_ = false;
}

bool Hook::begin(std::uint32_t generation) {
    forget();
    generation_ = generation;
    if (generation == 0) {
        return false;
    }
    windows_.enter_all();
    walk_soon();
    return true;
}

bool Hook::eventFilter(QObject* object, QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonDblClick:
        case QEvent::MouseButtonRelease:
        case QEvent::KeyPress:
        case QEvent::KeyRelease:
        case QEvent::ShortcutOverride:
        case QEvent::Shortcut:
        case QEvent::Show:
        case QEvent::Hide:
        case QEvent::WindowActivate:
        case QEvent::DynamicPropertyChange:
            break;
        default:
            return false;
    }
    try {
        if (is_open()) {
            handle(*object, *event);
        }
    } catch (...) {
        switch_now(false);  // no memory: rather no hook than a broken host
    }
    return false;
}

void Hook::handle(QObject& object, QEvent& event) {
    QWidget* const widget = object.isWidgetType() ? static_cast<QWidget*>(&object) : nullptr;
    switch (event.type()) {
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonDblClick:
            if (widget != nullptr && event.spontaneous()) {
                press(*widget, static_cast<QMouseEvent&>(event));
            }
            break;
        case QEvent::MouseButtonRelease:
            if (widget != nullptr && event.spontaneous()) {
                release(*widget, static_cast<QMouseEvent&>(event));
            }
            break;
        case QEvent::KeyPress:
            // Only that the keyboard is in use, and where. The key is not looked at.
            if (widget == nullptr) {
                activations_.keyboard_seen();
            } else if (event.spontaneous()) {
                activations_.keyboard_seen_by(*widget);
            } else {
                activations_.keyboard_handed_on(*widget);
            }
            break;
        case QEvent::ShortcutOverride:
            if (widget != nullptr) {
                activations_.keyboard_offered(*widget);
            }
            break;
        case QEvent::KeyRelease:
            activations_.keyboard_seen();
            break;
        case QEvent::Shortcut:
            if (widget != nullptr) {
                activations_.keyboard_seen_by(*widget);
                break;
            }
            activations_.shortcut_seen();
            if (auto* action = qobject_cast<QAction*>(&object);
                action != nullptr && !static_cast<QShortcutEvent&>(event).isAmbiguous()) {
                shortcut(*action);
            }
            break;
        case QEvent::Show:
            if (widget != nullptr && !event.spontaneous()) {
                shown(*widget);
            }
            break;
        case QEvent::Hide:
            if (widget != nullptr && !event.spontaneous()) {
                hidden(*widget);
            }
            break;
        case QEvent::WindowActivate:
            if (widget != nullptr && widget->isWindow() && widget->isVisible()) {
                windows_.activated(*widget);
            }
            break;
        case QEvent::DynamicPropertyChange:
            if (widget != nullptr &&
                static_cast<QDynamicPropertyChangeEvent&>(event).propertyName() == "silhouettePrivate") {
                regions_changed();
            }
            break;
        default:
            break;
    }
}

void Hook::press(QWidget& receiver, const QMouseEvent& event) {
    activations_.pointer_seen();
    Target target;
    if (presses_.pressed(receiver, event, target)) {
        click(receiver, target, button_of(event.button()), event.type() == QEvent::MouseButtonDblClick ? 2 : 1,
              trigger_of(event));
    }
}

void Hook::release(QWidget& receiver, const QMouseEvent& event) {
    activations_.pointer_seen();
    Target target;
    if (presses_.released(receiver, event, target)) {
        click(receiver, target, button_of(event.button()), 1, trigger_of(event));
    }
}

void Hook::click(QWidget& place, const Target& target, sil_button button, std::uint32_t count, sil_trigger trigger) {
    Window* const window = windows_.of(place);
    if (window == nullptr) {
        return;
    }
    // The recorder knows a keypad by its layout: it has to have it before the first click there.
    if (window->walked_view != window->view) {
        walk(*window, LayoutWalk::Effort::whole);
    }
    sil_adapter_click(target.element, window->view, button, count, trigger, target.x, target.y);
    window->is_walk_due = true;
    walk_soon();
}

template <typename FindElement>
void Hook::click_by_keyboard(QWidget& place, FindElement find) {
    try {
        if (is_open()) {
            click(place, {find().number}, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_KEYBOARD);
        }
    } catch (...) {
        switch_now(false);  // no memory: rather no hook than a broken host
    }
}

void Hook::activated(QWidget& control) {
    click_by_keyboard(control, [&]() -> Element& { return elements_.of(control); });
}

void Hook::activated(QWidget& place, QAction& entry) {
    click_by_keyboard(place, [&]() -> Element& { return elements_.of_action(place, entry); });
}

void Hook::activated(QTabBar& bar, int tab) {
    click_by_keyboard(bar, [&]() -> Element& { return elements_.of_tab(bar, tab); });
}

void Hook::shortcut(QAction& action) {
    QWidget* place = first_place_of(action);
    if (place == nullptr) {
        place = QApplication::activeWindow();
    }
    if (place != nullptr && action.isEnabled()) {
        click(*place, {elements_.of_action(*place, action).number}, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_KEYBOARD);
    }
}

void Hook::shown(QWidget& widget) {
    if (widget.isWindow()) {
        activations_.shown(widget);
        is_first_again_due_ = true;
        settle_soon();
        if (is_told_window(widget)) {
            windows_.shown(widget);
            walk_soon();
        }
    } else if (is_page(widget)) {
        if (windows_.page_changed(widget)) {
            settle_soon();
        }
    } else if (qobject_cast<QDockWidget*>(&widget) != nullptr) {
        windows_.walk_due(widget);
        walk_soon();
    }
}

void Hook::hidden(QWidget& widget) {
    if (widget.isWindow()) {
        activations_.hidden(widget);
        windows_.hidden(widget);
    } else if (is_page(widget)) {
        if (windows_.page_changed(widget)) {
            settle_soon();
        }
    } else if (qobject_cast<QDockWidget*>(&widget) != nullptr) {
        windows_.walk_due(widget);
        walk_soon();
    }
}

void Hook::settle_soon() {
    if (!settle_.isActive()) {
        settle_.start(0, this);
    }
}

void Hook::walk_soon() {
    if (walk_.isActive()) {
        return;
    }
    const auto rest =
        std::chrono::duration_cast<std::chrono::milliseconds>(rest_until_ - std::chrono::steady_clock::now());
    walk_.start(std::max(kWalkAfterMs, static_cast<int>(rest.count()) + 1), this);
}

void Hook::timerEvent(QTimerEvent* event) {
    try {
        if (event->timerId() == settle_.timerId()) {
            settle_.stop();
            if (!is_open()) {
                return;
            }
            if (is_first_again_due_ && !application_.isNull()) {
                // A filter installed after ours may hide presses from it. Not done while filters run: Qt would call one
                // twice.
                is_first_again_due_ = false;
                application_->removeEventFilter(this);
                application_->installEventFilter(this);
            }
            windows_.settle();
            walk_soon();
        } else if (event->timerId() == walk_.timerId()) {
            walk_.stop();
            if (is_open()) {
                walk_due();
            }
        }
    } catch (...) {
        switch_now(false);  // no memory: rather no hook than a broken host
    }
}

void Hook::walk_due() {
    const auto before = std::chrono::steady_clock::now();
    elements_.sweep();
    windows_.settle();
    bool is_cut = false;
    windows_.walk_all_due([&](Window& window) {
        walk(window, cut_walks_ < kCutWalksMax ? LayoutWalk::Effort::slice : LayoutWalk::Effort::last_slice);
        is_cut = is_cut || window.is_walk_due;
    });
    const auto now = std::chrono::steady_clock::now();
    rest_until_ = now + (now - before) * kRestFactor;
    cut_walks_ = is_cut ? static_cast<std::int8_t>(cut_walks_ + 1) : std::int8_t{0};
    if (is_cut) {
        walk_soon();
    }
}

void Hook::walk(Window& window, LayoutWalk::Effort effort) {
    // Always the whole window: what stands beside a page decides its size, and pages are told as parts of it.
    const LayoutWalk::Told told = layout_walk_.walk(*window.widget, window.own_view, effort);
    if (told == LayoutWalk::Told::nothing) {
        window.is_walk_due = true;
    } else {
        // Before a click in a window that was told in part, it is walked again: what was left out may be shown now.
        window.walked_view = told == LayoutWalk::Told::all ? window.view : 0;
    }
}

}  // namespace silhouette::qt
