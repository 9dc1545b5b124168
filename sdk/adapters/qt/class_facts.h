// What is known of a widget by its class alone: its role, what it may bear, what decides its size. No getter is called.
#pragma once

#include <QMetaObject>

#include <cstdint>

#include <silhouette/adapter.h>

namespace silhouette::qt {

// What has to be done to find the element under a press.
enum class Kind : std::uint8_t { plain, scroll_area, menu, menu_bar, tab_bar };

// How a widget arranges what is in it.
enum class Inside : std::uint8_t {
    by_layout,  // by its QLayout, or by hand when it has none
    nothing,    // its parts are the toolkit's, or content
    main_window,
    splitter,
    tabs,
    scroll,
    dock,
    tool_bar,
    menu_bar,
    tab_bar,
    headers,  // of a tree or table, and else nothing
    free
};

// What of its own size can follow a text, a value or a picture.
enum class Sized : std::uint8_t { clean, width, both, along_tabs, line_edit, combo_box, tool_button, adjustable };

struct ClassFacts {
    sil_role role = SIL_ROLE_UNSPECIFIED;
    std::uint32_t flags = 0;  // SIL_ELEMENT_…
    Inside inside = Inside::by_layout;
    Sized sized = Sized::clean;
    Kind kind = Kind::plain;
    bool is_button = false;         // can be pressed, takes part in the search for keypads
    bool is_custom = false;         // a class of the app directly upon QWidget or QFrame: it may paint anything
    bool declares_private = false;  // has a property "silhouettePrivate" of its own, besides dynamic ones
};

// By the class and its base classes. Cached: a hash look-up after first sight. UI thread.
const ClassFacts& facts_of(const QMetaObject& meta_object);

}  // namespace silhouette::qt
