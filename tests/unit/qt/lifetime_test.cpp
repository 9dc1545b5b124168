#include <QDialog>
#include <QDockWidget>
#include <QLineEdit>
#include <QMainWindow>
#include <QPointer>
#include <QPushButton>
#include <QToolBar>
#include <QVBoxLayout>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <new>
#include <sstream>
#include <thread>

#include <silhouette/qt.h>

#include "sdk/adapters/qt/hook.h"
#include "tests/catch.h"
#include "tests/unit/qt/desk.h"

using namespace silhouette::tests;
using silhouette::qt::Hook;

namespace {

// The hook's: a thread of Qt's reads what the display sends meanwhile.
thread_local std::size_t allocations = 0;

struct Window : QWidget {
    QVBoxLayout* rows = new QVBoxLayout(this);
    Window() {
        setObjectName("window");
        setFixedSize(400, 300);
    }
};

// Hands real presses to a hook of its own, again and again.
class Repeater : public QObject {
  public:
    bool eventFilter(QObject* object, QEvent* event) override {
        if (event->type() == QEvent::MouseButtonPress && object->isWidgetType() && event->spontaneous() && !done) {
            done = true;
            Hook hook(*QApplication::instance());
            hook.switch_now(true);
            hook.eventFilter(object, event);  // first sight, layout
            hook.eventFilter(object, event);
            constexpr int kTimes = 100'000;
            told().is_quiet = true;
            allocations = 0;
            const auto before = std::chrono::steady_clock::now();
            for (int time = 0; time < kTimes; ++time) {
                hook.eventFilter(object, event);
            }
            const auto after = std::chrono::steady_clock::now();
            allocated = allocations;
            told().is_quiet = false;
            nanoseconds = std::chrono::duration<double, std::nano>(after - before).count() / kTimes;
        }
        return false;
    }
    bool done = false;
    std::size_t allocated = 0;
    double nanoseconds = 0;
};

}  // namespace

// Not inlined: GCC 14 would take the pair for a mismatch (new of the standard, free of ours) where it sees only one
// half.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
// Under a sanitizer the standard's own does not come here.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

TEST_CASE("A new widget at the address of a dead one is another element") {
    Window window;
    alignas(QPushButton) unsigned char place[sizeof(QPushButton)];
    auto* first = new (place) QPushButton("1", &window);
    first->setObjectName("first");
    first->setGeometry(10, 10, 100, 40);
    Desk& desk = Desk::get();
    desk.show(window);
    desk.click(*first);
    first->~QPushButton();
    auto* second = new (place) QPushButton("2", &window);
    second->setObjectName("second");
    second->setGeometry(10, 10, 100, 40);
    second->show();
    desk.settle();
    desk.click(*second);
    const auto clicks = desk.clicks(2);
    second->~QPushButton();
    REQUIRE(clicks.size() == 2);
    CHECK(has(clicks[0], "#first"));
    CHECK(has(clicks[1], "#second"));
}

TEST_CASE("A dialog that deletes itself while it is clicked harms nothing") {
    Window window;
    auto* button = new QPushButton("open");
    window.rows->addWidget(button);
    QPointer<QDialog> dialog;
    QObject::connect(button, &QPushButton::clicked, &window, [&] {
        dialog = new QDialog(&window);
        dialog->setObjectName("brief");
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        auto* close = new QPushButton("close", dialog.data());
        close->setObjectName("close");
        QObject::connect(close, &QPushButton::pressed, dialog.data(), [&dialog] { delete dialog.data(); });
        dialog->resize(200, 100);
        dialog->show();
    });
    Desk& desk = Desk::get();
    desk.show(window);
    for (int time = 0; time < 3; ++time) {
        desk.click(*button, {5, 5});
        REQUIRE(desk.wait([&] { return !dialog.isNull() && dialog->isActiveWindow(); }));
        desk.settle();
        desk.click(*dialog->findChild<QPushButton*>("close"));
        REQUIRE(desk.wait([&] { return dialog.isNull(); }));
    }
    CHECK(desk.clicks(6).size() == 6);
}

