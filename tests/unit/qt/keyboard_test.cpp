#include <QCheckBox>
#include <QDialog>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"

using namespace silhouette::tests;

TEST_CASE("What the program clicks while somebody types is none: that would count the keys") {
    QDialog dialog;
    dialog.setObjectName("dialog");
    auto* rows = new QVBoxLayout(&dialog);
    auto* edit = new QLineEdit(&dialog);
    auto* button = new QPushButton("Search", &dialog);
    button->setObjectName("searchButton");
    button->setAutoDefault(false);
    rows->addWidget(edit);
    rows->addWidget(button);
    int searches = 0;
    QObject::connect(edit, &QLineEdit::textEdited, button, &QPushButton::click);
    QObject::connect(button, &QPushButton::clicked, [&] { ++searches; });
    Desk& desk = Desk::get();
    desk.show(dialog);
    edit->setFocus();
    desk.key("a");
    desk.key("b");
    REQUIRE(desk.wait([&] { return searches == 2; }));
    // Known by now, and used by a key of its own.
    button->setFocus();
    desk.key("space");
    edit->setFocus();
    desk.key("c");
    CHECK(desk.wait([&] { return searches == 4; }));
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "#searchButton role=7 button=0 count=1 trigger=3"));
}

TEST_CASE("A button that is used by the keyboard is a click with that trigger, once") {
    QDialog dialog;
    dialog.setObjectName("dialog");
    auto* rows = new QVBoxLayout(&dialog);
    auto* edit = new QLineEdit(&dialog);
    auto* check = new QCheckBox("&Agree", &dialog);
    auto* button = new QPushButton("&Send", &dialog);
    check->setObjectName("agreeCheck");
    button->setObjectName("sendButton");
    button->setDefault(true);
    rows->addWidget(edit);
    rows->addWidget(check);
    rows->addWidget(button);
    Desk& desk = Desk::get();
    desk.show(dialog);

    SECTION("by the space bar") {
        button->setFocus();
        desk.key("space");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=3 x=-1 y=-1"));
    }
    SECTION("as the default of its dialog") {
        edit->setFocus();
        desk.key("Return");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=3"));
    }
    SECTION("also when that closes the window") {
        QObject::connect(button, &QPushButton::clicked, &dialog, &QDialog::accept);
        edit->setFocus();
        desk.key("Return");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=3 x=-1 y=-1 view=QDialog#dialog"));
        CHECK(told().lines.back() == "navigate window_closed view=QDialog#dialog");
    }
    SECTION("by its shortcut") {
        desk.key("alt+a");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#agreeCheck role=10 button=0 count=1 trigger=3"));
    }
    SECTION("but a mouse click stays one, and typing is none") {
        edit->setFocus();
        desk.key("x");
        desk.click(*button);
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "#sendButton role=7 button=0 count=1 trigger=0"));
    }
}

TEST_CASE("A key that closes what the pointer opened is no use of the button or entry that opened it") {
    QMainWindow window;
    window.setObjectName("main");
    QMenu* file = window.menuBar()->addMenu("File");
    file->setObjectName("menuFile");
    auto* bar = window.addToolBar("tools");
    QDialog dialog(&window);
    dialog.resize(200, 100);
    // Connected before the menu hears of it.
    QAction open("Open");
    Desk& desk = Desk::get();
    bool is_closed_by_key = false;
    QObject::connect(&open, &QAction::triggered, &dialog, [&] {
        desk.run(dialog, [&] {
            desk.key("Escape");
            is_closed_by_key = desk.wait([&] { return window.isActiveWindow(); });
        });
    });
    bar->addAction(&open);
    file->addAction(&open);
    window.setFixedSize(400, 300);
    desk.show(window);
    SECTION("on the tool bar") {
        desk.click(*bar->widgetForAction(&open));
        CHECK(desk.clicks(1).size() == 1);
    }
    SECTION("in a menu") {
        desk.click(*window.menuBar(), window.menuBar()->actionGeometry(file->menuAction()).center());
        REQUIRE(desk.wait([&] { return file->isVisible(); }));
        desk.settle();
        desk.click(*file, file->actionGeometry(&open).center());
        CHECK(desk.clicks(2).size() == 2);
    }
    CHECK(is_closed_by_key);
}

namespace {

struct Main : QMainWindow {
    QMenu* file = menuBar()->addMenu("&File");
    QMenu* edit = menuBar()->addMenu("&Edit");
    QAction* save = file->addAction("&Save");
    QMenu* more = file->addMenu("&More");
    QAction* inner = more->addAction("&Inner");
    QAction* cut = edit->addAction("&Cut");

