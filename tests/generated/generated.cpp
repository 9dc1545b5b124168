// generated [--seed N] [--windows N] [--shrunk N] [--exact | --interactions]: random windows, each with two contents of
// which nothing may differ in what is told. A window that differs is made smaller while it still does, and printed.
#include <sys/time.h>

#include <QApplication>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/generated/hand.h"

namespace silhouette::tests {
namespace {

// What is being tried, should the toolkit never come to an end with it.
volatile std::uint64_t tried_now = 0;

void give_up(int) {
    std::printf("seed %llu: no end\n", static_cast<unsigned long long>(tried_now));
    std::fflush(stdout);
    std::_Exit(3);
}

// Of one comparison; not by the clock: other programs may have the machine.
void limit_processor_time() {
    constexpr itimerval kProcessorTime{{0, 0}, {20, 0}};
    ::setitimer(ITIMER_PROF, &kProcessorTime, nullptr);
}

struct Case {
    Part window;
    std::vector<Step> steps;
    Contents one, other;
    Level level;
};

struct Verdict {
    bool differs = false;  // but by what is known
    bool is_known = false;
    int moved = 0;
    Outcome one, other;
};

int moved_boxes(const Outcome& one, const Outcome& other) {
    int moved = 0;
    for (std::size_t step = 0; step < one.boxes.size() && step < other.boxes.size(); ++step) {
        const auto& before = one.boxes[step];
        const auto& after = other.boxes[step];
        for (std::size_t node = 0; node < before.size() && node < after.size(); ++node) {
            moved += before[node].x != after[node].x || before[node].y != after[node].y ||
                     before[node].width != after[node].width || before[node].height != after[node].height;
        }
    }
    return moved;
}

// Whether the bars of a main window left nothing for its centre, and what is in it stands in another width: of that no
// number is told (docs/layout.md, "What remains").
bool has_lost_centre(const Outcome& outcome) {
    constexpr std::uint8_t kCentre = 2;
    for (const auto& boxes : outcome.boxes) {
        for (const sil_layout_node& node : boxes) {
            if (node.parent >= 0 && boxes[static_cast<std::size_t>(node.parent)].flow == SIL_FLOW_WINDOW &&
                node.row == kCentre && (node.flags & SIL_BOX_UNLAID) != 0) {
                return true;
            }
        }
    }
    return false;
}

Verdict judge(qt::Hook& hook, const Case& tried) {
    limit_processor_time();
    Verdict verdict;
    std::set<std::size_t> left_out;
    // Steps that cannot be done with one of the contents are done with none.
    for (int attempt = 0; attempt < 6; ++attempt) {
        verdict.one = play(hook, tried.window, tried.steps, left_out, tried.one, tried.level);
        verdict.other = play(hook, tried.window, tried.steps, left_out, tried.other, tried.level);
        const std::size_t before = left_out.size();
        left_out.insert(verdict.one.impossible.begin(), verdict.one.impossible.end());
        left_out.insert(verdict.other.impossible.begin(), verdict.other.impossible.end());
        if (left_out.size() == before) {
            break;
        }
    }
    const bool differs = verdict.one.frames != verdict.other.frames;
    verdict.is_known = differs && (has_lost_centre(verdict.one) || has_lost_centre(verdict.other));
    verdict.differs = differs && !verdict.is_known;
    verdict.moved = moved_boxes(verdict.one, verdict.other);
    return verdict;
}

Case make_case(std::uint64_t seed, Level level) {
    Case made{make_window(seed), {}, {}, {}, level};
    made.steps = make_steps(made.window, seed);
    made.one = {seed * 4 + 1, seed * 4 + 2, seed * 4 + 1};
    // Exact boxes follow what is shown: only which of many it is may not be told.
    made.other = level == Level::exact ? Contents{seed * 4 + 1, seed * 4 + 2, seed * 4 + 3}
                                       : Contents{seed * 4 + 3, seed * 4 + 4, seed * 4 + 3};
    return made;
}

// What the machine's speed makes of it, by a timer of the toolkit's, is no leak: it does not come back, or comes
// without other content.
bool leaks(qt::Hook& hook, const Case& tried) {
    Case same = tried;
    same.other = same.one;
    return judge(hook, tried).differs && !judge(hook, same).differs && judge(hook, tried).differs;
}

// Takes parts and steps away as long as it still differs.
Case shrink(qt::Hook& hook, Case tried) {
    bool smaller = true;
    while (smaller) {
        smaller = false;
        for (std::size_t step = tried.steps.size(); step-- > 0;) {
            Case less = tried;
            less.steps.erase(less.steps.begin() + static_cast<std::ptrdiff_t>(step));
            if (leaks(hook, less)) {
                tried = std::move(less);
                smaller = true;
            }
        }
        for (int part = count_parts(tried.window) - 1; part > 0; --part) {
            for (const bool lifts : {false, true}) {
                Case less = tried;
                if ((lifts ? lift_children(less.window, part) : take_away(less.window, part)) && leaks(hook, less)) {
                    tried = std::move(less);
                    smaller = true;
                    break;
                }
            }
        }
    }
    return tried;
}

void print_case(const Case& shown) {
    std::printf("%s", in_words(shown.window).c_str());
    for (const Step& step : shown.steps) {
        std::printf("  %s\n", in_words(step).c_str());
    }
}

// Of a window that is small enough to look at: what the rules had to judge.
void print_facts(const Outcome& outcome) {
    constexpr std::size_t kMost = 14;
    if (outcome.boxes.empty() || outcome.boxes.back().size() > kMost) {
        return;
    }
    std::printf("    facts\n");
    for (const sil_layout_node& node : outcome.boxes.back()) {
        std::printf("      %u in %d: box %d %d %d %d flags %x flow %d policy %d %d align %d %d\n",
                    node.element & 0x1ffff, node.parent, node.x, node.y, node.width, node.height, node.flags, node.flow,
                    node.policy_w, node.policy_h, node.align_w, node.align_h);
    }
}

void print_difference(const Verdict& verdict) {
    const auto one = in_lines(verdict.one.frames);
    const auto other = in_lines(verdict.other.frames);
    int shown = 0;
    for (std::size_t line = 0; line < std::max(one.size(), other.size()) && shown < 12; ++line) {
        const std::string before = line < one.size() ? one[line] : "-";
        const std::string after = line < other.size() ? other[line] : "-";
        if (before != after) {
            std::printf("    - %s\n    + %s\n", before.c_str(), after.c_str());
            ++shown;
        }
    }
    print_facts(verdict.one);
    print_facts(verdict.other);
    std::fflush(stdout);
}

}  // namespace
}  // namespace silhouette::tests

