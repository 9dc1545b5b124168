#include <QComboBox>
#include <QDialog>
#include <QGroupBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/form.h"

using namespace silhouette::tests;

namespace {

void keys(std::initializer_list<const char*> all) {
    for (const char* one : all) {
        Desk::get().key(one);
    }
}

}  // namespace

TEST_CASE("Return in a list is a click on the list, and moving in it is none") {
    Form form;
    auto* list = form.add(new QListWidget, "customerList");
    list->addItems({"anna", "bert", "carl"});
    list->setCurrentRow(0);
    QDialog dialog(&form);
    dialog.setObjectName("dialog");
    Desk& desk = Desk::get();
    desk.show(form);
    list->setFocus();
    std::size_t told_by_then = 0;

    SECTION("whatever comes of it") {
        keys({"Down", "Up", "b", "space", "Return", "Down"});
    }
    SECTION("when it opens a dialog, before that is closed") {
        QObject::connect(list, &QListWidget::activated, &dialog, [&] {
            desk.run(dialog, [&] {
                told_by_then = told().all("click").size();
                desk.key("Escape");
            });
        });
        desk.key("Down");
        desk.key("Return");
        REQUIRE(desk.wait([&] { return told_by_then != 0 && !dialog.isVisible(); }));
        CHECK(told_by_then == 1);
    }
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "QListWidget#customerList role=18 button=0 count=1 trigger=3 x=-1 y=-1 view=QWidget#form"));
}

TEST_CASE("The pointer's activation of a row is no second click") {
    Form form;
    auto* table = form.add(new QTableWidget(3, 2), "customerTable");
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    Desk& desk = Desk::get();
    desk.show(form);
    table->setFocus();
    keys({"Down"});
    int activated = 0;
    QObject::connect(table, &QTableWidget::activated, table, [&] { ++activated; });
    desk.click(*table->viewport(), {20, 10}, 1, true);
    const auto clicks = desk.clicks(2);
    CHECK(activated == 1);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[1], "count=2 trigger=0"));
}

TEST_CASE("A closed combo box that is walked through by keys is one click a visit") {
    Form form;
    auto* combo = form.add(new QComboBox, "regionCombo");
    auto* other = form.add(new QPushButton("x"), "otherButton");
    combo->addItems({"north", "east", "south", "west"});
    Desk& desk = Desk::get();
    desk.show(form);
    combo->setFocus();
    keys({"Down", "Down", "w", "shift", "Up"});
    auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "QComboBox#regionCombo role=30 button=0 count=1 trigger=3 x=-1 y=-1 view=QWidget#form"));

    other->setFocus();
    keys({"x"});
    combo->setFocus();
    keys({"Up", "Up"});
    clicks = desk.clicks(2);
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[1], "#regionCombo"));
}

TEST_CASE("A combo box whose list is opened and used by keys is the box, then its list") {
    Form form;
    auto* combo = form.add(new QComboBox, "regionCombo");
    combo->addItems({"north", "east", "south", "west"});
    QDialog dialog(&form);
    Desk& desk = Desk::get();
    desk.show(form);
    combo->setFocus();
    std::size_t told_by_then = 0;
    const bool opens_dialog = GENERATE(false, true);
    if (opens_dialog) {
        QObject::connect(combo, QOverload<int>::of(&QComboBox::currentIndexChanged), &dialog, [&] {
            desk.run(dialog, [&] {
                told_by_then = told().all("click").size();
                desk.key("Escape");
            });
        });
    }
    desk.key(GENERATE("space", "F4", "alt+Down"));
    REQUIRE(desk.wait([&] { return combo->view()->isVisible(); }));
    desk.settle();
    CHECK(told().all("click").size() == 1);
    keys({"Down", "Down", "Up"});

    SECTION("chosen") {
        desk.key("Return");
        const auto clicks = desk.clicks(2);
        if (opens_dialog) {
            REQUIRE(desk.wait([&] { return told_by_then != 0 && !dialog.isVisible(); }));
            CHECK(told_by_then == 2);
        }
        REQUIRE(desk.clicks(2).size() == 2);
        CHECK(has(clicks[0], "QComboBox#regionCombo role=30 button=0 count=1 trigger=3 x=-1 y=-1"));
        CHECK(has(clicks[1], "QComboBox#regionCombo/QComboBoxPrivateContainer[1]/QComboBoxListView[1] role=18"));
        CHECK(has(clicks[1], "button=0 count=1 trigger=3 x=-1 y=-1 view=QWidget#form"));
        CHECK(combo->currentIndex() == 1);
    }
    SECTION("left") {
        desk.key("Escape");
        REQUIRE(desk.wait([&] { return !combo->view()->isVisible(); }));
        CHECK(desk.clicks(1).size() == 1);
        CHECK(combo->currentIndex() == 0);
    }
}