    Main() {
        setObjectName("main");
        file->setObjectName("menuFile");
        edit->setObjectName("menuEdit");
        more->setObjectName("menuMore");
        save->setObjectName("actionSave");
        inner->setObjectName("actionInner");
        cut->setObjectName("actionCut");
        save->setShortcut(QKeySequence("Ctrl+S"));
        setFixedSize(400, 300);
        move(200, 150);
    }
    void open_file_menu() {
        Desk::get().key("alt+f");
        REQUIRE(Desk::get().wait([&] { return file->isVisible(); }));
        Desk::get().settle();
    }
};

constexpr const char* kFileEntry = "QMenuBar[1]/QAction#menuFile role=27 button=0 count=1 trigger=3";
constexpr const char* kSave = "QMenu#menuFile/QAction#actionSave role=27 button=0 count=1 trigger=3";
constexpr const char* kInner = "QMenu#menuMore/QAction#actionInner role=27 button=0 count=1 trigger=3";

}  // namespace

TEST_CASE("An action that is used by the keyboard is a click on its entry, once") {
    Main window;
    Desk& desk = Desk::get();
    desk.show(window);

    SECTION("by its shortcut") {
        desk.key("ctrl+s");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], kSave));
    }
    SECTION("by its shortcut, when its menu has been open") {
        window.open_file_menu();
        desk.key("Escape");
        desk.key("Escape");
        REQUIRE(desk.wait([&] { return !window.file->isVisible(); }));
        desk.settle();
        told().lines.clear();
        desk.key("ctrl+s");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], kSave));
    }
    SECTION("in the open menu") {
        window.open_file_menu();
        desk.key("Return");
        const auto clicks = desk.clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[0], kFileEntry));
        CHECK(has(clicks[1], kSave));
    }
    SECTION("by its letter in the open menu") {
        window.open_file_menu();
        desk.key("s");
        const auto clicks = desk.clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[1], kSave));
    }
    SECTION("in an inner menu") {
        window.open_file_menu();
        desk.key("Down");
        desk.key("Right");
        REQUIRE(desk.wait([&] { return window.more->isVisible(); }));
        desk.key("Return");
        const auto clicks = desk.clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[1], kInner));
    }
    SECTION("in a context menu, and for the program that asks for the choice") {
        // In the menu's own event loop.
        QTimer::singleShot(0, &window, [&] {
            desk.settle();
            desk.key("Down");
            desk.key("Return");
            desk.wait([&] { return !window.file->isVisible(); });
            window.file->close();
        });
        const QAction* const chosen = window.file->exec(window.mapToGlobal(QPoint(50, 100)));
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], kSave));
        CHECK(chosen == window.save);
    }
    SECTION("of two menus the one that was open") {
        QMenu& other = *window.menuBar()->addMenu("&Other");
        other.setObjectName("menuOther");
        other.addAction(window.save);
        desk.settle();
        told().lines.clear();
        desk.key("alt+o");
        REQUIRE(desk.wait([&] { return other.isVisible(); }));
        desk.settle();
        desk.key("Return");
        const auto clicks = desk.clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[1], "QMenu#menuOther/QAction#actionSave role=27 button=0 count=1 trigger=3"));
    }
}

TEST_CASE("An entry that was chosen by the keyboard is told before the host has acted on it") {
    Main window;
    QDialog dialog(&window);
    dialog.setObjectName("dialog");
    dialog.resize(200, 100);
    // Before the menu hears of it.
    QAction open("&Open");
    open.setObjectName("actionOpen");
    std::vector<std::string> told_by_then;
    bool is_acting = false;

    const auto use_entry = [&] {
        window.file->addAction(&open);
        Desk::get().show(window);
        window.open_file_menu();
        Desk::get().key("o");
        const auto clicks = Desk::get().clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[1], "QMenu#menuFile/QAction#actionOpen role=27 button=0 count=1 trigger=3"));
        CHECK(told_by_then == clicks);
    };
    SECTION("when that opens a dialog, and waits for its end") {
        QObject::connect(&open, &QAction::triggered, &dialog, [&] {
            QTimer::singleShot(600, &dialog, [&] {
                told_by_then = told().all("click");
                dialog.reject();
            });
            dialog.exec();
        });
        use_entry();
        // The click comes before what it opened.
        const auto& lines = told().lines;
        const auto click = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
            return has(line, "click") && has(line, "Open");
        });
        const auto opened = std::find(lines.begin(), lines.end(), "navigate window_opened view=QDialog#dialog");
        CHECK(click < opened);
        CHECK(opened != lines.end());
    }
    SECTION("when that runs an event loop without a window") {
        QObject::connect(&open, &QAction::triggered, &dialog, [&] {
            QEventLoop loop;
            QTimer::singleShot(600, &loop, [&] {
                told_by_then = told().all("click");
                loop.quit();
            });
            loop.exec();
        });
        use_entry();
    }
    SECTION("when that works for long and lets events through") {
        QObject::connect(&open, &QAction::triggered, &dialog, [&] {
            QElapsedTimer timer;
            timer.start();
            is_acting = true;
            while (timer.elapsed() < 600) {
                QApplication::processEvents();
            }
            told_by_then = told().all("click");
        });
        use_entry();
        CHECK(is_acting);
    }
    SECTION("when a key closes what it opened, no second time") {
        QObject::connect(&open, &QAction::triggered, &dialog, [&] {
            Desk::get().run(dialog, [&] {
                told_by_then = told().all("click");
                Desk::get().key("Escape");
            });
        });
        use_entry();
    }
}