TEST_CASE("Off removes the hook, on begins with new numbers and the windows that are open") {
    Window window;
    auto* button = new QPushButton("x");
    button->setObjectName("button");
    window.rows->addWidget(button);
    Desk& desk = Desk::get();
    desk.show(window);
    record(0);
    desk.click(*button);
    desk.settle();
    CHECK(told().lines.empty());
    record(2);
    desk.settle();
    CHECK(told().all("navigate") ==
          std::vector<std::string>{"window_opened view=QWidget#window", "window_activated view=QWidget#window"});
    const std::size_t elements = told().elements.size();
    desk.click(*button);
    CHECK(desk.clicks(1).size() == 1);
    record(3);
    desk.click(*button);
    CHECK(desk.clicks(2).size() == 2);
    CHECK(told().elements.size() > elements);
}

TEST_CASE("A region that is marked private says so, also after it was seen") {
    Window window;
    auto* region = new QWidget;
    region->setObjectName("region");
    auto* inside = new QPushButton("x", region);
    inside->setObjectName("inside");
    window.rows->addWidget(region);
    Desk& desk = Desk::get();
    desk.show(window);
    desk.click(*inside);
    desk.clicks(1);
    const auto flags = [] {
        std::uint32_t last = 0;
        for (const auto& element : told().elements) {
            last = has(element.path, "#region") && !has(element.path, "#inside") ? element.info.flags : last;
        }
        return last;
    };
    CHECK((flags() & SIL_ELEMENT_PRIVATE) == 0);
    SECTION("by the function") {
        silhouette::qt::mark_private(region);
    }
    SECTION("by the property") {
        region->setProperty("silhouettePrivate", true);
    }
    desk.click(*inside);
    CHECK(desk.clicks(2).size() == 2);
    CHECK((flags() & SIL_ELEMENT_PRIVATE) != 0);
}

TEST_CASE("A filter of the app that swallows presses hides none from the hook") {
    struct Swallower : QObject {
        // The window's own event is left alone: swallowed, it never becomes the button's, with or without the hook.
        bool eventFilter(QObject* receiver, QEvent* event) override {
            const bool is_swallowed = receiver->isWidgetType() && event->type() == QEvent::MouseButtonPress;
            swallowed += is_swallowed ? 1 : 0;
            return is_swallowed;
        }
        int swallowed = 0;
    } swallower;
    Window window;
    auto* button = new QPushButton("x");
    window.rows->addWidget(button);
    QApplication::instance()->installEventFilter(&swallower);
    Desk& desk = Desk::get();
    desk.show(window);
    desk.click(*button);
    const auto clicks = desk.clicks(1);
    QApplication::instance()->removeEventFilter(&swallower);
    CHECK(swallower.swallowed > 0);
    CHECK(clicks.size() == 1);
}

TEST_CASE("A click costs no allocation after first sight") {
    Window window;
    auto* button = new QPushButton("x");
    window.rows->addWidget(button);
    Desk& desk = Desk::get();
    desk.show(window);
    Repeater repeater;
    QApplication::instance()->installEventFilter(&repeater);
    desk.click(*button);
    REQUIRE(desk.wait([&] { return repeater.done; }));
    QApplication::instance()->removeEventFilter(&repeater);
    CHECK(repeater.allocated == 0);
    std::printf("click, hook alone: %.0f ns\n", repeater.nanoseconds);
}

TEST_CASE("A walk keeps to its time") {
    Window window;
    window.setFixedSize(800, 700);
    for (int row = 0; row < 20; ++row) {
        auto* line = new QHBoxLayout;
        for (int column = 0; column < 5; ++column) {
            line->addWidget(new QLineEdit);
            line->addWidget(new QPushButton("x"));
        }
        window.rows->addLayout(line);
    }
    Desk& desk = Desk::get();
    desk.show(window);
    silhouette::qt::Elements elements([](void*, QAbstractButton&) {}, nullptr);
    silhouette::qt::LayoutWalk walk(elements);
    using Effort = silhouette::qt::LayoutWalk::Effort;
    using Told = silhouette::qt::LayoutWalk::Told;
    const std::uint32_t view = elements.view_of(window, window);
    REQUIRE(walk.walk(window, view, Effort::whole) == Told::all);
    const double nodes = static_cast<double>(told().layout.size());
    REQUIRE(nodes > 200);
    told().is_quiet = true;
    allocations = 0;
    constexpr int kTimes = 200;
    // What it takes of this thread, not what others take of the machine.
    const auto now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
    };
    const double before = now();
    for (int time = 0; time < kTimes; ++time) {
        walk.walk(window, view, Effort::slice);
    }
    const double each = (now() - before) / kTimes;
    told().is_quiet = false;
    std::printf("walk: %.1f us per 100 nodes, warm\n", each / nodes * 100);
    CHECK(each / nodes * 100 < 80 * 5);  // loaded machines; the figure above is what counts
}

