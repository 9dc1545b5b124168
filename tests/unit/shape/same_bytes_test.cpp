// Other content, the same bytes: the law that privacy/shape is for.
#include "tests/catch.h"
#include "tests/unit/shape/random_window.h"

#include <cstdio>
#include <cstdlib>
#include <set>

using silhouette::privacy::shape::Fact;
using silhouette::privacy::shape::make_strict;
using silhouette::privacy::shape::Numbers;
using silhouette::privacy::shape::StrictElement;
using silhouette::privacy::shape::StrictLayout;
using namespace silhouette::tests;

namespace {

int moved_boxes(const std::vector<Fact>& before, const std::vector<Fact>& after) {
    int moved = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        moved += before[i].x != after[i].x || before[i].y != after[i].y || before[i].width != after[i].width ||
                 before[i].height != after[i].height;
    }
    return moved;
}

std::string as_text(const Item& item, int depth) {
    constexpr const char* kKinds[] = {"leaf", "spacer",    "row",          "column", "grid",   "form", "stack",
                                      "tabs", "split row", "split column", "window", "scroll", "free"};
    char line[400];
    std::snprintf(line, sizeof line, "%*s%s%s%s%s", depth * 2, "", kKinds[static_cast<int>(item.kind)],
                  item.is_widget ? "" : "-layout", item.hidden ? " hidden" : "", item.wraps ? " wraps" : "");
    std::string whole = line;
    const auto add = [&](bool wanted, const char* format, auto... values) {
        if (wanted) {
            std::snprintf(line, sizeof line, format, values...);
            whole += line;
        }
    };
    add(true, " role %d policy %d/%d hint %d/%d least %d/%d", item.role, item.policy[0], item.policy[1], item.hint[0],
        item.hint[1], item.least[0], item.least[1]);
    add(item.content[0] || item.content[1], " content %d/%d", item.content[0], item.content[1]);
    add(item.align[0] != 0 || item.align[1] != 0, " align %d/%d", item.align[0], item.align[1]);
    add(item.set_minimum[0] > 0 || item.set_maximum[0] < kUnbounded, " width %d-%d", item.set_minimum[0],
        item.set_maximum[0]);
    add(item.set_minimum[1] > 0 || item.set_maximum[1] < kUnbounded, " height %d-%d", item.set_minimum[1],
        item.set_maximum[1]);
    add(item.stretch > 0, " stretch %d", item.stretch);
    add(item.row + item.column + item.row_span + item.column_span > 2, " cell %d,%d+%d,%d", item.row, item.column,
        item.row_span, item.column_span);
    add(item.margin + item.spacing > 0, " margin %d spacing %d", item.margin, item.spacing);
    add(item.right_to_left, " rtl");
    add(true, " box %d,%d %dx%d\n", item.box.x, item.box.y, item.box.width, item.box.height);
    std::string text = whole;
    for (const auto& child : item.children) {
        text += as_text(*child, depth + 1);
    }
    return text;
}

std::string first_difference(const StrictLayout& before, const StrictLayout& after) {
    for (std::size_t i = 0; i < before.elements.size() && i < after.elements.size(); ++i) {
        const auto& a = before.elements[i];
        const auto& b = after.elements[i];
        if (!(a == b)) {
            char line[300];
            std::snprintf(line, sizeof line, "element %u known %d/%d x %d/%d y %d/%d width %d/%d height %d/%d",
                          a.element, a.known, b.known, a.x, b.x, a.y, b.y, a.width, b.width, a.height, b.height);
            return line;
        }
    }
    return before.elements.size() == after.elements.size() ? "" : "number of elements";
}

unsigned window_count() {
    const char* wanted = std::getenv("SILHOUETTE_SHAPE_WINDOWS");
    return wanted != nullptr ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : 6000;
}

int count_known(const StrictLayout& strict) {
    int known = 0;
    for (const auto& element : strict.elements) {
        known += __builtin_popcount(element.known);
    }
    return known;
}

}  // namespace

