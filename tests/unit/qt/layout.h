// What was told of a window's layout.
#pragma once

#include <QWidget>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/qt/recording_library.h"

namespace silhouette::tests {

// The node of the element whose path ends so.
// By view: with a reference GCC 14 takes the result for one into the argument.
inline const sil_layout_node& node(std::string_view end) {
    const auto found = std::find_if(told().layout.begin(), told().layout.end(), [&](const sil_layout_node& one) {
        const std::string& path = told().path(one.element);
        return path.size() >= end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0;
    });
    INFO(std::string(end));
    REQUIRE(found != told().layout.end());
    return *found;
}

inline const sil_layout_node& above(const sil_layout_node& one) {
    return told().layout.at(static_cast<std::size_t>(one.parent));
}

template <class Widget, class... Arguments>
Widget* named(const char* name, Arguments&&... arguments) {
    auto* const made = new Widget(std::forward<Arguments>(arguments)...);
    made->setObjectName(name);
    return made;
}

inline void set_window(QWidget& window) {
    window.setObjectName("window");
    window.resize(500, 400);
}

// The layout that is told once something was clicked where nothing is.
inline std::vector<sil_layout_node> told_again(QWidget& window) {
    told().layout.clear();
    Desk::get().click(window, {window.width() - 2, window.height() - 2});
    REQUIRE(Desk::get().wait([] { return !told().layout.empty(); }));
    return told().layout;
}

}  // namespace silhouette::tests