TEST_CASE("A tab that the keyboard makes current is a click on the tab") {
    Form form;
    auto* tabs = form.add(new QTabWidget, "tabs");
    for (const char* name : {"pageGeneral", "pageAdvanced", "pageLast"}) {
        auto* page = new QWidget;
        page->setObjectName(name);
        auto* rows = new QVBoxLayout(page);
        rows->addWidget(new QLineEdit);
        tabs->addTab(page, QString("&%1").arg(name).replace("page", ""));
    }
    tabs->setTabText(1, "&Advanced");
    Desk& desk = Desk::get();
    desk.show(form);

    SECTION("by arrows on the bar") {
        tabs->tabBar()->setFocus();
        desk.key("Right");
        desk.key("Right");
        const auto clicks = desk.clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[0], "QTabBar#qt_tabwidget_tabbar/#pageAdvanced role=23 button=0 count=1 trigger=3 x=-1 y=-1"));
        CHECK(has(clicks[1], "QTabBar#qt_tabwidget_tabbar/#pageLast role=23 button=0 count=1 trigger=3 x=-1 y=-1"));
    }
    SECTION("by Ctrl and Tab in the page") {
        tabs->widget(0)->findChild<QLineEdit*>()->setFocus();
        desk.key("ctrl+Tab");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#pageAdvanced role=23 button=0 count=1 trigger=3"));
    }
    SECTION("by its letter") {
        desk.key("alt+a");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#pageAdvanced role=23 button=0 count=1 trigger=3"));
    }
    SECTION("but not when the program does it upon a key elsewhere") {
        auto* edit = tabs->widget(0)->findChild<QLineEdit*>();
        edit->setFocus();
        QObject::connect(edit, &QLineEdit::textEdited, tabs, [&] { tabs->setCurrentIndex(2); });
        desk.key("x");
        CHECK(desk.clicks(0).empty());
        CHECK(tabs->currentIndex() == 2);
    }
}

TEST_CASE("Tabs of documents are one click on their bar a visit") {
    Form form;
    auto* tabs = form.add(new QTabWidget, "documents");
    tabs->setTabsClosable(true);
    for (int place = 0; place < 5; ++place) {
        tabs->addTab(new QLineEdit, "Customer John Smith.txt");
    }
    Desk& desk = Desk::get();
    desk.show(form);
    tabs->widget(0)->setFocus();
    keys({"ctrl+Tab", "x", "ctrl+Tab", "ctrl+Tab"});
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0],
              "QTabWidget#documents/QTabBar#qt_tabwidget_tabbar role=22 button=0 count=1 trigger=3 x=-1 y=-1"));
    CHECK(tabs->currentIndex() == 3);
}

TEST_CASE("A group that is switched by the keyboard is a click on the group") {
    Form form;
    auto* group = form.add(new QGroupBox("Extras"), "extrasGroup");
    group->setCheckable(true);
    group->setFocusPolicy(Qt::StrongFocus);
    Desk& desk = Desk::get();
    desk.show(form);
    group->setFocus();
    desk.key("space");
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "QGroupBox#extrasGroup role=6 button=0 count=1 trigger=3"));
    CHECK(!group->isChecked());
}

TEST_CASE("Keys in fields of text and numbers are no clicks") {
    Form form;
    auto* edit = form.add(new QLineEdit, "nameEdit");
    auto* password = form.add(new QLineEdit, "passwordEdit");
    password->setEchoMode(QLineEdit::Password);
    auto* spin = form.add(new QSpinBox, "amountSpin");
    auto* combo = form.add(new QComboBox, "cityCombo");
    combo->setEditable(true);
    combo->addItems({"paris", "london", "pisa"});
    Desk& desk = Desk::get();
    desk.show(form);
    for (QWidget* field : std::initializer_list<QWidget*>{edit, password, spin, combo}) {
        field->setFocus();
        keys({"1", "p", "Up", "Down", "Return"});
    }
    CHECK(desk.clicks(0).empty());
}

TEST_CASE("Off, no control is listened to") {
    Form form;
    auto* list = form.add(new QListWidget, "customerList");
    list->addItems({"anna", "bert"});
    auto* combo = form.add(new QComboBox, "regionCombo");
    combo->addItems({"north", "east"});
    list->setCurrentRow(0);
    Desk& desk = Desk::get();
    desk.show(form);
    list->setFocus();
    desk.key("Return");
    REQUIRE(desk.clicks(1).size() == 1);
    record(0);
    desk.settle();
    desk.key("Return");
    combo->setFocus();
    desk.key("Down");
    desk.settle();
    CHECK(told().all("click").size() == 1);
    record(2);
    desk.settle();
    desk.key("Up");
    CHECK(desk.clicks(2).size() == 2);
}
