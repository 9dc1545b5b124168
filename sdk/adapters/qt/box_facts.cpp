#include "sdk/adapters/qt/box_facts.h"

#include <QAbstractScrollArea>
#include <QComboBox>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMdiArea>
#include <QMenuBar>
#include <QScreen>
#include <QSplitter>
#include <QStyle>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>
#include <string_view>

#include "sdk/adapters/qt/visibility.h"

namespace silhouette::qt {
namespace {

constexpr std::uint16_t kContentBoth = SIL_BOX_CONTENT_W | SIL_BOX_CONTENT_H;

// Whether it shows its picture alone. Asks only whether there is a picture: without one Qt shows the text.
bool is_icon_only(const QToolButton& button) {
    int shown = button.toolButtonStyle();
    if (shown == Qt::ToolButtonFollowStyle) {
        shown = button.style()->styleHint(QStyle::SH_ToolButtonStyle, nullptr, &button);
    }
    return shown == Qt::ToolButtonIconOnly && (button.arrowType() != Qt::NoArrow || !button.icon().isNull());
}

// Bars are as high as what the app puts beside their entries and tabs.
bool has_corner(const QMenuBar& bar) {
    return bar.cornerWidget(Qt::TopLeftCorner) != nullptr || bar.cornerWidget(Qt::TopRightCorner) != nullptr;
}

bool has_corner(const QTabWidget& tabs) {
    for (const Qt::Corner corner :
         {Qt::TopLeftCorner, Qt::TopRightCorner, Qt::BottomLeftCorner, Qt::BottomRightCorner}) {
        if (tabs.cornerWidget(corner) != nullptr) {
            return true;
        }
    }
    return false;
}

// The crosses that Qt draws to close tabs are all of one size.
bool has_own_buttons(const QTabBar& bar) {
    for (int index = 0; index < bar.count(); ++index) {
        for (const QTabBar::ButtonPosition side : {QTabBar::LeftSide, QTabBar::RightSide}) {
            const QWidget* const button = bar.tabButton(index, side);
            if (button != nullptr && button->metaObject()->className() != std::string_view("CloseButton")) {
                return true;
            }
        }
    }
    return false;
}

// A combo box is higher where one of its entries has a picture, and pictures are higher than a line.
bool is_raised_by_pictures(const QComboBox& box) {
    return box.iconSize().height() > std::max(box.fontMetrics().height(), 14);
}

// A button that clears a line is there while there is something to clear, and makes room for itself. What edits a
// shortcut holds such a line, and is as long as it.
bool has_clear_button(const QWidget& widget) {
    const auto* const line = qobject_cast<const QLineEdit*>(&widget);
    const auto* const shown =
        line != nullptr ? line : widget.findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly);
    return shown != nullptr && shown->isClearButtonEnabled();
}

}  // namespace

std::uint16_t content_of_hint(const QWidget& widget, const ClassFacts& facts) {
    if ((facts.kind == Kind::menu_bar && has_corner(static_cast<const QMenuBar&>(widget))) ||
        (facts.inside == Inside::tabs && has_corner(static_cast<const QTabWidget&>(widget))) ||
        (facts.kind == Kind::tab_bar && has_own_buttons(static_cast<const QTabBar&>(widget)))) {
        return kContentBoth;
    }
    switch (facts.sized) {
        case Sized::clean:
            break;
        case Sized::width:
            return SIL_BOX_CONTENT_W;
        case Sized::both:
            return kContentBoth;
        case Sized::along_tabs:
            return is_along_height(static_cast<const QTabBar&>(widget)) ? SIL_BOX_CONTENT_H : SIL_BOX_CONTENT_W;
        case Sized::combo_box: {
            const auto& box = static_cast<const QComboBox&>(widget);
            if (box.sizeAdjustPolicy() == QComboBox::AdjustToMinimumContentsLengthWithIcon) {
                return 0;
            }
            return is_raised_by_pictures(box) ? kContentBoth : std::uint16_t{SIL_BOX_CONTENT_W};
        }
        case Sized::line_edit:
            return has_clear_button(widget) ? std::uint16_t{SIL_BOX_CONTENT_W} : std::uint16_t{0};
        case Sized::tool_button:
            return is_icon_only(static_cast<const QToolButton&>(widget)) ? std::uint16_t{0} : kContentBoth;
        case Sized::adjustable:
            return static_cast<const QAbstractScrollArea&>(widget).sizeAdjustPolicy() ==
                           QAbstractScrollArea::AdjustIgnored
                       ? 0
                       : kContentBoth;
    }
    // An app's own widget may take its size from anything.
    return facts.is_custom && widget.layout() == nullptr && widget.sizeHint().isValid() ? kContentBoth
                                                                                        : std::uint16_t{0};
}

