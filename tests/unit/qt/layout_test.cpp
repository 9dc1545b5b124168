#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFormLayout>
#include <QGridLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSizeGrip>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QTabWidget>
#include <QTableWidget>
#include <QTextEdit>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/layout.h"

using namespace silhouette::tests;

TEST_CASE("Rows, columns and spacers are told as they are arranged") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    rows->setContentsMargins(1, 2, 3, 4);
    rows->setSpacing(5);
    auto* row = new QHBoxLayout;
    row->setObjectName("buttonRow");
    auto* save = new QPushButton("Save");
    save->setObjectName("save");
    row->addStretch(1);
    row->addWidget(save, 2, Qt::AlignBottom);
    auto* edit = new QLineEdit;
    edit->setObjectName("edit");
    rows->addWidget(edit);
    rows->addLayout(row);
    Desk::get().show(window);

    const auto& root = told().layout.front();
    CHECK(root.parent == -1);
    CHECK(root.flow == SIL_FLOW_COLUMN);
    CHECK(root.margin_left == 1);
    CHECK(root.margin_bottom == 4);
    CHECK(root.spacing == 5);
    CHECK(root.width == 500);
    const auto& line = node("#buttonRow");
    CHECK(line.flow == SIL_FLOW_ROW);
    CHECK(told().elements.at(line.element).info.role == SIL_ROLE_LAYOUT);
    const auto& spacer = (&line)[1];
    CHECK(spacer.element == 0);
    CHECK(spacer.policy_w == 4);
    CHECK(spacer.stretch == 1);
    const auto& button = node("#save");
    CHECK(&above(button) == &line);
    CHECK(button.stretch == 2);
    CHECK(button.align_h == 3);
    CHECK(button.x == save->x() - row->geometry().x());
    CHECK((button.flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H | SIL_BOX_BUTTON)) ==
          (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H | SIL_BOX_BUTTON));
    CHECK((node("#edit").flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == 0);
}

TEST_CASE("Hidden widgets and hidden pages are told as hidden") {
    QStackedWidget window;
    set_window(window);
    auto* one = new QWidget;
    one->setObjectName("one");
    auto* rows = new QVBoxLayout(one);
    auto* hidden = new QLabel("gone");
    hidden->setObjectName("hiddenLabel");
    rows->addWidget(hidden);
    hidden->hide();
    auto* two = new QWidget;
    two->setObjectName("two");
    auto* inside = new QLabel("below", two);
    inside->setObjectName("inside");
    window.addWidget(one);
    window.addWidget(two);
    Desk::get().show(window);
    CHECK(told().layout.front().flow == SIL_FLOW_STACK);
    CHECK((node("#one").flags & SIL_BOX_HIDDEN) == 0);
    CHECK((node("#hiddenLabel").flags & SIL_BOX_HIDDEN) != 0);
    CHECK((node("#two").flags & SIL_BOX_HIDDEN) != 0);
    CHECK((node("#inside").flags & SIL_BOX_HIDDEN) != 0);
}

TEST_CASE("Of a window with more than fits, the page that is shown is told first, and anew before each click") {
    QStackedWidget window;
    set_window(window);
    auto* big = new QWidget;
    for (std::uint32_t count = 0; count < SIL_LAYOUT_NODES_MAX; ++count) {
        new QWidget(big);
    }
    auto* small = new QWidget;
    auto* save = new QPushButton("Save", small);
    save->setObjectName("save");
    window.addWidget(big);
    window.addWidget(small);
    window.setCurrentIndex(1);
    Desk& desk = Desk::get();
    desk.show(window);
    const bool is_full = desk.wait([] { return told().layout.size() == SIL_LAYOUT_NODES_MAX; });
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (!is_full) {
        WARN("under this sanitizer a walk has not the time to reach as many as there is room for: not tried");
        return;
    }
#endif
    REQUIRE(is_full);
    CHECK((node("#save").flags & SIL_BOX_HIDDEN) == 0);
    CHECK((told().layout.front().flags & SIL_BOX_CONTENT_W) != 0);
    for (std::size_t click = 1; click <= 2; ++click) {
        CAPTURE(click);
        desk.settle();
        told().lines.clear();
        desk.click(*save);
        desk.clicks(1);
        REQUIRE(told().lines.size() >= 2);
        CHECK(has(told().lines[0], "layout view="));
        CHECK(has(told().lines[1], "click "));
    }
}

