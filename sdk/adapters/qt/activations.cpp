#include "sdk/adapters/qt/activations.h"

namespace silhouette::qt {
namespace {

// A button that a shortcut presses is shown pressed for 100 ms before it says so.
constexpr std::chrono::milliseconds kKeyboardLasts{250};

}  // namespace

bool Activations::is_by_keyboard() const {
    return last_keyboard_ != std::chrono::steady_clock::time_point{} &&
           std::chrono::steady_clock::now() - last_keyboard_ < kKeyboardLasts;
}

bool Activations::is_new(const QObject& object) {
    if (!context_) {
        context_ = std::make_unique<QObject>();
    }
    if (!listened_.insert(&object).second) {
        return false;
    }
    // Another object may have this address later.
    QObject::connect(&object, &QObject::destroyed, context_.get(), [this, gone = &object] { listened_.erase(gone); });
    return true;
}

void Activations::listen(QAbstractButton& button) {
    if (is_new(button)) {
        // The first of a button's signals. Those after it may come when what it opened has been closed again.
        QObject::connect(&button, &QAbstractButton::pressed, context_.get(), [this, used = &button] {
            if (is_by_keyboard()) {
                receiver_.activated(*used);
            }
        });
    }
}

void Activations::listen(QMenu& menu) {
    menu_by_pointer_ = menu_by_pointer_ == &menu ? nullptr : menu_by_pointer_;
    if (is_new(menu)) {
        QObject::connect(&menu, &QMenu::triggered, context_.get(), [this, used = &menu](QAction* action) {
            // It may come when a dialog that the entry opened has been closed by a key. Menus above hear of it as well.
            if (used != menu_by_pointer_ && is_by_keyboard() && used->actions().contains(action)) {
                receiver_.activated(*used, *action);
            }
        });
    }
}

void Activations::forget() {
    context_.reset();
    listened_.clear();
}

}  // namespace silhouette::qt
