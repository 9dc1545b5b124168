// A display of the test's own with a window manager, a QApplication with the hook attached, and a hand that really
// moves the pointer and presses keys (xdotool): what arrives is what arrives from a person.
#pragma once

#include <QApplication>
#include <QDialog>
#include <QPoint>
#include <QString>
#include <QWidget>

#include <functional>
#include <string>
#include <vector>

#include "tests/unit/qt/recording_library.h"

namespace silhouette::tests {

class Desk {
  public:
    // The one of this process. Skips nothing: without Xvfb, openbox and xdotool the tests fail.
    static Desk& get();

    // Shows the window and waits until it is active and told; forgets all that was told before.
    void show(QWidget& window);
    // Runs the event loop until `done`, a minute at most. Says whether it was.
    bool wait(const std::function<bool()>& done);
    // Runs the event loop until nothing more is told for a while.
    void settle();
    // Opens the dialog in an event loop of its own; `meanwhile` runs in that, once the dialog is active and told. It is
    // closed afterwards in any case: whoever waits in such a loop for what does not come hangs.
    void run(QDialog& dialog, const std::function<void()>& meanwhile);

    // At a point of the widget, its centre by default; `again`: a double click.
    void click(QWidget& widget, QPoint at = {-1, -1}, int button = 1, bool again = false);
    void press_drag_release(QPoint global_from, QPoint global_to);
    void key(const QString& key);

    // Clicks told since show(), each as "CLASS#name …" without the window's path; waits until there are `count`.
    std::vector<std::string> clicks(std::size_t count);

    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

  private:
    Desk();
    ~Desk();
    void hand(const QStringList& arguments);

    struct Processes;
    Processes* processes_;
    QApplication* application_;
};

// Whether `text` has `part`.
bool has(const std::string& text, const std::string& part);

}  // namespace silhouette::tests