TEST_CASE("Grids and forms are told by their cells") {
    QWidget window;
    set_window(window);
    auto* grid = new QGridLayout(&window);
    auto* wide = new QLineEdit;
    wide->setObjectName("wide");
    grid->addWidget(wide, 1, 0, 1, 2);
    auto* form = new QFormLayout;
    form->setObjectName("form");
    auto* field = new QLineEdit;
    field->setObjectName("field");
    form->addRow("Label", field);
    grid->addLayout(form, 0, 1);
    Desk::get().show(window);
    CHECK(told().layout.front().flow == SIL_FLOW_GRID);
    CHECK(node("#wide").row == 1);
    CHECK(node("#wide").column_span == 2);
    CHECK(node("#form").flow == SIL_FLOW_FORM);
    CHECK(node("#form").column == 1);
    CHECK(node("#field").column == 1);
}

TEST_CASE("A main window is told by its areas") {
    QMainWindow window;
    set_window(window);
    window.menuBar()->addMenu("File")->setObjectName("menuFile");
    auto* bar = window.addToolBar("tools");
    bar->setObjectName("tools");
    auto* icon_only = new QToolButton;
    icon_only->setObjectName("iconOnly");
    icon_only->setIcon(window.style()->standardIcon(QStyle::SP_DirIcon));
    auto* by_text = new QToolButton;
    by_text->setObjectName("byText");
    by_text->setText("text");
    bar->addWidget(icon_only);
    bar->addWidget(by_text);
    auto* by_style = new QToolButton;
    by_style->setObjectName("byStyle");
    by_style->setIcon(icon_only->icon());
    by_style->setToolButtonStyle(Qt::ToolButtonFollowStyle);
    bar->addWidget(by_style);
    REQUIRE(window.style()->styleHint(QStyle::SH_ToolButtonStyle) == Qt::ToolButtonIconOnly);
    auto* tabs = new QTabWidget;
    tabs->setObjectName("tabs");
    tabs->addTab(new QWidget, "one");
    window.setCentralWidget(tabs);
    window.statusBar()->setObjectName("status");
    Desk::get().show(window);
    CHECK(told().layout.front().flow == SIL_FLOW_WINDOW);
    CHECK(node("QMenuBar[1]").row == 0);
    CHECK((node("QMenuBar[1]").flags & SIL_BOX_CONTENT_W) != 0);
    CHECK(&above(node("QAction#menuFile")) == &node("QMenuBar[1]"));
    CHECK(node("#tools").row == 0);
    CHECK(node("#tools").flow == SIL_FLOW_ROW);
    CHECK((node("#iconOnly").flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == 0);
    CHECK((node("#byText").flags & SIL_BOX_CONTENT_W) != 0);
    CHECK((node("#byStyle").flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == 0);
    CHECK(node("#tabs").row == 2);
    CHECK(node("#tabs").flow == SIL_FLOW_COLUMN);
    CHECK((node("#qt_tabwidget_tabbar").flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == SIL_BOX_CONTENT_W);
    CHECK(node("#status").row == 4);
    // The centre comes last: that is where a walk that runs out of time ends.
    CHECK(&node("#status") < &node("#tabs"));
}

TEST_CASE("That a table or tree has a header is told, never anything of its columns or its size") {
    constexpr int kContent = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* table = new QTableWidget(3, 2);
    table->setObjectName("table");
    table->horizontalHeader()->setFixedHeight(30);
    table->verticalHeader()->hide();
    auto* tree = new QTreeWidget;
    tree->setObjectName("tree");
    auto* list = new QListWidget;
    list->setObjectName("list");
    for (QWidget* const view : std::initializer_list<QWidget*>{table, tree, list}) {
        rows->addWidget(view);
    }
    Desk::get().show(window);
    const auto* const told_table = &node("#table");
    CHECK(told_table[1].flow == SIL_FLOW_ROW);
    CHECK((told_table[1].flags & (kContent | SIL_BOX_HIDDEN)) == kContent);
    CHECK(told_table[2].flow == SIL_FLOW_COLUMN);
    CHECK((told_table[2].flags & (kContent | SIL_BOX_HIDDEN)) == (kContent | SIL_BOX_HIDDEN));
    CHECK(&above(told_table[2]) == told_table);
    CHECK(told_table[3].element == node("#tree").element);
    CHECK(node("#tree").flow == SIL_FLOW_FREE);
    CHECK(told().elements.at((&node("#tree"))[1].element).info.role == SIL_ROLE_HEADER);
    CHECK((node("#tree").flags & (kContent | SIL_BOX_INDEPENDENT)) == SIL_BOX_INDEPENDENT);
    CHECK(&node("#list") == &told().layout.back());
}

TEST_CASE("Bounds that the program set are told, and make a size independent of content") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* fixed = new QLabel("fixed");
    fixed->setObjectName("fixed");
    fixed->setFixedWidth(80);
    auto* limited = new QLabel("limited");
    limited->setObjectName("limited");
    limited->setMinimumWidth(50);
    limited->setWordWrap(true);
    auto* ignored = new QLabel("ignored");
    ignored->setObjectName("ignored");
    ignored->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    rows->addWidget(fixed);
    rows->addWidget(limited);
    rows->addWidget(ignored);
    Desk::get().show(window);
    CHECK((node("#fixed").flags & (SIL_BOX_FIXED_W | SIL_BOX_CONTENT_W)) == SIL_BOX_FIXED_W);
    CHECK((node("#fixed").flags & SIL_BOX_CONTENT_H) != 0);
    CHECK((node("#limited").flags & (SIL_BOX_LIMITED_W | SIL_BOX_CONTENT_W | SIL_BOX_WRAPS)) ==
          (SIL_BOX_LIMITED_W | SIL_BOX_CONTENT_W | SIL_BOX_WRAPS));
    CHECK((node("#ignored").flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == SIL_BOX_CONTENT_H);
}

TEST_CASE("A splitter is bound by its parts, whatever the program set and whether or not it was ever shown") {
    QMainWindow window;
    set_window(window);
    auto* centre = new QWidget;
    auto* rows = new QVBoxLayout(centre);
    constexpr unsigned kBounds = SIL_BOX_FIXED_W | SIL_BOX_FIXED_H | SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H;
    std::array<QSplitter*, 4> splitters{};
    for (std::size_t place = 0; place < splitters.size(); ++place) {
        splitters[place] = new QSplitter;
        splitters[place]->setObjectName(QStringLiteral("splitter%1").arg(place));
        splitters[place]->addWidget(new QListWidget);
        splitters[place]->addWidget(new QListWidget);
        rows->addWidget(splitters[place]);
    }
    splitters[0]->setFixedSize(144, 38);
    splitters[1]->setMaximumSize(200, 200);
    splitters[2]->widget(0)->setMaximumSize(100, 100);
    for (const int place : {0, 1}) {
        splitters[3]->widget(place)->setMaximumSize(100, 100);
    }
    // The first two were never shown.
    splitters[0]->hide();
    splitters[1]->hide();
    window.setCentralWidget(centre);
    Desk::get().show(window);
    const auto bounds = [&](const char* name) { return node(name).flags & kBounds; };
    for (const bool was_shown : {false, true}) {
        INFO(was_shown);
        CHECK(bounds("#splitter0") == (SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H));
        CHECK(bounds("#splitter1") == 0);
        CHECK(bounds("#splitter2") == SIL_BOX_LIMITED_H);
        CHECK(bounds("#splitter3") == (SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H));
        splitters[0]->show();
        splitters[1]->show();
        told_again(window);
    }
}

TEST_CASE("A window that its layout does not hold at its minimum may be squeezed") {
    QDialog window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    rows->addWidget(new QListWidget);
    rows->setSizeConstraint(QLayout::SetNoConstraint);
    Desk::get().show(window);
    constexpr unsigned kLimited = SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H;
    CHECK((told().layout.front().flags & kLimited) == kLimited);
}

TEST_CASE("A bar is as high as what the app puts into it, and that is content") {
    constexpr int kContent = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
    QMainWindow window;
    set_window(window);
    window.menuBar()->setObjectName("menuBar");
    window.menuBar()->addMenu("File");
    auto* tabs = new QTabWidget;
    tabs->setObjectName("tabs");
    tabs->tabBar()->setObjectName("tabBar");
    for (const char* name : {"one", "two"}) {
        auto* page = new QWidget;
        page->setObjectName(name);
        tabs->addTab(page, name);
    }
    auto* box = new QComboBox(tabs->widget(0));
    box->setObjectName("box");
    box->setIconSize({8, 8});
    window.setCentralWidget(tabs);
    Desk& desk = Desk::get();
    const auto walk_again = [&] {
        desk.settle();
        told().layout.clear();
        desk.click(*tabs->widget(0), {450, 250});
        REQUIRE(desk.wait([] { return !told().layout.empty(); }));
    };
    desk.show(window);
    CHECK((node("#menuBar").flags & kContent) == SIL_BOX_CONTENT_W);
    CHECK((node("#tabBar").flags & kContent) == SIL_BOX_CONTENT_W);
    CHECK((node("#tabs").flags & kContent) == 0);
    CHECK((node("#box").flags & kContent) == SIL_BOX_CONTENT_W);

    window.menuBar()->setCornerWidget(new QLabel("two\nlines"));
    tabs->setCornerWidget(new QLabel("two\nlines"));
    tabs->tabBar()->setTabButton(1, QTabBar::RightSide, new QLabel("two\nlines"));
    box->setIconSize({48, 48});
    walk_again();
    CHECK((node("#menuBar").flags & kContent) == kContent);
    CHECK((node("#tabBar").flags & kContent) == kContent);
    CHECK(node("#tabBar").flow == SIL_FLOW_ROW);
    CHECK((node("#tabBar/#two").flags & kContent) == kContent);
    CHECK((node("#tabs").flags & kContent) == kContent);
    CHECK((node("#box").flags & kContent) == kContent);

    // The crosses of tabs that can be closed are Qt's own.
    tabs->tabBar()->setTabButton(1, QTabBar::RightSide, nullptr);
    tabs->setTabsClosable(true);
    walk_again();
    CHECK((node("#tabBar").flags & kContent) == SIL_BOX_CONTENT_W);
}

TEST_CASE("No size in a menu is independent of its entries") {
    QWidget window;
    set_window(window);
    Desk& desk = Desk::get();
    desk.show(window);
    QMenu menu(&window);
    menu.setObjectName("menu");
    auto* card = new QWidgetAction(&menu);
    card->setObjectName("card");
    card->setDefaultWidget(new QLabel("two\nlines"));
    menu.addAction(card);
    menu.addSeparator()->setObjectName("line");
    menu.addAction("Quit")->setObjectName("quit");
    told().layout.clear();
    menu.popup(window.mapToGlobal(QPoint(10, 10)));
    REQUIRE(desk.wait([] { return !told().layout.empty(); }));
    for (const char* entry : {"#card", "#line", "#quit"}) {
        CAPTURE(entry);
        CHECK((node(entry).flags & (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H)) == (SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H));
    }
    menu.close();
    desk.settle();
}

TEST_CASE("What is scrolled is told in its own coordinates") {
    QScrollArea window;
    set_window(window);
    auto* content = new QWidget;
    content->setObjectName("content");
    content->setFixedSize(2000, 3000);
    window.setWidget(content);
    Desk::get().show(window);
    window.ensureVisible(1900, 2900);
    told().layout.clear();
    Desk::get().click(*content, {1500, 2800});
    REQUIRE(Desk::get().wait([] { return !told().layout.empty(); }));
    CHECK(node("#content").x == 0);
    CHECK(node("#content").y == 0);
    CHECK((told().layout.front().flags & SIL_BOX_INDEPENDENT) != 0);
}

TEST_CASE("A text changes boxes, but no fact") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* label = new QLabel("a");
    auto* button = new QPushButton("b");
    rows->addWidget(label);
    rows->addWidget(button, 0, Qt::AlignLeft);
    Desk& desk = Desk::get();
    desk.show(window);
    auto before = told().layout;
    label->setText("a much longer text\nof two lines");
    button->setText("and another one that is long");
    desk.settle();
    told().layout.clear();
    desk.click(window, {490, 390});
    REQUIRE(desk.wait([] { return !told().layout.empty(); }));
    REQUIRE(told().layout.size() == before.size());
    CHECK(told().layout[2].width > before[2].width);
    for (std::size_t at = 0; at < before.size(); ++at) {
        CHECK(told().layout[at].flags == before[at].flags);
        CHECK(told().layout[at].element == before[at].element);
        CHECK(told().layout[at].flow == before[at].flow);
    }
}

TEST_CASE("Whether a label shows a picture or a text changes no fact") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* label = new QLabel;
    label->setObjectName("label");
    label->setWordWrap(true);
    label->setPixmap(QPixmap(10, 10));
    rows->addWidget(label);
    Desk::get().show(window);
    const auto picture = node("#label").flags;
    CHECK((picture & SIL_BOX_WRAPS) != 0);
    label->setText("a text");
    told_again(window);
    CHECK(node("#label").flags == picture);
}

TEST_CASE("What a status bar hides beneath a message is told as shown, without a number") {
    QMainWindow window;
    set_window(window);
    auto* label = new QLabel("a");
    auto* button = new QPushButton("b");
    auto* hidden = new QLabel("c");
    window.statusBar()->addWidget(label);
    window.statusBar()->addWidget(hidden);
    window.statusBar()->addPermanentWidget(button);
    hidden->hide();
    label->setObjectName("label");
    hidden->setObjectName("hidden");
    Desk::get().show(window);
    CHECK((node("#label").flags & SIL_BOX_HIDDEN) == 0);
    CHECK((node("#hidden").flags & SIL_BOX_HIDDEN) != 0);
    CHECK((above(node("#label")).flags & SIL_BOX_UNLAID) != 0);
    window.statusBar()->showMessage("a message");
    REQUIRE(label->isHidden());
    told_again(window);
    CHECK((node("#label").flags & SIL_BOX_HIDDEN) == 0);
    CHECK((node("#hidden").flags & SIL_BOX_HIDDEN) != 0);
}

TEST_CASE("What lies in a splitter, a stack or a scroll area tells that its hint follows content, whatever its size") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* splitter = new QSplitter;
    auto* stack = new QStackedWidget;
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    auto* plain = new QWidget;
    auto* row = new QHBoxLayout(plain);
    std::vector<QLabel*> labels;
    for (const char* name : {"split", "page", "scrolled", "in a row"}) {
        labels.push_back(new QLabel("a"));
        labels.back()->setObjectName(name);
        labels.back()->setFixedSize(90, 30);
    }
    splitter->addWidget(labels[0]);
    stack->addWidget(labels[1]);
    area->setWidget(labels[2]);
    row->addWidget(labels[3]);
    for (QWidget* const one : std::initializer_list<QWidget*>{splitter, stack, area, plain}) {
        rows->addWidget(one);
    }
    Desk::get().show(window);
    constexpr unsigned kAll = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H | SIL_BOX_FIXED_W | SIL_BOX_FIXED_H;
    constexpr unsigned kFixed = SIL_BOX_FIXED_W | SIL_BOX_FIXED_H;
    for (const char* name : {"#split", "#page", "#scrolled"}) {
        CHECK((node(name).flags & kAll) == kAll);
    }
    CHECK((node("#in a row").flags & kAll) == kFixed);
}

