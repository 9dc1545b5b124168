// Tool bars, of which what they have no room for is told as if they had.
#include <QToolBar>
#include <QToolButton>
#include <QWidgetAction>

#include "sdk/adapters/qt/layout_walk.h"

namespace silhouette::qt {
namespace {

constexpr std::uint8_t kCentre = 2;  // an alignment

// What a layout gives to a widget that cannot stretch. Where the program set a length, its text has no say in it.
QSize length_of(const QWidget& widget) {
    return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize());
}

// In a column: Qt's own buttons stand in the middle, an app's widgets where lines begin.
int place_across(const QAction& action, const QToolBar& bar, int room) {
    const bool is_own = action.isSeparator() || qobject_cast<const QWidgetAction*>(&action) != nullptr;
    return is_own ? (bar.isRightToLeft() ? room : 0) : room / 2;
}

}  // namespace

void LayoutWalk::fill_tool_bar(const Above& self, QToolBar& bar) {
    const bool is_row = bar.orientation() == Qt::Horizontal;
    const bool is_backwards = is_row && bar.isRightToLeft();
    node(self).flow = is_row ? SIL_FLOW_ROW : SIL_FLOW_COLUMN;
    const int spacing = node(self).spacing;
    const QRect inside = bar.rect().marginsRemoved(
        {node(self).margin_left, node(self).margin_top, node(self).margin_right, node(self).margin_bottom});
    // Unfolded for what it has no room for, it is as thick as its lines, and how many these are, and what stands in
    // which, follows the texts.
    const auto* const unfold =
        bar.findChild<QToolButton*>(QStringLiteral("qt_toolbar_ext_button"), Qt::FindDirectChildrenOnly);
    const bool is_unfolded = unfold != nullptr && unfold->isChecked();
    if (is_unfolded) {
        node(self).flags |= SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H | SIL_BOX_UNLAID;
    }
    const bool may_squeeze = unfold != nullptr && !unfold->isHidden() && !is_unfolded;
    // Where the next one begins.
    int next = is_backwards ? inside.right() + 1 : is_row ? inside.left() : inside.top();
    bool is_first = true;
    const auto actions = bar.actions();
    for (QAction* action : actions) {
        QWidget* const shown = bar.widgetForAction(action);
        if (shown == nullptr || shown->parentWidget() != &bar) {
            continue;
        }
        QRect box = shown->geometry();
        const bool has_room = !shown->isHidden();
        if (!has_room && action->isVisible()) {
            // How many the bar has room for follows the texts in it: what it has none for is told as if it had.
            // A bar that the program holds thinner holds what is in it, too.
            const QSize room =
                is_row ? QSize(QWIDGETSIZE_MAX, inside.height()) : QSize(inside.width(), QWIDGETSIZE_MAX);
            box.setSize(length_of(*shown).boundedTo(room).expandedTo(shown->minimumSize()));
            if (is_row) {
                box.moveTo(is_backwards ? next - box.width() : next,
                           inside.top() + (inside.height() - box.height()) / 2);
            } else {
                box.moveTo(inside.left() + place_across(*action, bar, inside.width() - box.width()), next);
            }
        }
        const std::int32_t number = add_widget(self, *shown, !action->isVisible());
        if (number < 0) {
            continue;
        }
        sil_layout_node& made = nodes_[static_cast<std::size_t>(number)];
        // Bars are as thick as the thickest in them, and what is not stands in their middle.
        (is_row ? made.align_h : made.align_w) = kCentre;
        // Nobody has arranged what is in a widget that the bar never had room for.
        made.flags |= SIL_BOX_UNLAID;
        if (!action->isVisible()) {
            continue;
        }
        // To make room for the button that unfolds it the bar may squeeze what it shows, and the spaces between.
        // Whether it does, texts decide upon: what stands before that button may be shorter than it.
        if (has_room && may_squeeze) {
            const bool has_one_length = (made.flags & (is_row ? SIL_BOX_FIXED_W : SIL_BOX_FIXED_H)) != 0;
            const QSize unsqueezed = has_one_length ? length_of(*shown).expandedTo(box.size()) : box.size();
            if (is_first) {
                next = is_backwards ? box.x() + box.width() : is_row ? box.x() : box.y();
            }
            box = is_row ? QRect(is_backwards ? next - unsqueezed.width() : next, box.y(), unsqueezed.width(),
                                 box.height())
                         : QRect(box.x(), next, box.width(), unsqueezed.height());
        }
        is_first = false;
        made.x = box.x();
        made.y = box.y();
        made.width = box.width();
        made.height = box.height();
        next = is_backwards ? box.x() - spacing : (is_row ? box.x() + box.width() : box.y() + box.height()) + spacing;
    }
}

}  // namespace silhouette::qt
