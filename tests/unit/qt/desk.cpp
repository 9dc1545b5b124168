#include "tests/unit/qt/desk.h"

#include <signal.h>
#include <sys/types.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QThread>
#include <QTimer>
#include <QWindow>

#include <array>
#include <stdexcept>

#include <silhouette/qt.h>

namespace silhouette::tests {

struct Desk::Processes {
    QProcess display, manager;
};

namespace {

// In milliseconds. For a machine that others keep busy: what comes costs no more for it.
constexpr int kPatience = 60'000;
// What is told comes of one another's events and timers: nothing of it may be left to do, however late this process is.
constexpr int kQuietRounds = 50;

int argument_count = 1;
char program_name[] = "unit_qt";
std::array<char*, 2> arguments{program_name, nullptr};

}  // namespace

Desk& Desk::get() {
    static Desk desk;
    return desk;
}

Desk::Desk() : processes_(new Processes), application_(nullptr) {
    processes_->display.setStandardErrorFile("/dev/null");
    processes_->display.start("Xvfb", {"-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"});
    if (!processes_->display.waitForReadyRead(kPatience)) {
        throw std::runtime_error("no Xvfb");
    }
    qputenv("DISPLAY", ":" + processes_->display.readLine().trimmed());
    qputenv("QT_QPA_PLATFORM", "xcb");
    qunsetenv("QT_QPA_GENERIC_PLUGINS");
    processes_->manager.setStandardErrorFile("/dev/null");
    processes_->manager.start("openbox", {"--sm-disable"});
    if (!processes_->manager.waitForStarted(kPatience)) {
        throw std::runtime_error("no openbox");
    }
    QApplication::setDoubleClickInterval(250);
    application_ = new QApplication(argument_count, arguments.data());
    QApplication::setStyle("fusion");
    QApplication::setQuitOnLastWindowClosed(false);
    // Until the window manager does its work.
    for (int attempt = 0; attempt < 120; ++attempt) {
        QWidget trial;
        trial.show();
        QElapsedTimer timer;
        timer.start();
        if (wait([&] { return trial.isActiveWindow() || timer.elapsed() > 500; }) && trial.isActiveWindow()) {
            break;
        }
    }
    if (qt::attach(recorder()) != SIL_OK) {
        throw std::runtime_error("no hook");
    }
    QApplication::processEvents();
}

Desk::~Desk() {
    qt::detach(recorder());
    // Qt's own statics are gone by now: the application is left to the end of the process.
    for (const qint64 process : {processes_->manager.processId(), processes_->display.processId()}) {
        ::kill(static_cast<pid_t>(process), SIGTERM);
    }
}

bool Desk::wait(const std::function<bool()>& done) {
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        if (timer.elapsed() > kPatience) {
            return false;
        }
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(2);
    }
    return true;
}

void Desk::settle() {
    std::size_t lines = told().lines.size();
    QElapsedTimer quiet;
    quiet.start();
    int rounds = 0;
    wait([&] {
        if (told().lines.size() != lines) {
            lines = told().lines.size();
            quiet.restart();
            rounds = 0;
        }
        return quiet.elapsed() > 350 && ++rounds > kQuietRounds;
    });
}

void Desk::run(QDialog& dialog, const std::function<void()>& meanwhile) {
    QTimer::singleShot(0, &dialog, [&] {
        if (wait([&] { return dialog.isActiveWindow(); })) {
            settle();
            meanwhile();
            wait([&] { return !dialog.isVisible(); });
        }
        dialog.reject();
    });
    dialog.exec();
}

void Desk::show(QWidget& window) {
    window.show();
    window.activateWindow();
    if (!wait([&] { return window.isActiveWindow() && window.windowHandle()->isExposed(); })) {
        throw std::runtime_error("the window did not become active");
    }
    settle();
    told().lines.clear();
    // Nothing of the test before counts as a first press of a double click.
    QThread::msleep(static_cast<unsigned long>(QApplication::doubleClickInterval()) + 50);
}

void Desk::hand(const QStringList& steps) {
    QProcess process;
    // An answer of the server's is waited for, behind which all that the hand did has been done.
    process.start("xdotool", steps + QStringList{"getmouselocation"});
    if (!wait([&] { return process.state() == QProcess::NotRunning; }) || process.exitCode() != 0) {
        throw std::runtime_error("xdotool failed");
    }
    // What it made of it has come here behind another.
    QGuiApplication::sync();
    QApplication::processEvents();
}

void Desk::click(QWidget& widget, QPoint at, int button, bool again) {
    const QPoint global = widget.mapToGlobal(at.x() < 0 ? widget.rect().center() : at);
    QStringList steps{"mousemove", QString::number(global.x()), QString::number(global.y()), "sleep", "0.03", "click"};
    const int interval = QApplication::doubleClickInterval();
    if (again) {
        // Elsewhere before, so that no press from before counts, however long the two may take that do.
        hand({"mousemove", QString::number(global.x() - 40), QString::number(global.y())});
        QApplication::setDoubleClickInterval(kPatience);
        steps << "--repeat"
              << "2"
              << "--delay"
              << "60";
    }
    hand(steps << QString::number(button));
    QApplication::setDoubleClickInterval(interval);
}

void Desk::press_drag_release(QPoint from, QPoint to) {
    hand({"mousemove", QString::number(from.x()), QString::number(from.y()), "mousedown", "1", "sleep", "0.4"});
    hand({"mousemove", QString::number(to.x()), QString::number(to.y() - 2), "sleep", "0.1", "mousemove",
          QString::number(to.x()), QString::number(to.y()), "sleep", "0.2", "mouseup", "1"});
}

void Desk::key(const QString& key) {
    hand({"key", key});
}

std::vector<std::string> Desk::clicks(std::size_t count) {
    wait([&] { return told().all("click").size() >= count; });
    settle();
    return told().all("click");
}

namespace {

// Before any test makes a widget.
[[maybe_unused]] const Desk& desk_of_all_tests = Desk::get();

}  // namespace

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace silhouette::tests
