// What each kind of control says when it is used.
#include <QAbstractItemView>
#include <QComboBox>
#include <QGroupBox>
#include <QTabWidget>

#include "sdk/adapters/qt/activations.h"
#include "sdk/adapters/qt/elements.h"

namespace silhouette::qt {

QComboBox* combo_box_of(const QWidget& list) {
    const QWidget* const popup = list.window();
    return popup->windowType() == Qt::Popup ? qobject_cast<QComboBox*>(popup->parentWidget()) : nullptr;
}

void Activations::listen(QAbstractButton& button) {
    if (is_new(button)) {
        // The first of a button's signals. Those after it may come when what it opened has been closed again.
        QObject::connect(&button, &QAbstractButton::pressed, context_.get(), [this, used = &button] {
            if (opener_ == used) {
                opener_ = nullptr;
            } else if (is_by_keyboard(*used)) {
                tell(*used);
            }
        });
    }
}

bool Activations::listen_to_control(QWidget& control) {
    if (auto* menu = qobject_cast<QMenu*>(&control)) {
        listen(*menu);
    } else if (auto* menu_bar = qobject_cast<QMenuBar*>(&control)) {
        listen(*menu_bar);
    } else if (auto* combo_box = qobject_cast<QComboBox*>(&control)) {
        listen(*combo_box);
    } else if (auto* view = qobject_cast<QAbstractItemView*>(&control)) {
        if (QComboBox* const owner = combo_box_of(*view)) {
            listen(*owner);
        } else if (!view->isWindow()) {  // else what completes a text
            listen(*view);
        }
    } else if (auto* tab_bar = qobject_cast<QTabBar*>(&control)) {
        listen(*tab_bar);
    } else if (auto* tabs = qobject_cast<QTabWidget*>(&control)) {
        listen(*tabs->tabBar());
    } else if (auto* group = qobject_cast<QGroupBox*>(&control)) {
        listen(*group);
    } else {
        return false;
    }
    return true;
}

void Activations::listen(QMenu& menu) {
    if (is_new(menu)) {
        QObject::connect(&menu, &QMenu::triggered, context_.get(), [this, used = &menu](QAction* entry) {
            // Other menus that show the action hear of it as well, and those above.
            if (delivery_.control() == nullptr || !used->actions().contains(entry)) {
                return;
            }
            if (chosen_ == entry) {
                tell_chosen();
            } else if (delivery_.control() == used) {  // torn off: it stays open
                tell(*used, *entry);
            }
        });
    }
}

void Activations::listen(QMenuBar& bar) {
    if (is_new(bar)) {
        QObject::connect(&bar, &QMenuBar::triggered, context_.get(), [this, used = &bar](QAction* entry) {
            if (delivery_.control() == used && used->actions().contains(entry)) {
                tell(*used, *entry);
            }
        });
    }
}

void Activations::listen(QComboBox& combo_box) {
    if (is_new(combo_box)) {
        QObject::connect(&combo_box, QOverload<int>::of(&QComboBox::activated), context_.get(),
                         [this, used = &combo_box] {
                             QWidget* const control = delivery_.control();
                             if (control == nullptr) {
                                 return;
                             }
                             if (control == used && !used->isEditable()) {
                                 tell_once_a_visit(*used, *used);
                             } else if (control == chosen_in_ && combo_box_of(*control) == used) {
                                 tell_chosen();
                             }
                         });
    }
}

void Activations::listen(QAbstractItemView& view) {
    if (is_new(view)) {
        // Without the index that the signal carries.
        QObject::connect(&view, &QAbstractItemView::activated, context_.get(), [this, used = &view] {
            if (delivery_.control() == used) {
                tell(*used);
            }
        });
    }
}

void Activations::listen(QTabBar& bar) {
    if (is_new(bar)) {
        QObject::connect(&bar, &QTabBar::currentChanged, context_.get(), [this, used = &bar](int tab) {
            auto* const tabs = qobject_cast<QTabWidget*>(used->parentWidget());
            QWidget* const control = delivery_.control();
            if (control == nullptr || (control != used && control != tabs)) {
                return;
            }
            if (has_dynamic_tabs(*used)) {
                tell_once_a_visit(*used, tabs != nullptr ? static_cast<QWidget&>(*tabs) : *used);
            } else {
                delivery_.end();
                visited_.clear();
                receiver_.activated(*used, tab);
            }
        });
    }
}

void Activations::listen(QGroupBox& group) {
    if (is_new(group)) {
        // When the key goes up.
        QObject::connect(&group, &QGroupBox::clicked, context_.get(), [this, used = &group] {
            if (is_by_keyboard(*used)) {
                tell(*used);
            }
        });
    }
}

}  // namespace silhouette::qt
