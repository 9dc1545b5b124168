#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"

#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
#include <QPointingDevice>
#endif

using namespace silhouette::tests;

namespace {

struct Window : QWidget {
    QPushButton* button = new QPushButton("x");

    Window() {
        setObjectName("window");
        setFixedSize(400, 300);
        button->setObjectName("button");
        (new QVBoxLayout(this))->addWidget(button);
    }
};

}  // namespace

TEST_CASE("A finger's tap that Qt makes a press of the mouse of is one click by touch") {
    Window window;
    Desk& desk = Desk::get();
    desk.show(window);
    // Qt's own way from the system's touch event to the widget.
    auto* const finger = QTest::createTouchDevice();
    const QPoint at = window.button->rect().center();
    QTest::touchEvent(&window, finger).press(1, at, window.button);
    QTest::touchEvent(&window, finger).release(1, at, window.button);
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "#button role=7 button=0 count=1 trigger=1"));
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)

TEST_CASE("A press that Qt makes of a pen's is one click by pen") {
    Window window;
    Desk& desk = Desk::get();
    desk.show(window);
    const auto kind = GENERATE(QPointingDevice::PointerType::Pen, QPointingDevice::PointerType::Eraser);
    const QPointingDevice pen("pen", 1, QInputDevice::DeviceType::Stylus, kind, QInputDevice::Capability::Position, 1,
                              1);
    const QPointF at = window.button->rect().center();
    for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
        QMouseEvent event(type, at, at, window.button->mapToGlobal(at), Qt::LeftButton,
                          type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier, &pen);
        QSpontaneKeyEvent::setSpontaneous(&event);
        qApp->notify(window.button, &event);
    }
    const auto clicks = desk.clicks(1);
    REQUIRE(clicks.size() == 1);
    CHECK(has(clicks[0], "#button role=7 button=0 count=1 trigger=2"));
}

#endif