TEST_CASE("A key that only opens, closes or moves in menus chooses no entry") {
    Main window;
    Desk& desk = Desk::get();
    desk.show(window);
    window.open_file_menu();

    SECTION("Escape") {
        desk.key("Escape");
        REQUIRE(desk.wait([&] { return !window.file->isVisible(); }));
    }
    SECTION("Escape, and the action is used by the program at once") {
        QObject::connect(window.file, &QMenu::aboutToHide, window.save, &QAction::trigger, Qt::QueuedConnection);
        desk.key("Escape");
        REQUIRE(desk.wait([&] { return !window.file->isVisible(); }));
    }
    SECTION("Escape in an inner menu") {
        desk.key("Down");
        desk.key("Right");
        REQUIRE(desk.wait([&] { return window.more->isVisible(); }));
        desk.key("Escape");
        REQUIRE(desk.wait([&] { return !window.more->isVisible(); }));
        desk.key("Escape");
    }
    SECTION("on to the next menu and back") {
        desk.key("Left");
        REQUIRE(desk.wait([&] { return window.edit->isVisible(); }));
        desk.key("Right");
        REQUIRE(desk.wait([&] { return window.file->isVisible(); }));
        desk.key("Escape");
    }
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], kFileEntry));
}

TEST_CASE("An entry of a menu bar is a click when the keyboard opens its menu") {
    Main window;
    Desk& desk = Desk::get();

    SECTION("by Alt, arrows and Return") {
        desk.show(window);
        desk.key("alt");
        REQUIRE(desk.wait([&] { return window.menuBar()->hasFocus(); }));
        desk.key("Right");
        desk.key("Return");
        REQUIRE(desk.wait([&] { return window.edit->isVisible(); }));
        const auto clicks = desk.clicks(1);
        CHECK(clicks.size() == 1);
        CHECK(has(clicks.at(0), "QMenuBar[1]/QAction#menuEdit role=27 button=0 count=1 trigger=3"));
        desk.key("Escape");
        desk.key("Escape");
    }
    SECTION("also one that has no menu") {
        QAction* help = window.menuBar()->addAction("&Help");
        help->setObjectName("actionHelp");
        desk.show(window);
        desk.key("alt+h");
        const auto clicks = desk.clicks(1);
        REQUIRE(clicks.size() == 1);
        CHECK(has(clicks[0], "QMenuBar[1]/QAction#actionHelp role=27 button=0 count=1 trigger=3"));
    }
    SECTION("but not again by the keyboard when the pointer opened it") {
        desk.show(window);
        desk.click(*window.menuBar(), window.menuBar()->actionGeometry(window.file->menuAction()).center());
        REQUIRE(desk.wait([&] { return window.file->isVisible(); }));
        desk.settle();
        desk.key("Down");
        desk.key("Return");
        const auto clicks = desk.clicks(2);
        REQUIRE(clicks.size() == 2);
        CHECK(has(clicks[0], "QAction#menuFile role=27 button=0 count=1 trigger=0"));
        CHECK(has(clicks[1], kSave));
    }
}

TEST_CASE("A button that opens a menu is a click when it does, once") {
    QDialog dialog;
    dialog.setObjectName("dialog");
    auto* rows = new QVBoxLayout(&dialog);
    auto* push = new QPushButton("Push");
    auto* tool = new QToolButton;
    push->setObjectName("pushButton");
    tool->setObjectName("toolButton");
    QMenu menu;
    menu.setObjectName("menuPopup");
    menu.addAction("One")->setObjectName("actionOne");
    push->setMenu(&menu);
    tool->setMenu(&menu);
    tool->setText("Tool");
    tool->setPopupMode(QToolButton::InstantPopup);
    rows->addWidget(push);
    rows->addWidget(tool);
    dialog.setFixedSize(300, 200);
    Desk& desk = Desk::get();
    desk.show(dialog);
    QAbstractButton* const button = GENERATE(0, 1) == 0 ? static_cast<QAbstractButton*>(push) : tool;

    // The button waits in an event loop of its own until its menu has been closed.
    std::size_t told_by_then = 0;
    QObject::connect(&menu, &QMenu::aboutToShow, &dialog, [&] {
        QTimer::singleShot(0, &dialog, [&] {
            desk.settle();
            told_by_then = told().all("click").size();
            desk.key("Escape");
            desk.wait([&] { return !menu.isVisible(); });
            menu.close();
        });
    });
    const char* trigger = nullptr;
    SECTION("by the keyboard") {
        trigger = "trigger=3";
        button->setFocus(Qt::TabFocusReason);
        desk.key("space");
    }
    SECTION("by the pointer, and the key that closes it is none") {
        trigger = "trigger=0";
        desk.click(*button);
    }
    REQUIRE(desk.wait([&] { return told_by_then != 0 && !menu.isVisible(); }));
    const auto clicks = desk.clicks(1);
    CHECK(told_by_then == 1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "#" + button->objectName().toStdString()));
    CHECK(has(clicks[0], trigger));
}
