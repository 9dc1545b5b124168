#include "tests/generated/hand.h"

#include <QAbstractButton>
#include <QAbstractEventDispatcher>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTest>
#include <QTimerEvent>

namespace silhouette::tests {
namespace {

constexpr int kSmallest = 15;  // pixels that something has that people click: as many as a place has parts

void list_parts(const Part& part, std::vector<const Part*>& all) {
    all.push_back(&part);
    for (const Part& child : part.children) {
        list_parts(child, all);
    }
}

// Where people aim a fixed way from an edge.
bool is_aimed_at_edges(Kind kind) {
    return kind == Kind::check_box || kind == Kind::radio_button || kind == Kind::tool_button || kind == Kind::group ||
           kind == Kind::combo_box || kind == Kind::spin_box || kind == Kind::line_edit;
}

class Hand {
  public:
    Hand(qt::Hook& hook, BuiltWindow& built, Recording& recording, std::uint64_t content)
        : hook_(hook), built_(built), recording_(recording), content_(content) {}

    // What the toolkit and the hook would do in time.
    void settle() {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        for (int round = 0; round < 12; ++round) {
            const auto timers = QAbstractEventDispatcher::instance()->registeredTimers(&hook_);
            if (timers.isEmpty()) {
                break;
            }
            for (const auto& timer : timers) {
                QTimerEvent event(timer.timerId);
                QCoreApplication::sendEvent(&hook_, &event);
            }
            QCoreApplication::sendPostedEvents();
        }
        recording_.advance(400);
    }

    bool act(const Step& step) {
        QWidget* const widget = built_.widget(step.number);
        Chance chance(step.seed);
        switch (step.act) {
            case Act::other_content:
                return true;
            case Act::resize:
                built_.window().resize(chance.between(200, 800), chance.between(150, 600));
                return true;
            case Act::choice:
                return choose(step);
            case Act::key:
                if (widget == nullptr || !can_use(*widget)) {
                    return false;
                }
                widget->setFocus();
                QTest::keyClick(widget, Qt::Key_Space);
                return true;
            case Act::entry:
                return widget != nullptr && use_entry(*widget, chance);
            default:
                return widget != nullptr && can_use(*widget) && click(*widget, step.act);
        }
    }

    // Whether of the part that is used next several may be used.
    void set_keypad(bool is_keypad) { is_keypad_ = is_keypad; }
    int choices() const { return choices_; }

    static void close_popups() {
        for (int depth = 0; depth < 8; ++depth) {
            if (QWidget* const popup = QApplication::activePopupWidget()) {
                popup->close();
            }
        }
    }

  private:
    // Its menu would run a loop of its own. Of buttons and splitters a place is told, in parts of which each has a
    // pixel.
    bool can_use(const QWidget& widget) const {
        const auto* const button = qobject_cast<const QPushButton*>(&widget);
        const bool has_place = qobject_cast<const QAbstractButton*>(&widget) != nullptr ||
                               qobject_cast<const QSplitter*>(&widget) != nullptr;
        const int smallest = has_place ? kSmallest : 1;
        return (button == nullptr || button->menu() == nullptr) && widget.isVisible() && widget.isEnabled() &&
               widget.width() >= smallest && widget.height() >= smallest;
    }

    static void press(QWidget& widget, QPoint at, Qt::MouseButton button = Qt::LeftButton) {
        QPointer<QWidget> alive = &widget;
        QTest::mousePress(&widget, button, {}, at);
        if (!alive.isNull()) {
            QTest::mouseRelease(alive, button, {}, at);
        }
    }

    bool click(QWidget& widget, Act act) {
        const QPoint centre(widget.width() / 2, widget.height() / 2);
        switch (act) {
            case Act::click_at_start:
                press(widget, {6, centre.y()});
                break;
            case Act::click_at_end:
                press(widget, {widget.width() - 6, centre.y()});
                break;
            case Act::second_button:
                QTest::mousePress(&widget, Qt::RightButton, {}, centre);
                break;
            default:
                press(widget, centre);
                break;
        }
        return true;
    }

