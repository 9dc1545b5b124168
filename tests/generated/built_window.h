// The parts of a window as widgets, and what they show.
#pragma once

#include <QAction>
#include <QLayout>
#include <QPointer>
#include <QWidget>

#include <memory>
#include <vector>

#include "tests/generated/chance.h"
#include "tests/generated/part.h"

namespace silhouette::tests {

// What shows something: a widget or an action. Which text it shows is decided by number, place and the content.
struct Shown {
    QPointer<QObject> object;
    std::uint32_t number;  // of its part
    int place;             // within it
};

class BuiltWindow {
  public:
    // The program: the same window whatever it is to show. `content` decides only what is built of data.
    BuiltWindow(const Part& window, std::uint64_t content);
    ~BuiltWindow();

    // The data. Any number of times.
    void show_content(std::uint64_t content);

    QWidget& window() { return *window_; }
    // What a part is made of; null where it was taken away.
    QWidget* widget(std::uint32_t number) const;
    const std::vector<Shown>& shown() const { return shown_; }
    // Parts of `many` and `keypad`, of which a hand takes one by what the data say.
    struct Choice {
        std::uint32_t number;
        std::vector<QPointer<QWidget>> of;
    };
    const std::vector<Choice>& choices() const { return choices_; }

  private:
    QWidget* build(const Part& part);
    QWidget* container(const Part& part, Chance& chance);
    QWidget* control(const Part& part, Chance& chance);
    QWidget* main_window(const Part& part, Chance& chance);
    QWidget* tool_bar(const Part& part, Chance& chance);
    QWidget* tabs(const Part& part, Chance& chance);
    QWidget* wizard(const Part& part, Chance& chance);
    QWidget* by_hand(const Part& part, Chance& chance);
    QWidget* many(const Part& part, Chance& chance);
    QWidget* keypad(const Part& part, Chance& chance);
    QLayout* arrangement(const Part& part, Chance& chance);
    void set_up(QWidget& widget, Chance& chance);
    QAction* action(const Part& part, QWidget& place, Chance& chance);
    void menu(const Part& part, class QMenu& menu, Chance& chance);

    void shows(const Part& part, QObject& object) { shown_.push_back({&object, part.number, next_place_++}); }

    std::unique_ptr<QWidget> window_;
    std::vector<Shown> shown_;
    std::vector<Choice> choices_;
    std::vector<std::pair<std::uint32_t, QPointer<QWidget>>> widgets_;
    std::uint64_t content_;
    int next_place_ = 0;
};

// Of one thing that is shown, by the content.
Chance chance_of(const Shown& shown, std::uint64_t content);
void show(QObject& object, Chance chance);
QString text_by_chance(Chance& chance);

}  // namespace silhouette::tests