TEST_CASE("other content gives the same bytes, whatever the window") {
    const unsigned windows = window_count();
    long comparisons = 0, vacuous = 0, moved = 0, numbers = 0, known = 0, differing = 0;
    std::string report;
    std::size_t smallest = 0, keys = 0;
    for (unsigned seed = 1; seed <= windows; ++seed) {
        Random random(seed);
        Window window = random_window(random);
        arrange(window);
        const std::vector<Fact> facts = facts_of(window);
        const StrictLayout strict = make_strict(facts);
        known += count_known(strict);
        keys += strict.covered.size() + strict.likely.size();
        numbers += static_cast<long>(strict.elements.size()) * 4;
        const std::string before = as_text(window.root, 0);
        for (int change = 0; change < 6; ++change) {
            change_content(window.root, random);
            arrange(window);
            const std::vector<Fact> changed = facts_of(window);
            const int boxes = moved_boxes(facts, changed);
            ++comparisons;
            vacuous += boxes == 0;
            moved += boxes;
            const StrictLayout again = make_strict(changed);
            if (!(again == strict)) {
                ++differing;
                if (report.empty() || facts.size() < smallest) {
                    smallest = facts.size();
                    report = "seed " + std::to_string(seed) + " size " + std::to_string(static_cast<int>(window.size)) +
                             ": " + first_difference(strict, again) + "\n" + before + "\nafter\n" +
                             as_text(window.root, 0);
                }
                break;
            }
        }
    }
    std::printf(
        "same bytes: %u windows, %ld comparisons, %ld vacuous, %ld boxes moved, %ld differ; %ld of %ld numbers told\n",
        windows, comparisons, vacuous, moved, differing, known, numbers);
    INFO(report);
    CHECK(differing == 0);
    // Not by telling nothing, not by moving nothing, and not without a keypad.
    CHECK(keys > windows / 10);
    CHECK(vacuous * 4 < comparisons);
    CHECK(known * 20 > numbers);
}

namespace {

// As the recorder does: of what lies in a private region nothing is told.
StrictLayout told_exactly(const std::vector<Fact>& facts) {
    std::vector<bool> is_inside(facts.size());
    std::set<std::uint32_t> untold;
    for (std::size_t i = 1; i < facts.size(); ++i) {
        const auto parent = static_cast<std::size_t>(facts[i].parent);
        is_inside[i] = is_inside[parent] || facts[parent].is_private;
        if (is_inside[i]) {
            untold.insert(facts[i].element);
        }
    }
    StrictLayout told = make_strict(facts, Numbers::exact);
    std::erase_if(told.elements, [&](const StrictElement& one) { return untold.contains(one.element); });
    return told;
}

}  // namespace

TEST_CASE("other content of private regions gives the same bytes where all else is told as it is") {
    long comparisons = 0, moved = 0, numbers = 0, known = 0;
    for (unsigned seed = 1; seed <= window_count(); ++seed) {
        Random random(seed);
        Window window = random_window(random);
        make_some_private(window.root, random);
        arrange(window);
        const std::vector<Fact> facts = facts_of(window);
        const StrictLayout told = told_exactly(facts);
        known += count_known(told);
        numbers += static_cast<long>(told.elements.size()) * 4;
        const std::string before = as_text(window.root, 0);
        for (int change = 0; change < 6; ++change) {
            change_private_content(window.root, random);
            arrange(window);
            const std::vector<Fact> changed = facts_of(window);
            ++comparisons;
            moved += moved_boxes(facts, changed);
            const StrictLayout again = told_exactly(changed);
            INFO("seed " << seed << ": " << first_difference(told, again) << "\n"
                         << before << "\nafter\n"
                         << as_text(window.root, 0));
            REQUIRE(again.elements == told.elements);
        }
    }
    std::printf("private content: %ld comparisons, %ld boxes moved; %ld of %ld numbers told\n", comparisons, moved,
                known, numbers);
    CHECK(moved > comparisons / 2);
    // More than twice what strict ones would be.
    CHECK(known * 20 > numbers * 7);
}