    // Which of several is what the data say, and of keys how many.
    bool choose(const Step& step) {
        for (const auto& choice : built_.choices()) {
            if (choice.number != step.number) {
                continue;
            }
            Chance by_data(content_ * 77 + step.seed);
            bool all_there = true;
            for (const auto& one : choice.of) {
                all_there = all_there && !one.isNull() && can_use(*one);
            }
            if (!all_there) {
                return false;
            }
            ++choices_;
            for (int times = is_keypad_ ? by_data.between(1, 5) : 1; times > 0; --times) {
                QWidget& one = *choice.of[static_cast<std::size_t>(by_data.below(static_cast<int>(choice.of.size())))];
                press(one, {one.width() / 2, one.height() / 2});
                close_popups();
                QCoreApplication::processEvents();
            }
            return true;
        }
        return false;
    }

    bool use_entry(QWidget& widget, Chance& chance) {
        if (auto* const tabs = qobject_cast<QTabWidget*>(&widget)) {
            return tabs->count() > 0 && use_tab(*tabs->tabBar(), chance.below(tabs->count()));
        }
        if (auto* const bar = qobject_cast<QTabBar*>(&widget)) {
            return bar->count() > 0 && use_tab(*bar, chance.below(bar->count()));
        }
        if (auto* const window = qobject_cast<QMainWindow*>(&widget)) {
            return use_menu(*window, chance);
        }
        if (auto* const view = qobject_cast<QAbstractItemView*>(&widget)) {
            return can_use(*view) && use_row(*view);
        }
        if (auto* const box = qobject_cast<QComboBox*>(&widget)) {
            if (!can_use(*box)) {
                return false;
            }
            press(*box, {box->width() - 6, box->height() / 2});
            QCoreApplication::processEvents();
            if (box->view()->isVisible()) {
                use_row(*box->view());
            }
            return true;
        }
        return false;
    }

    bool use_tab(QTabBar& bar, int tab) {
        const QRect box = bar.tabRect(tab);
        if (!bar.isVisible() || !bar.isTabEnabled(tab) || box.width() < kSmallest ||
            !bar.rect().contains(box.center())) {
            return false;
        }
        press(bar, box.center());
        return true;
    }

    // The row that the data say, or below all rows.
    bool use_row(QAbstractItemView& view) {
        const int rows = view.model()->rowCount();
        ++choices_;
        Chance by_data(content_ * 7 + 3);
        QPoint at(view.viewport()->width() / 2, view.viewport()->height() - 3);
        if (rows > 0) {
            const QRect box = view.visualRect(view.model()->index(by_data.below(rows), 0));
            if (view.viewport()->rect().contains(box.center())) {
                at = box.center();
            }
        }
        press(*view.viewport(), at);
        return true;
    }

    bool use_menu(QMainWindow& window, Chance& chance) {
        auto* const bar = qobject_cast<QMenuBar*>(window.menuWidget());
        if (bar == nullptr || !bar->isVisible() || bar->actions().isEmpty()) {
            return false;
        }
        QAction* const top = bar->actions().at(chance.below(static_cast<int>(bar->actions().size())));
        const QRect box = bar->actionGeometry(top);
        if (box.width() < kSmallest || !bar->rect().contains(box.center())) {
            return false;
        }
        press(*bar, box.center());
        QCoreApplication::processEvents();
        QMenu* const menu = top->menu();
        if (menu == nullptr || !menu->isVisible()) {
            return false;
        }
        settle();
        const auto entries = menu->actions();
        QAction* const entry = entries.at(chance.below(static_cast<int>(entries.size())));
        const QPoint at = menu->actionGeometry(entry).center();
        if (entry->isSeparator() || !menu->rect().contains(at)) {
            return false;
        }
        press(*menu, at);
        return true;
    }

