#include "sdk/adapters/qt/activations.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>

#include <utility>

#include "sdk/adapters/qt/compatibility.h"
#include "sdk/adapters/qt/elements.h"

namespace silhouette::qt {
namespace {

// A button that a shortcut presses is shown pressed for 100 ms before it says so.
constexpr std::chrono::milliseconds kKeyboardLasts{250};

// The button that opens a menu by being pressed, and says so only when the menu has been closed.
QAbstractButton* pressed_opener_of(const QMenu& menu) {
    QWidget* const found = first_place_of(*menu.menuAction(), [](QWidget& place) {
        if (const auto* tool = qobject_cast<QToolButton*>(&place)) {
            return tool->isDown() && tool->popupMode() == QToolButton::InstantPopup;
        }
        const auto* const push = qobject_cast<QPushButton*>(&place);
        return push != nullptr && push->isDown();
    });
    return static_cast<QAbstractButton*>(found);
}

}  // namespace

bool Activations::is_by_keyboard(const QWidget& used) const {
    if (last_keyboard_ == std::chrono::steady_clock::time_point{} ||
        std::chrono::steady_clock::now() - last_keyboard_ >= kKeyboardLasts || keyed_.isNull()) {
        return false;
    }
    return keyed_ == &used || keyed_->isAncestorOf(&used) ||
           qobject_cast<const QAbstractButton*>(keyed_.data()) != nullptr;
}

bool Activations::is_new(const QObject& object) {
    if (!context_) {
        context_ = std::make_unique<QObject>();
    }
    if (!listened_.insert(&object).second) {
        return false;
    }
    // Another object may have this address later.
    QObject::connect(&object, &QObject::destroyed, context_.get(), [this, gone = &object] {
        listened_.erase(gone);
        opener_ = opener_ == gone ? nullptr : opener_;
    });
    return true;
}

void Activations::keyboard_seen_by(QWidget& control) {
    keyboard_seen();
    keyed_ = &control;
    chosen_in_.clear();
    chosen_.clear();
    const QWidget* const focus = QApplication::focusWidget();
    if (!visited_.isNull() && focus != visited_ && (focus == nullptr || !visited_->isAncestorOf(focus))) {
        visited_.clear();
    }
    if (listen_to_control(control)) {
        delivery_.begin(control);
    } else {
        delivery_.end();
    }
}

void Activations::keyboard_handed_on(QWidget& control) {
    const auto* const tabs = qobject_cast<QTabWidget*>(&control);
    if (tabs != nullptr && tabs->isAncestorOf(QApplication::focusWidget())) {
        keyboard_seen_by(control);
        return;
    }
    keyboard_seen();
    keyed_ = &control;
    // A menu hands on to its menu bar what moves from one menu to the next.
    if (qobject_cast<QMenu*>(delivery_.control()) == nullptr) {
        delivery_.end();
    }
}

void Activations::keyboard_offered(QWidget& control) {
    if (qobject_cast<QAbstractItemView*>(&control) != nullptr && combo_box_of(control) != nullptr) {
        keyboard_seen_by(control);
    }
}

void Activations::pointer_seen() {
    last_keyboard_ = {};
    chosen_in_.clear();
    chosen_.clear();
    delivery_.end();
    visited_.clear();
}

void Activations::shown(QWidget& window) {
    if (auto* menu = qobject_cast<QMenu*>(&window)) {
        menu_shown(*menu);
        return;
    }
    QWidget* const control = delivery_.control();
    if (control == nullptr) {
        return;
    }
    if (is_real_window(window)) {
        real_window_shown(*control);
    } else if (window.windowType() == Qt::Popup && window.parentWidget() == control &&
               qobject_cast<QComboBox*>(control) != nullptr) {
        tell(*control);
    }
}

void Activations::menu_shown(QMenu& menu) {
    if (QAbstractButton* const button = pressed_opener_of(menu);
        button != nullptr && opener_ != button && listened_.count(button) != 0) {
        opener_ = button;
        if (is_by_keyboard(*button)) {
            tell(*button);
        }
    }
    // While a key goes to a menu that is open already, it moves on to this one.
    auto* const bar = qobject_cast<QMenuBar*>(delivery_.control());
    if (bar != nullptr && bar->actions().contains(menu.menuAction())) {
        tell(*bar, *menu.menuAction());
    }
}

void Activations::real_window_shown(QWidget& control) {
    // The host acts already, and may be at it until the window is closed.
    if (!chosen_in_.isNull()) {
        tell_chosen();
    } else if (qobject_cast<QAbstractItemView*>(&control) != nullptr && combo_box_of(control) == nullptr) {
        tell(control);
    } else if (auto* combo_box = qobject_cast<QComboBox*>(&control); combo_box != nullptr && !combo_box->isEditable()) {
        tell_once_a_visit(control, control);
    }
}

void Activations::hidden(QWidget& window) {
    QWidget* const control = delivery_.control();
    if (control == nullptr || !chosen_in_.isNull()) {
        return;
    }
    if (auto* menu = qobject_cast<QMenu*>(&window)) {
        QAction* const entry = menu->activeAction();
        if (qobject_cast<QMenu*>(control) != nullptr && entry != nullptr && entry->isEnabled() &&
            !entry->isSeparator() && entry->menu() == nullptr) {
            chosen_soon(*menu, entry);
        }
    } else if (control->window() == &window && combo_box_of(*control) != nullptr) {
        chosen_soon(*control, nullptr);
    }
}

void Activations::chosen_soon(QWidget& place, QAction* entry) {
    chosen_in_ = &place;
    chosen_ = entry;
    // A key that only closes has been dealt with when this comes. If it has not, the host acts on the choice, and runs
    // a loop of its own.
    QMetaObject::invokeMethod(
        context_.get(),
        [this, turn = delivery_.turn()] {
            if (delivery_.turn() == turn && (delivery_.control() != nullptr || delivery_.is_within())) {
                tell_chosen();
            }
        },
        Qt::QueuedConnection);
}

void Activations::tell(QWidget& control) {
    delivery_.end();
    visited_.clear();
    receiver_.activated(control);
}

void Activations::tell(QWidget& place, QAction& entry) {
    delivery_.end();
    visited_.clear();
    receiver_.activated(place, entry);
}

void Activations::tell_chosen() {
    QWidget* const place = std::exchange(chosen_in_, nullptr).data();
    QAction* const entry = std::exchange(chosen_, nullptr).data();
    if (place != nullptr && entry != nullptr) {
        tell(*place, *entry);
    } else if (qobject_cast<QAbstractItemView*>(place) != nullptr) {
        tell(*place);
    }
}

void Activations::tell_once_a_visit(QWidget& control, QWidget& scope) {
    if (visited_ == &scope) {
        delivery_.end();
        return;
    }
    tell(control);
    visited_ = &scope;
}

void Activations::forget() {
    context_.reset();
    listened_.clear();
    delivery_.end();
    visited_.clear();
    opener_ = nullptr;
}

}  // namespace silhouette::qt
