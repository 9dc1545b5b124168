#include "tests/generated/part.h"

#include <algorithm>
#include <iterator>

#include "tests/generated/chance.h"

namespace silhouette::tests {
namespace {

constexpr const char* kNames[] = {
    "row",           "column",      "grid",        "form",           "wrapped",   "stack",        "splitter",
    "tabs",          "tool_box",    "group",       "scroll",         "by_hand",   "documents",    "button_box",
    "main_window",   "dock",        "tool_bar",    "wizard",         "many",      "keypad",       "label",
    "picture",       "push_button", "tool_button", "command_button", "check_box", "radio_button", "line_edit",
    "password_edit", "text_edit",   "combo_box",   "spin_box",       "date_edit", "slider",       "dial",
    "progress_bar",  "digits",      "list",        "table",          "tree",      "calendar",     "tab_bar",
    "canvas",        "card",        "line",        "spacer"};
static_assert(std::size(kNames) == static_cast<std::size_t>(Kind::count));

constexpr int kDepthMax = 4;
constexpr int kPartsMax = 70;

class Maker {
  public:
    explicit Maker(std::uint64_t seed) : chance_(seed) {}

    Part window() {
        constexpr Kind kRoots[] = {Kind::main_window, Kind::main_window, Kind::column,  Kind::row,
                                   Kind::grid,        Kind::form,        Kind::tabs,    Kind::stack,
                                   Kind::by_hand,     Kind::wizard,      Kind::splitter};
        Part root = part(chance_.of(kRoots));
        fill(root, 0);
        // Which of many it is, in every second one.
        if (root.kind != Kind::main_window && chance_.one_in(2)) {
            add(root, part(chance_.one_in(2) ? Kind::keypad : Kind::many), 0);
        }
        return root;
    }

  private:
    Part part(Kind kind) {
        Part made;
        made.kind = kind;
        made.number = ++last_;
        made.seed = chance_.next();
        return made;
    }

    Part container() {
        constexpr Kind kContainers[] = {Kind::row,       Kind::row,        Kind::row,   Kind::column,   Kind::column,
                                        Kind::column,    Kind::grid,       Kind::grid,  Kind::grid,     Kind::form,
                                        Kind::form,      Kind::wrapped,    Kind::stack, Kind::splitter, Kind::tabs,
                                        Kind::tool_box,  Kind::group,      Kind::group, Kind::scroll,   Kind::by_hand,
                                        Kind::documents, Kind::button_box, Kind::many,  Kind::keypad,   Kind::keypad,
                                        Kind::tool_bar,  Kind::main_window};
        return part(chance_.of(kContainers));
    }

    Part control() {
        const int first = static_cast<int>(Kind::label);
        const Kind any = static_cast<Kind>(chance_.between(first, static_cast<int>(Kind::count) - 1));
        constexpr Kind kUsual[] = {Kind::label, Kind::push_button, Kind::tool_button, Kind::check_box, Kind::line_edit};
        return part(chance_.one_in(3) ? chance_.of(kUsual) : any);
    }

    void fill(Part& root, int depth) {
        if (!is_container(root.kind)) {
            return;
        }
        if (root.kind == Kind::main_window) {
            for (int bar = chance_.below(3); bar > 0; --bar) {
                add(root, part(Kind::tool_bar), depth);
            }
            for (int dock = chance_.below(3); dock > 0; --dock) {
                add(root, part(Kind::dock), depth);
            }
            add(root, container(), depth);
            return;
        }
        if (root.kind == Kind::many || root.kind == Kind::keypad || root.kind == Kind::button_box) {
            return;  // these make their children by themselves
        }
        const bool is_one = root.kind == Kind::scroll || root.kind == Kind::dock;
        const int children = is_one ? 1 : chance_.between(1, 5);
        for (int child = 0; child < children && last_ < kPartsMax; ++child) {
            const bool is_deep = depth + 1 < kDepthMax && chance_.one_in(is_one || depth == 0 ? 2 : 3);
            add(root, is_deep ? container() : control(), depth);
        }
    }

    void add(Part& root, Part child, int depth) {
        // Tool bars are not searched for keypads (docs/layout.md).
        const bool was_in_bar = in_bar_;
        in_bar_ = in_bar_ || root.kind == Kind::tool_bar;
        if (in_bar_ && child.kind == Kind::keypad) {
            child.kind = Kind::many;
        }
        const bool arranges = root.kind == Kind::row || root.kind == Kind::column || root.kind == Kind::grid ||
                              root.kind == Kind::form || root.kind == Kind::group;
        const bool is_arrangement = child.kind == Kind::row || child.kind == Kind::column || child.kind == Kind::grid ||
                                    child.kind == Kind::form;
        child.is_bare = arranges && is_arrangement && !chance_.one_in(3);
        fill(child, depth + 1);
        in_bar_ = was_in_bar;
        root.children.push_back(std::move(child));
    }

    Chance chance_;
    std::uint32_t last_ = 0;
    bool in_bar_ = false;
};

// The part `number` in order, with what it lies in.
Part* find(Part& part, int& number, Part*& above, std::size_t& place) {
    if (number-- == 0) {
        return &part;
    }
    for (std::size_t child = 0; child < part.children.size(); ++child) {
        Part* const was = above;
        above = &part;
        place = child;
        if (Part* const found = find(part.children[child], number, above, place)) {
            return found;
        }
        above = was;
    }
    return nullptr;
}

}  // namespace

const char* name_of(Kind kind) {
    return kNames[static_cast<std::size_t>(kind)];
}

bool is_container(Kind kind) {
    return kind < Kind::label;
}

bool is_inner(Kind kind) {
    return kind != Kind::dock && kind != Kind::wizard;
}

Part make_window(std::uint64_t seed) {
    return Maker(seed).window();
}

int count_parts(const Part& part) {
    int count = 1;
    for (const Part& child : part.children) {
        count += count_parts(child);
    }
    return count;
}

bool take_away(Part& root, int number) {
    Part* above = nullptr;
    std::size_t place = 0;
    if (number == 0 || find(root, number, above, place) == nullptr) {
        return false;
    }
    above->children.erase(above->children.begin() + static_cast<std::ptrdiff_t>(place));
    return true;
}

bool lift_children(Part& root, int number) {
    Part* above = nullptr;
    std::size_t place = 0;
    Part* const found = number == 0 ? nullptr : find(root, number, above, place);
    if (found == nullptr || found->children.empty() || above->kind == Kind::main_window) {
        return false;
    }
    std::vector<Part> children = std::move(found->children);
    above->children.erase(above->children.begin() + static_cast<std::ptrdiff_t>(place));
    above->children.insert(above->children.begin() + static_cast<std::ptrdiff_t>(place), children.begin(),
                           children.end());
    return true;
}

std::string in_words(const Part& part, int depth) {
    std::string words(static_cast<std::size_t>(2 * depth), ' ');
    words += name_of(part.kind);
    words += part.is_bare ? " (bare)" : "";
    words += " #" + std::to_string(part.number) + "\n";
    for (const Part& child : part.children) {
        words += in_words(child, depth + 1);
    }
    return words;
}

}  // namespace silhouette::tests