int main(int count, char** arguments) {
    using namespace silhouette;
    using namespace silhouette::tests;
    std::uint64_t first = 1;
    int windows = 100, shrunk = 5;
    auto level = Level::strict;
    for (int argument = 1; argument < count; ++argument) {
        const std::string_view name = arguments[argument];
        if (name == "--exact") {
            level = Level::exact;
        } else if (name == "--interactions") {
            level = Level::interactions;
        } else if (argument + 1 < count) {
            const long value = std::atol(arguments[++argument]);
            name == "--seed"      ? static_cast<void>(first = static_cast<std::uint64_t>(value))
            : name == "--windows" ? static_cast<void>(windows = static_cast<int>(value))
                                  : static_cast<void>(shrunk = static_cast<int>(value));
        }
    }
    std::signal(SIGPROF, give_up);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
    QApplication application(count, arguments);
    QApplication::setStyle("fusion");
    QApplication::setQuitOnLastWindowClosed(false);
    qt::Hook hook(application);
    hook.switch_now(true);

    int differ = 0, known = 0, vacuous = 0, unsteady = 0;
    long moved = 0, clicks = 0, choices = 0, parts = 0;
    for (std::uint64_t seed = first; seed < first + static_cast<std::uint64_t>(windows); ++seed) {
        tried_now = seed;
        const Case made = make_case(seed, level);
        const Verdict verdict = judge(hook, made);
        moved += verdict.moved;
        clicks += verdict.one.clicks;
        choices += verdict.one.choices;
        vacuous += verdict.moved == 0 && verdict.one.choices == 0 ? 1 : 0;
        parts += count_parts(made.window);
        known += verdict.is_known ? 1 : 0;
        if (!verdict.differs) {
            continue;
        }
        if (!leaks(hook, made)) {
            ++unsteady;
            continue;
        }
        std::printf("seed %llu differs:\n", static_cast<unsigned long long>(seed));
        const Case shown = ++differ <= shrunk ? shrink(hook, made) : made;
        print_case(shown);
        print_difference(judge(hook, shown));
    }
    std::printf(
        "%d windows of %ld parts, %ld clicks, %ld choices by content, %ld boxes moved, %d vacuous, %d unsteady, "
        "%d known, %d told differently\n",
        windows, parts, clicks, choices, moved, vacuous, unsteady, known, differ);
    std::fflush(stdout);
    // Nothing of the toolkit's end is tried here.
    std::_Exit(differ != 0 || vacuous > windows * 4 / 5 || unsteady > windows / 10);
}
