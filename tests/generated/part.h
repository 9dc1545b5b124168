// A window as a tree of parts that a seed decides: plain data, so that parts can be taken away while a leak still
// shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace silhouette::tests {

enum class Kind : std::uint8_t {
    // Arrangements, with a widget of their own or (Part::is_bare, inside another) without.
    row,
    column,
    grid,
    form,
    // Containers.
    wrapped,  // a layout of the app's own, line after line
    stack,
    splitter,
    tabs,
    tool_box,
    group,
    scroll,
    by_hand,
    documents,  // windows within a window
    button_box,
    main_window,
    dock,
    tool_bar,
    wizard,
    many,    // more like siblings than a person tells apart
    keypad,  // which of them is the secret
    // Controls.
    label,
    picture,
    push_button,
    tool_button,
    command_button,
    check_box,
    radio_button,
    line_edit,
    password_edit,
    text_edit,
    combo_box,
    spin_box,
    date_edit,
    slider,
    dial,
    progress_bar,
    digits,
    list,
    table,
    tree,
    calendar,
    tab_bar,
    canvas,
    card,  // painted by the app, with a size that follows what it shows
    line,
    spacer,
    count
};

const char* name_of(Kind kind);
bool is_container(Kind kind);
// Whether another part may arrange it.
bool is_inner(Kind kind);

struct Part {
    Kind kind{};
    std::uint32_t number = 0;  // its own in the window, also when others are taken away
    std::uint64_t seed = 0;    // of what the program decides about it
    bool is_bare = false;
    std::vector<Part> children;
};

// What the program sets up, by `seed`.
Part make_window(std::uint64_t seed);

int count_parts(const Part& part);
// The same without the part `number` (counted in order, the root is 0), or with its children in its place.
bool take_away(Part& root, int number);
bool lift_children(Part& root, int number);

std::string in_words(const Part& part, int depth = 0);

}  // namespace silhouette::tests
