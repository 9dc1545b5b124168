// Which element a press or release is about, and where inside.
#pragma once

#include <QMouseEvent>
#include <QWidget>

#include <cstdint>

#include "sdk/adapters/qt/elements.h"

namespace silhouette::qt {

struct Target {
    std::uint32_t element = 0;
    std::int32_t x = SIL_NO_POINT, y = SIL_NO_POINT;  // thousandths of the element's box
};

// Sees the presses and releases that a person made, in order, and says which are clicks.
//
// A press is a click, but in menus, where the release is: so that an entry is told that was reached by holding the
// button down, and no entry twice. A press beside an open popup only closes it: the click is on the popup, without a
// place. UI thread; allocates nothing after first sight of an element.
class Presses {
  public:
    explicit Presses(Elements& elements) : elements_(elements) {}

    // Each returns whether `target` is to be told as a click.
    bool pressed(QWidget& receiver, const QMouseEvent& event, Target& target);
    bool released(QWidget& receiver, const QMouseEvent& event, Target& target);

  private:
    bool pressed_beside_menu(QMenu& menu, QPoint global, Target& target);
    Target in_action(QWidget& bar, QAction& action, QRect box, QPoint at);

    Elements& elements_;
    QPoint last_press_;  // where the last press outside of menus was, global
    bool is_pressed_in_menu_ = false;
};

}  // namespace silhouette::qt