    qt::Hook& hook_;
    BuiltWindow& built_;
    Recording& recording_;
    std::uint64_t content_;
    bool is_keypad_ = false;
    int choices_ = 0;
};

}  // namespace

std::vector<Step> make_steps(const Part& window, std::uint64_t seed) {
    Chance chance(seed ^ 0x51ee);
    std::vector<const Part*> all;
    list_parts(window, all);
    std::vector<Step> steps;
    const auto add = [&](Act act, const Part& part) {
        steps.push_back({act, part.number, static_cast<std::uint32_t>(chance.next())});
    };
    for (const Part* part : all) {
        if (part->kind == Kind::many || part->kind == Kind::keypad) {
            add(Act::choice, *part);
        } else if (chance.one_in(3)) {
            switch (part->kind) {
                case Kind::tabs:
                case Kind::tab_bar:
                case Kind::main_window:
                case Kind::list:
                case Kind::table:
                case Kind::tree:
                    add(Act::entry, *part);
                    break;
                case Kind::combo_box:
                    add(chance.one_in(2) ? Act::entry : Act::click_at_end, *part);
                    break;
                default:
                    add(chance.one_in(8)                                      ? Act::second_button
                        : part->kind >= Kind::push_button && chance.one_in(4) ? Act::key
                        : is_aimed_at_edges(part->kind) && chance.one_in(2)   ? Act::click_at_start
                        : is_aimed_at_edges(part->kind) && chance.one_in(2)   ? Act::click_at_end
                                                                              : Act::click,
                        *part);
            }
        }
    }
    // In another order than they were built in.
    for (std::size_t place = steps.size(); place > 1; --place) {
        std::swap(steps[place - 1], steps[static_cast<std::size_t>(chance.below(static_cast<int>(place)))]);
    }
    if (steps.size() > 10) {
        steps.resize(10);
    }
    steps.insert(steps.begin() + chance.below(static_cast<int>(steps.size()) + 1), Step{Act::other_content, 0, 0});
    if (chance.one_in(4)) {
        steps.insert(steps.begin() + chance.below(static_cast<int>(steps.size()) + 1),
                     Step{Act::resize, 0, static_cast<std::uint32_t>(chance.next())});
    }
    return steps;
}

Outcome play(qt::Hook& hook, const Part& window, const std::vector<Step>& steps, const std::set<std::size_t>& left_out,
             Contents contents, Level level) {
    Outcome outcome;
    std::vector<const Part*> all;
    list_parts(window, all);
    const auto kind_of = [&](std::uint32_t number) {
        for (const Part* part : all) {
            if (part->number == number) {
                return part->kind;
            }
        }
        return Kind::count;
    };
    Recording recording(level);
    {
        BuiltWindow built(window, contents.first);
        Hand hand(hook, built, recording, contents.chosen);
        built.window().show();
        built.window().activateWindow();
        hand.settle();
        outcome.boxes.push_back(recording.boxes());
        for (std::size_t number = 0; number < steps.size(); ++number) {
            if (left_out.count(number) != 0) {
                continue;
            }
            const Step& step = steps[number];
            hand.set_keypad(kind_of(step.number) == Kind::keypad);
            if (step.act == Act::other_content) {
                built.show_content(contents.second);
            } else if (!hand.act(step)) {
                outcome.impossible.insert(number);
            }
            hand.settle();
            Hand::close_popups();
            hand.settle();
            outcome.boxes.push_back(recording.boxes());
        }
        outcome.clicks = recording.clicks();
        outcome.choices = hand.choices();
        built.window().close();
        hand.settle();
    }
    outcome.frames = recording.finish();
    return outcome;
}

std::string in_words(const Step& step) {
    constexpr const char* kActs[] = {"click", "click at start", "click at end",  "second button", "key",
                                     "entry", "choice",         "other content", "resize"};
    return std::string(kActs[static_cast<std::size_t>(step.act)]) + " #" + std::to_string(step.number);
}

}  // namespace silhouette::tests