TEST_CASE("A part that its own layout holds is limited, and entries beside a corner have no number") {
    QMainWindow window;
    set_window(window);
    auto* centre = new QWidget;
    auto* rows = new QVBoxLayout(centre);
    auto* held = new QWidget;
    held->setObjectName("held");
    auto* inside = new QVBoxLayout(held);
    inside->setSizeConstraint(QLayout::SetFixedSize);
    inside->addWidget(new QLabel("a"));
    rows->addWidget(held);
    window.setCentralWidget(centre);
    window.menuBar()->addMenu("a");
    window.menuBar()->setObjectName("menus");
    Desk::get().show(window);
    constexpr unsigned kLimited = SIL_BOX_LIMITED_W | SIL_BOX_LIMITED_H;
    CHECK((node("#held").flags & kLimited) == kLimited);
    CHECK((node("#menus").flags & SIL_BOX_UNLAID) == 0);
    window.menuBar()->setCornerWidget(new QLabel("b"), Qt::TopLeftCorner);
    told_again(window);
    CHECK((node("#menus").flags & SIL_BOX_UNLAID) != 0);
}

TEST_CASE("What a splitter folded away, or a main window has no room for, does not tell how long it is") {
    QMainWindow window;
    set_window(window);
    auto* splitter = new QSplitter;
    for (const char* name : {"folded", "rest"}) {
        auto* label = new QLabel(name);
        label->setObjectName(name);
        splitter->addWidget(label);
    }
    window.setCentralWidget(splitter);
    Desk::get().show(window);
    splitter->setSizes({0, 100});
    REQUIRE(window.findChild<QWidget*>("folded")->x() < 0);
    told_again(window);
    CHECK(node("#folded").x == 0);
    CHECK(node("#folded").y == 0);
}

