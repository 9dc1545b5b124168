#include <QFormLayout>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
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

#include <initializer_list>

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
    auto* row = named<QHBoxLayout>("buttonRow");
    auto* save = named<QPushButton>("save", "Save");
    row->addStretch(1);
    row->addWidget(save, 2, Qt::AlignBottom);
    auto* edit = named<QLineEdit>("edit");
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
    auto* one = named<QWidget>("one");
    auto* rows = new QVBoxLayout(one);
    auto* hidden = named<QLabel>("hiddenLabel", "gone");
    rows->addWidget(hidden);
    hidden->hide();
    auto* two = named<QWidget>("two");
    named<QLabel>("inside", "below", two);
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
    auto* save = named<QPushButton>("save", "Save", small);
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
    auto* wide = named<QLineEdit>("wide");
    grid->addWidget(wide, 1, 0, 1, 2);
    auto* form = named<QFormLayout>("form");
    auto* field = named<QLineEdit>("field");
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
    auto* icon_only = named<QToolButton>("iconOnly");
    icon_only->setIcon(window.style()->standardIcon(QStyle::SP_DirIcon));
    auto* by_text = named<QToolButton>("byText");
    by_text->setText("text");
    bar->addWidget(icon_only);
    bar->addWidget(by_text);
    auto* by_style = named<QToolButton>("byStyle");
    by_style->setIcon(icon_only->icon());
    by_style->setToolButtonStyle(Qt::ToolButtonFollowStyle);
    bar->addWidget(by_style);
    REQUIRE(window.style()->styleHint(QStyle::SH_ToolButtonStyle) == Qt::ToolButtonIconOnly);
    auto* tabs = named<QTabWidget>("tabs");
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
    auto* table = named<QTableWidget>("table", 3, 2);
    table->horizontalHeader()->setFixedHeight(30);
    table->verticalHeader()->hide();
    auto* tree = named<QTreeWidget>("tree");
    auto* list = named<QListWidget>("list");
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

TEST_CASE("What is scrolled is told in its own coordinates") {
    QScrollArea window;
    set_window(window);
    auto* content = named<QWidget>("content");
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
    auto* label = named<QLabel>("label");
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

TEST_CASE("An area of windows within a window does not hide what it asks for") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* area = named<QMdiArea>("documents");
    auto* plain = named<QScrollArea>("scrolled");
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

TEST_CASE("A row or column that is arranged from its end says so") {
    QWidget window;
    set_window(window);
    auto* lines = new QBoxLayout(QBoxLayout::BottomToTop, &window);
    auto* line = named<QBoxLayout>("line", QBoxLayout::LeftToRight);
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
