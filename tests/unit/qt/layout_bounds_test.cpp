#include <QDialog>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>
#include <QVBoxLayout>

#include <initializer_list>
#include <utility>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/layout.h"

using namespace silhouette::tests;

TEST_CASE("Bounds that the program set are told, and make a size independent of content") {
    QWidget window;
    set_window(window);
    auto* rows = new QVBoxLayout(&window);
    auto* fixed = named<QLabel>("fixed", "fixed");
    fixed->setFixedWidth(80);
    auto* limited = named<QLabel>("limited", "limited");
    limited->setMinimumWidth(50);
    limited->setWordWrap(true);
    auto* ignored = named<QLabel>("ignored", "ignored");
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

TEST_CASE("A part that its own layout holds is limited, and entries beside a corner have no number") {
    QMainWindow window;
    set_window(window);
    auto* centre = new QWidget;
    auto* rows = new QVBoxLayout(centre);
    auto* held = named<QWidget>("held");
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
