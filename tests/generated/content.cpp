// What a window shows: texts, pictures, values and rows of all kinds, by chance.
#include <QAbstractButton>
#include <QCalendarWidget>
#include <QComboBox>
#include <QCommandLinkButton>
#include <QDateTimeEdit>
#include <QDial>
#include <QDoubleSpinBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QLCDNumber>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QTableWidget>
#include <QTextEdit>
#include <QToolBox>
#include <QToolButton>
#include <QTreeWidget>
#include <QWizardPage>

#include "tests/generated/built_window.h"
#include "tests/generated/own_widgets.h"

namespace silhouette::tests {

QString text_by_chance(Chance& chance) {
    switch (chance.below(10)) {
        case 0:
            return QStringLiteral("i");
        case 1:
            return QStringLiteral("Bob");
        case 2:
            return QStringLiteral("Bartholomew Featherstonehaugh");
        case 3:
            return QStringLiteral("Wide\nand high");
        case 4:
            return QString(chance.between(30, 120), QLatin1Char('m'));
        case 5:
            return QString(chance.between(1, 20), QLatin1Char('W'));
        case 6:
            return QStringLiteral("a word and one more and so on, ").repeated(chance.between(1, 6));
        case 7:
            return QStringLiteral("<b><font size=7>big</font></b> and small");
        case 8:
            return QStringLiteral("\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd");
        default:
            return QString();
    }
}

namespace {

QString one_line(Chance& chance) {
    return text_by_chance(chance).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

// In a menu bar an entry without a text is none, and a line break makes it higher (docs/layout.md).
QString entry_text(Chance& chance) {
    const QString text = one_line(chance);
    return text.isEmpty() ? QStringLiteral("-x") : text;
}

QPixmap picture(Chance& chance) {
    constexpr int kSizes[][2] = {{1, 1}, {8, 8}, {16, 16}, {48, 20}, {160, 90}, {20, 200}};
    const auto& size = chance.of(kSizes);
    QPixmap made(size[0], size[1]);
    made.fill(Qt::darkGreen);
    return made;
}

void show_list(QListWidget& list, Chance& chance) {
    list.clear();
    for (int row = chance.below(30); row > 0; --row) {
        auto* const item = new QListWidgetItem(text_by_chance(chance));
        if (chance.one_in(4)) {
            item->setIcon(picture(chance));
        }
        list.addItem(item);
    }
    list.setCurrentRow(list.count() > 0 ? chance.below(list.count()) : -1);
}

void show_table(QTableWidget& table, Chance& chance) {
    table.setRowCount(chance.below(20));
    for (int column = 0; column < table.columnCount(); ++column) {
        table.setHorizontalHeaderItem(column, new QTableWidgetItem(text_by_chance(chance)));
        table.setColumnWidth(column, chance.between(10, 200));
        for (int row = 0; row < table.rowCount(); ++row) {
            table.setItem(row, column, new QTableWidgetItem(one_line(chance)));
        }
    }
    if (table.rowCount() > 0) {
        table.setRowHeight(0, chance.between(10, 80));
        table.setCurrentCell(chance.below(table.rowCount()), 0);
    }
}

void show_tree(QTreeWidget& tree, Chance& chance) {
    tree.clear();
    for (int row = chance.below(12); row > 0; --row) {
        auto* const item = new QTreeWidgetItem(&tree, {one_line(chance), one_line(chance)});
        for (int below = chance.below(4); below > 0; --below) {
            new QTreeWidgetItem(item, {one_line(chance)});
        }
        item->setExpanded(chance.one_in(2));
    }
    tree.setHeaderLabels({one_line(chance), one_line(chance)});
    tree.header()->resizeSection(0, chance.between(10, 300));
}

void show_button(QAbstractButton& button, Chance& chance) {
    button.setText(text_by_chance(chance));
    if (!button.icon().isNull()) {
        button.setIcon(picture(chance));
    }
    if (button.isCheckable()) {
        button.setChecked(chance.one_in(2));
    }
    if (auto* const link = qobject_cast<QCommandLinkButton*>(&button)) {
        link->setDescription(text_by_chance(chance));
    }
}

void show_combo_box(QComboBox& box, Chance& chance) {
    box.clear();
    for (int entry = chance.between(1, 7); entry > 0; --entry) {
        chance.one_in(3) ? box.addItem(picture(chance), one_line(chance)) : box.addItem(one_line(chance));
    }
    box.setCurrentIndex(box.count() > 0 ? chance.below(box.count()) : -1);
    if (box.isEditable()) {
        box.setEditText(one_line(chance));
    }
}

void show_tab_bar(QTabBar& bar, Chance& chance) {
    for (int tab = 0; tab < bar.count(); ++tab) {
        bar.setTabText(tab, text_by_chance(chance));
        bar.setTabToolTip(tab, text_by_chance(chance));
        if (!bar.tabIcon(tab).isNull() || bar.tabsClosable()) {
            bar.setTabIcon(tab, picture(chance));
        }
    }
}

void show_widget(QWidget& widget, Chance& chance) {
    if (auto* const label = qobject_cast<QLabel*>(&widget)) {
        const bool is_picture = label->property("shows").isValid() || chance.one_in(12);
        is_picture ? label->setPixmap(picture(chance)) : label->setText(text_by_chance(chance));
    } else if (auto* const button = qobject_cast<QAbstractButton*>(&widget)) {
        show_button(*button, chance);
    } else if (auto* const group = qobject_cast<QGroupBox*>(&widget)) {
        // Without a title it has no room for one (docs/layout.md).
        group->setTitle(entry_text(chance));
        group->setChecked(!group->isCheckable() || chance.one_in(2));
    } else if (auto* const edit = qobject_cast<QLineEdit*>(&widget)) {
        edit->setText(one_line(chance));
        edit->setPlaceholderText(one_line(chance));
    } else if (auto* const text = qobject_cast<QTextEdit*>(&widget)) {
        text->setText(text_by_chance(chance));
    } else if (auto* const plain = qobject_cast<QPlainTextEdit*>(&widget)) {
        plain->setPlainText(text_by_chance(chance).repeated(chance.between(1, 9)));
    } else if (auto* const box = qobject_cast<QComboBox*>(&widget)) {
        show_combo_box(*box, chance);
    } else if (auto* const spin = qobject_cast<QSpinBox*>(&widget)) {
        spin->setPrefix(one_line(chance));
        spin->setSuffix(one_line(chance));
        spin->setRange(0, chance.one_in(2) ? 9 : 1'000'000);
        spin->setValue(chance.below(100));
    } else if (auto* const real = qobject_cast<QDoubleSpinBox*>(&widget)) {
        real->setSuffix(one_line(chance));
        real->setValue(chance.below(100));
    } else if (auto* const date = qobject_cast<QDateTimeEdit*>(&widget)) {
        date->setDate(QDate(2000 + chance.below(40), chance.between(1, 12), chance.between(1, 28)));
    } else if (auto* const calendar = qobject_cast<QCalendarWidget*>(&widget)) {
        calendar->setSelectedDate(QDate(2000 + chance.below(40), chance.between(1, 12), chance.between(1, 28)));
    } else if (auto* const slider = qobject_cast<QAbstractSlider*>(&widget)) {
        slider->setRange(0, chance.between(1, 1000));
        slider->setValue(chance.below(1000));
    } else if (auto* const bar = qobject_cast<QProgressBar*>(&widget)) {
        bar->setValue(chance.below(100));
        bar->setFormat(text_by_chance(chance));
    } else if (auto* const digits = qobject_cast<QLCDNumber*>(&widget)) {
        digits->display(chance.below(100'000));
    } else if (auto* const list = qobject_cast<QListWidget*>(&widget)) {
        show_list(*list, chance);
    } else if (auto* const table = qobject_cast<QTableWidget*>(&widget)) {
        show_table(*table, chance);
    } else if (auto* const tree = qobject_cast<QTreeWidget*>(&widget)) {
        show_tree(*tree, chance);
    } else if (auto* const tabs = qobject_cast<QTabBar*>(&widget)) {
        show_tab_bar(*tabs, chance);
    } else if (auto* const pages = qobject_cast<QToolBox*>(&widget)) {
        for (int page = 0; page < pages->count(); ++page) {
            pages->setItemText(page, text_by_chance(chance));
        }
    } else if (auto* const status = qobject_cast<QStatusBar*>(&widget)) {
        chance.one_in(3) ? status->clearMessage() : status->showMessage(text_by_chance(chance));
    } else if (auto* const page = qobject_cast<QWizardPage*>(&widget)) {
        // What has no title, or no second one, has no room for it either: which of them are shown is structure.
        page->setTitle(entry_text(chance));
        page->setSubTitle(entry_text(chance));
    } else if (auto* const card = qobject_cast<Card*>(&widget)) {
        card->show_text(text_by_chance(chance));
    } else if (auto* const area = qobject_cast<QAbstractScrollArea*>(&widget)) {
        area->verticalScrollBar()->setValue(chance.below(200));
        area->horizontalScrollBar()->setValue(chance.below(200));
    }
    widget.setWindowTitle(one_line(chance));
    widget.setToolTip(text_by_chance(chance));
}

}  // namespace

Chance chance_of(const Shown& shown, std::uint64_t content) {
    return Chance(content * 1'000'003u + shown.number * 8191u + static_cast<std::uint64_t>(shown.place));
}

void show(QObject& object, Chance chance) {
    if (auto* const action = qobject_cast<QAction*>(&object)) {
        action->setText(entry_text(chance));
        action->setToolTip(text_by_chance(chance));
        if (!action->icon().isNull()) {
            action->setIcon(picture(chance));
        }
        if (action->isCheckable()) {
            action->setChecked(chance.one_in(2));
        }
    } else if (object.isWidgetType()) {
        show_widget(static_cast<QWidget&>(object), chance);
    }
}

}  // namespace silhouette::tests