TEST_CASE("Of what is in a centre that the bars leave no room for a number is told only if its width is the same") {
    QMainWindow window;
    set_window(window);
    window.setFixedSize(200, 100);
    window.setCentralWidget(new QListWidget);
    window.centralWidget()->setObjectName("centre");
    auto* bar = window.addToolBar("bar");
    bar->addWidget(new QLabel("a"));
    auto* tall = new QLabel("b");
    bar->addWidget(tall);
    Desk::get().show(window);
    CHECK((node("#centre").flags & SIL_BOX_UNLAID) == 0);
    tall->setText(QString("b\n").repeated(20));
    told_again(window);
    REQUIRE(window.centralWidget()->x() < 0);
    CHECK((node("#centre").flags & SIL_BOX_UNLAID) == 0);
    window.setFixedSize(300, 100);
    told_again(window);
    REQUIRE(window.centralWidget()->x() < 0);
    CHECK((node("#centre").flags & SIL_BOX_UNLAID) != 0);
}

TEST_CASE("Tabs beside their pages stand at the side they are set to, whichever way the window reads") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* tabs = new QTabWidget;
    tabs->addTab(new QLabel("a"), "b");
    rows->addWidget(tabs);
    Desk::get().show(window);
    for (const auto place : {QTabWidget::West, QTabWidget::East}) {
        for (const auto direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            tabs->setTabPosition(place);
            window.setLayoutDirection(direction);
            told_again(window);
            const auto& bar = node("#qt_tabwidget_tabbar");
            const auto& pages = node("#qt_tabwidget_stackedwidget");
            REQUIRE(above(bar).flow == SIL_FLOW_ROW);
            // The first stands where the row begins.
            const bool is_left_first = direction == Qt::LeftToRight;
            CHECK((bar.x < pages.x) == ((&bar < &pages) == is_left_first));
        }
    }
}

