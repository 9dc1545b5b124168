#include "tests/mutation/mutation.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QIcon>
#include <QLabel>
#include <QMenuBar>
#include <QPixmap>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>

namespace silhouette::tests {

void overwrite_texts(QWidget& window, const QString& text) {
    for (QLabel* label : window.findChildren<QLabel*>()) {
        // A label with a picture loses it: pictures are content, too.
        label->setText(text);
    }
    for (QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
        button->setText(text);
    }
    for (QGroupBox* group : window.findChildren<QGroupBox*>()) {
        group->setTitle(text);
    }
    for (QTabBar* bar : window.findChildren<QTabBar*>()) {
        for (int i = 0; i < bar->count(); ++i) {
            bar->setTabText(i, text);
        }
    }
    for (QComboBox* box : window.findChildren<QComboBox*>()) {
        for (int i = 0; i < box->count() && i < 20; ++i) {
            box->setItemText(i, text);
        }
    }
    for (QSpinBox* box : window.findChildren<QSpinBox*>()) {
        box->setSuffix(text);
    }
    for (QStatusBar* bar : window.findChildren<QStatusBar*>()) {
        bar->showMessage(text);
        bar->clearMessage();
    }
    for (QMenuBar* bar : window.findChildren<QMenuBar*>()) {
        for (QAction* action : bar->actions()) {
            // A line break would make the bar higher: the rules take the entries of a menu bar for the program's own so
            // far.
            action->setText(QString(text).replace(QLatin1Char('\n'), QLatin1Char(' ')));
        }
    }
    for (QToolBar* bar : window.findChildren<QToolBar*>()) {
        for (QAction* action : bar->actions()) {
            action->setText(text);
        }
    }
    window.setWindowTitle(text);
}

void overwrite_pictures(QWidget& window, int size) {
    QPixmap picture(size, size / 2 + 1);
    picture.fill(Qt::darkGray);
    bool every_second = false;
    for (QLabel* label : window.findChildren<QLabel*>()) {
        every_second = !every_second;
        if (every_second) {
            label->setPixmap(picture);
        }
    }
    for (QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
        // The picture of a button in a dock's title is the style's, never content.
        if (!button->objectName().startsWith("qt_dockwidget_")) {
            button->setIcon(QIcon(picture));
        }
    }
    for (QHeaderView* header : window.findChildren<QHeaderView*>()) {
        for (int section = 0; section < header->count() && section < 20; ++section) {
            header->resizeSection(section, size + section);
        }
    }
}

void Hider::hide_some(QWidget& window) {
    bool every_second = true;
    for (QWidget* child : window.findChildren<QWidget*>()) {
        const bool bears_text =
            qobject_cast<QLabel*>(child) != nullptr || qobject_cast<QAbstractButton*>(child) != nullptr;
        if (bears_text && child->isVisible() && qobject_cast<QToolBar*>(child->parentWidget()) == nullptr) {
            if (every_second) {
                child->hide();
                hidden_.append(child);
            }
            every_second = !every_second;
        }
    }
}

void Hider::show_again() {
    for (QWidget* child : hidden_) {
        child->show();
    }
    hidden_.clear();
}

}  // namespace silhouette::tests