namespace {

struct Axis {
    QSizePolicy::Policy policy;
    bool is_bound;  // see is_bound()
    std::uint16_t content, fixed;
};

// Splitters within splitters that are looked into; deeper ones count as limited.
constexpr int kSplittersMost = 8;

int minimum_of(const QWidget& widget, Qt::Orientation along) {
    return along == Qt::Horizontal ? widget.minimumWidth() : widget.minimumHeight();
}

int maximum_of(const QWidget& widget, Qt::Orientation along) {
    return along == Qt::Horizontal ? widget.maximumWidth() : widget.maximumHeight();
}

bool is_held_part(const QWidget& part, Qt::Orientation along, int depth);

// Whether a splitter may not be as long as there is room. It sets its own maximum by its parts as soon as it is shown,
// whatever the program set; and whether it ever was may follow content. So it is its parts that are asked, and those
// that are not hidden by the program.
bool is_held_by_parts(const QSplitter& splitter, Qt::Orientation along, int depth = 0) {
    if (depth > kSplittersMost) {
        return true;
    }
    bool any = false, all = splitter.count() > 0;
    for (int place = 0; place < splitter.count(); ++place) {
        const QWidget& part = *splitter.widget(place);
        if (!is_hidden_by_program(part)) {
            const bool is_held = is_held_part(part, along, depth + 1);
            any |= is_held;
            all &= is_held;
        }
    }
    return splitter.orientation() == along ? all : any;
}

// Whether a splitter gives a part no more than it would like to have, or than the program allows it.
bool is_held_part(const QWidget& part, Qt::Orientation along, int depth) {
    const QSizePolicy policy = part.sizePolicy();
    const auto wish = along == Qt::Horizontal ? policy.horizontalPolicy() : policy.verticalPolicy();
    if (wish == QSizePolicy::Fixed || wish == QSizePolicy::Maximum) {
        return true;
    }
    const auto* const inner = qobject_cast<const QSplitter*>(&part);
    return inner != nullptr ? is_held_by_parts(*inner, along, depth) : maximum_of(part, along) < QWIDGETSIZE_MAX;
}

// minimum == maximum, by the program.
bool is_bound(const QWidget& widget, const ClassFacts& facts, Qt::Orientation along) {
    return facts.inside != Inside::splitter && minimum_of(widget, along) == maximum_of(widget, along);
}

bool is_limited(const QWidget& widget, const ClassFacts& facts, Qt::Orientation along) {
    const int minimum = minimum_of(widget, along);
    if (facts.inside == Inside::splitter) {
        return minimum > 0 || is_held_by_parts(static_cast<const QSplitter&>(widget), along);
    }
    const int maximum = maximum_of(widget, along);
    return minimum != maximum && (minimum > 0 || maximum < QWIDGETSIZE_MAX);
}

// Whether it is never smaller than what is in it needs: a window's layout sees to that, unless the program says no.
bool is_held_at_minimum(const QWidget& window) {
    const QLayout* const layout = window.layout();
    return layout != nullptr && layout->sizeConstraint() != QLayout::SetNoConstraint &&
           layout->sizeConstraint() != QLayout::SetMaximumSize;
}

std::uint16_t flags_of(const Axis& axis, std::uint16_t content) {
    const bool depends = (content & axis.content) != 0;
    if (axis.is_bound) {
        return axis.fixed;
    }
    if (axis.policy == QSizePolicy::Ignored || !depends) {
        return axis.policy == QSizePolicy::Fixed ? axis.fixed : 0;
    }
    return axis.content;
}

// A maximised window leaves room for panels at most. Where no window manager heeds it, or where its content needs more
// than the screen has, the screen did not set its size.
bool is_length_of_screen(int length, int screen) {
    return length <= screen && length >= screen - screen / 8;
}

}  // namespace

bool is_along_height(const QTabBar& bar) {
    const QTabBar::Shape shape = bar.shape();
    return shape == QTabBar::RoundedWest || shape == QTabBar::RoundedEast || shape == QTabBar::TriangularWest ||
           shape == QTabBar::TriangularEast;
}

