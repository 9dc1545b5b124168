// Whether a widget is hidden by the program. What Qt hides for want of room or beneath a message follows content, and
// is told as shown.
#pragma once

#include <QLayout>
#include <QWidget>

namespace silhouette::qt {

// Hidden by hide() or setVisible(), not by a widget that arranges it.
bool is_hidden_by_program(const QWidget& widget);

// Whether the item of `layout` at `place` is what a status bar hides while it shows a message, which is content: all
// that stands before the stretch.
bool is_hidden_by_messages(const QLayout& layout, int place);

// Of an item of a layout. `by_messages`: whether is_hidden_by_messages().
bool is_item_hidden(const QWidget& widget, bool by_messages);

}  // namespace silhouette::qt