TEST_CASE("A walk allocates nothing for the bars of main windows when warm") {
    QMainWindow window;
    window.setObjectName("window");
    auto* inner = new QMainWindow;
    for (QMainWindow* const main : {&window, inner}) {
        for (const char* name : {"left", "right"}) {
            main->addToolBar(name)->addAction(name);
            auto* dock = new QDockWidget(name);
            dock->setWidget(new QWidget);
            main->addDockWidget(Qt::LeftDockWidgetArea, dock);
        }
    }
    inner->setWindowFlags(Qt::Widget);
    static_cast<QDockWidget*>(window.findChildren<QDockWidget*>().front())->setWidget(inner);
    QMainWindow plain;
    plain.setObjectName("window");
    const auto warm_walk = [](QMainWindow& walked) {
        Desk::get().show(walked);
        silhouette::qt::Elements elements([](void*, QAbstractButton&) {}, nullptr);
        silhouette::qt::LayoutWalk walk(elements);
        using Effort = silhouette::qt::LayoutWalk::Effort;
        using Told = silhouette::qt::LayoutWalk::Told;
        const std::uint32_t view = elements.view_of(walked, walked);
        REQUIRE(walk.walk(walked, view, Effort::whole) == Told::all);
        told().is_quiet = true;
        allocations = 0;
        walk.walk(walked, view, Effort::whole);
        told().is_quiet = false;
        return allocations;
    };
    // The library of these tests allocates for what it is told, once a walk.
    CHECK(warm_walk(window) == warm_walk(plain));
}

TEST_CASE("A walk that has no more room does not wait for more time") {
    QWidget window;
    window.setObjectName("window");
    for (std::uint32_t count = 0; count < SIL_LAYOUT_NODES_MAX; ++count) {
        new QWidget(&window);
    }
    Desk::get().show(window);
    silhouette::qt::Elements elements([](void*, QAbstractButton&) {}, nullptr);
    silhouette::qt::LayoutWalk walk(elements);
    using Effort = silhouette::qt::LayoutWalk::Effort;
    using Told = silhouette::qt::LayoutWalk::Told;
    const std::uint32_t view = elements.view_of(window, window);
    CHECK(walk.walk(window, view, Effort::whole) == Told::part);
    // On a busy machine one may really run out of time.
    int most = 1'000;
    while (walk.walk(window, view, Effort::slice) != Told::part && --most > 0) {
    }
    CHECK(most > 0);
}

TEST_CASE("Who ends the recorder on another thread leaves the hook to the UI thread") {
    Desk::get();
    // exit() of a worker thread, while this one may be inside of the hook.
    std::thread([] { silhouette::qt::detach(recorder()); }).join();
    CHECK(silhouette::qt::attach(recorder()) == SIL_ERROR_ALREADY_STARTED);
    silhouette::qt::detach(recorder());
    CHECK(silhouette::qt::attach(recorder()) == SIL_OK);
}

TEST_CASE("attach() refuses what it cannot use") {
    Desk::get();
    CHECK(silhouette::qt::attach(nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(silhouette::qt::attach(recorder()) == SIL_ERROR_ALREADY_STARTED);
    silhouette::qt::mark_private(nullptr);
}

TEST_CASE("The hook calls no function that returns a text, value, image or key, and no model") {
    for (const char* file : {"activation_signals.cpp", "activations.cpp", "attach.cpp", "box_facts.cpp",
                             "class_facts.cpp", "describe.cpp", "elements.cpp", "hook.cpp", "key_delivery.cpp",
                             "layout_containers.cpp", "layout_walk.cpp", "plugin.cpp", "press.cpp", "windows.cpp"}) {
        std::ifstream stream(std::string(SILHOUETTE_ADAPTER_SOURCE) + "/" + file);
        REQUIRE(stream);
        std::stringstream content;
        content << stream.rdbuf();
        const std::string source = content.str();
        for (const char* getter : {"text(",      "Text(",          "title(",     "Title(",    "value(", "Value(",
                                   "key(",       "keys(",          "keyCode",    "indexAt",   "model(", "data(Qt",
                                   "toolTip(",   "whatsThis(",     "pixmap(",    "html(",     "Html(",  "currentIndex(",
                                   "shortcut()", "windowFilePath", "statusTip(", "selection", "cursor"}) {
            INFO(file << " " << getter);
            CHECK(source.find(getter) == std::string::npos);
        }
    }
}