std::uint8_t policy_of(QSizePolicy::Policy policy) {
    switch (policy) {
        case QSizePolicy::Fixed:
            return 0;
        case QSizePolicy::Minimum:
            return 1;
        case QSizePolicy::Maximum:
            return 3;
        case QSizePolicy::Expanding:
            return 4;
        case QSizePolicy::Ignored:
            return 5;
        case QSizePolicy::MinimumExpanding:
            return 6;
        case QSizePolicy::Preferred:
            break;
    }
    return 2;
}

std::uint8_t horizontal_of(Qt::Alignment alignment) {
    return alignment & Qt::AlignHCenter ? 2 : alignment & Qt::AlignRight ? 3 : alignment & Qt::AlignLeft ? 1 : 0;
}

std::uint8_t vertical_of(Qt::Alignment alignment) {
    return alignment & Qt::AlignVCenter ? 2 : alignment & Qt::AlignBottom ? 3 : alignment & Qt::AlignTop ? 1 : 0;
}

std::uint8_t small(int number) {
    return static_cast<std::uint8_t>(std::clamp(number, 0, 255));
}

void set_box_facts(sil_layout_node& node, const QWidget& widget, const ClassFacts& facts) {
    const QSizePolicy policy = widget.sizePolicy();
    node.policy_w = policy_of(policy.horizontalPolicy());
    node.policy_h = policy_of(policy.verticalPolicy());
    // A layout may bind the size to its content: then the bounds are content as well.
    const QLayout* const layout = widget.layout();
    const bool is_bound_by_layout = layout != nullptr && layout->sizeConstraint() != QLayout::SetDefaultConstraint &&
                                    layout->sizeConstraint() != QLayout::SetNoConstraint &&
                                    layout->sizeConstraint() != QLayout::SetMinimumSize;
    const std::uint16_t content = content_of_hint(widget, facts);
    const Axis across{policy.horizontalPolicy(), !is_bound_by_layout && is_bound(widget, facts, Qt::Horizontal),
                      SIL_BOX_CONTENT_W, SIL_BOX_FIXED_W};
    const Axis down{policy.verticalPolicy(), !is_bound_by_layout && is_bound(widget, facts, Qt::Vertical),
                    SIL_BOX_CONTENT_H, SIL_BOX_FIXED_H};
    node.flags = static_cast<std::uint16_t>(flags_of(across, content) | flags_of(down, content));
    // hasHeightForWidth() of an app's own class may say so as well; a label's policy says so while it shows a text
    // only.
    const auto* const label = qobject_cast<const QLabel*>(&widget);
    if (policy.hasHeightForWidth() || (label != nullptr && label->wordWrap()) ||
        (facts.is_custom && layout == nullptr && widget.hasHeightForWidth())) {
        node.flags |= SIL_BOX_WRAPS;
    }
    // Its entries begin where the corner ends.
    if (facts.kind == Kind::menu_bar && has_corner(static_cast<const QMenuBar&>(widget))) {
        node.flags |= SIL_BOX_UNLAID;
    }
    // A part whose layout gives it bounds may not fill what it is given; a window is as its layout wants it.
    const bool is_held = widget.isWindow() ? !is_held_at_minimum(widget) : is_bound_by_layout;
    if (is_held || is_limited(widget, facts, Qt::Horizontal)) {
        node.flags |= SIL_BOX_LIMITED_W;
    }
    if (is_held || is_limited(widget, facts, Qt::Vertical)) {
        node.flags |= SIL_BOX_LIMITED_H;
    }
    // There is no screen while the last monitor is unplugged.
    const QScreen* const on = widget.isWindow() ? widget.screen() : nullptr;
    if (on != nullptr && (widget.isMaximized() || widget.isFullScreen())) {
        const QSize screen = on->size();
        if (is_length_of_screen(widget.width(), screen.width())) {
            node.flags |= SIL_BOX_SCREEN_W;
        }
        if (is_length_of_screen(widget.height(), screen.height())) {
            node.flags |= SIL_BOX_SCREEN_H;
        }
    }
    if (widget.layoutDirection() == Qt::RightToLeft) {
        node.flags |= SIL_BOX_RIGHT_TO_LEFT;
    }
    // Windows within a window make it as large as they are.
    if (facts.kind == Kind::scroll_area && facts.sized != Sized::both &&
        qobject_cast<const QMdiArea*>(&widget) == nullptr) {
        node.flags |= SIL_BOX_INDEPENDENT;
    }
    if (facts.is_button) {
        node.flags |= SIL_BOX_BUTTON;
    }
}

}  // namespace silhouette::qt