TEST_CASE("An area of windows within a window does not hide what it asks for") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* area = new QMdiArea;
    area->setObjectName("documents");
    auto* plain = new QScrollArea;
    plain->setObjectName("scrolled");
    rows->addWidget(area);
    rows->addWidget(plain);
    auto* document = new QTextEdit;
    area->addSubWindow(document)->setObjectName("document");
    auto* other = new QMdiArea;
    rows->addWidget(other);
    auto* filling = other->addSubWindow(new QTextEdit);
    filling->setObjectName("filling");
    other->addSubWindow(new QTextEdit)->setObjectName("behind");
    filling->showMaximized();
    Desk::get().show(window);
    CHECK((node("#documents").flags & SIL_BOX_INDEPENDENT) == 0);
    CHECK((node("#scrolled").flags & SIL_BOX_INDEPENDENT) != 0);
    // It does not fill the area, unless one is maximised: which one is not told.
    CHECK(node("#document").align_w == 1);
    CHECK(node("#document").align_h == 1);
    CHECK_FALSE(area->subWindowList().front()->isMaximized());
    CHECK(node("#filling").align_w == 0);
    CHECK(node("#behind").align_w == 0);
    // How large they are is the user's affair.
    CHECK((node("#documents").flags & SIL_BOX_UNLAID) != 0);
}

TEST_CASE("A size grip is told as shown before its bar is, but in a window that can not be made bigger") {
    QMainWindow window;
    set_window(window);
    window.resize(200, 200);
    auto* bar = window.addToolBar("bar");
    QPixmap picture(16, 16);
    picture.fill(Qt::red);
    for (int number = 1; number <= 9; ++number) {
        bar->addAction(QIcon(picture), "one");
    }
    auto* inner = new QMainWindow;
    inner->setWindowFlags(Qt::Widget);
    inner->statusBar()->setSizeGripEnabled(true);
    bar->addWidget(inner);
    Desk::get().show(window);
    REQUIRE_FALSE(inner->isVisible());
    REQUIRE(inner->statusBar()->findChild<QSizeGrip*>()->isHidden());
    CHECK((node("QSizeGrip[1]").flags & SIL_BOX_HIDDEN) == 0);
}

TEST_CASE("A row or column that is arranged from its end says so") {
    QWidget window;
    set_window(window);
    auto* lines = new QBoxLayout(QBoxLayout::BottomToTop, &window);
    auto* line = new QBoxLayout(QBoxLayout::LeftToRight);
    line->setObjectName("line");
    for (const char* name : {"bottom", "top"}) {
        auto* edit = new QLineEdit;
        edit->setObjectName(name);
        lines->addWidget(edit);
    }
    line->addWidget(new QLineEdit);
    lines->addLayout(line);
    Desk::get().show(window);
    CHECK((told().layout.front().flags & SIL_BOX_BACKWARDS) != 0);
    CHECK(&node("#top") < &node("#bottom"));
    CHECK((node("#line").flags & SIL_BOX_BACKWARDS) == 0);
}

TEST_CASE("A line that can be cleared by a button is as long as its text says, which may be none") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* plain = new QLineEdit;
    auto* clearable = new QLineEdit;
    auto* plain_shortcut = new QKeySequenceEdit;
    auto* shortcut = new QKeySequenceEdit;
    clearable->setClearButtonEnabled(true);
    shortcut->findChild<QLineEdit*>()->setClearButtonEnabled(true);
    for (const auto& [name, field] : std::initializer_list<std::pair<const char*, QWidget*>>{
             {"plain", plain}, {"clearable", clearable}, {"plainShortcut", plain_shortcut}, {"shortcut", shortcut}}) {
        field->setObjectName(name);
        rows->addWidget(field);
    }
    Desk::get().show(window);
    const int empty = clearable->sizeHint().width(), no_shortcut = shortcut->sizeHint().width();
    clearable->setText("a");
    shortcut->setKeySequence(QKeySequence("Ctrl+A"));
    Desk::get().settle();
    CHECK(clearable->sizeHint().width() != empty);
    CHECK(shortcut->sizeHint().width() != no_shortcut);
    constexpr unsigned kContent = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;
    CHECK((node("#clearable").flags & kContent) == SIL_BOX_CONTENT_W);
    CHECK((node("#shortcut").flags & kContent) == SIL_BOX_CONTENT_W);
    CHECK((node("#plain").flags & kContent) == 0);
    CHECK((node("#plainShortcut").flags & kContent) == 0);
}
