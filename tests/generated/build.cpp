#include <QApplication>
#include <QBoxLayout>
#include <QDialog>
#include <QVariant>

#include <utility>

#include "tests/generated/built_window.h"

namespace silhouette::tests {
namespace {

// Literals of this program: names that may be told.
constexpr const char* kProgramNames[] = {"okButton",     "titleLabel", "searchField", "mainPanel",
                                         "detailsGroup", "sideBar",    "statusArea",  "leftPane",
                                         "infoCard",     "toolPad",    "zoomSlider",  "startPage"};

QSizePolicy::Policy policy_by_chance(Chance& chance) {
    constexpr QSizePolicy::Policy kPolicies[] = {
        QSizePolicy::Fixed,     QSizePolicy::Minimum, QSizePolicy::Preferred,       QSizePolicy::Maximum,
        QSizePolicy::Expanding, QSizePolicy::Ignored, QSizePolicy::MinimumExpanding};
    return chance.of(kPolicies);
}

}  // namespace

// What programs decide about any widget.
void BuiltWindow::set_up(QWidget& widget, Chance& chance) {
    if (chance.one_in(4)) {
        widget.setObjectName(QString::fromLatin1(chance.of(kProgramNames)));
    }
    switch (chance.below(24)) {
        case 0:
        case 1:
            widget.setFixedWidth(chance.between(20, 180));
            break;
        case 2:
            widget.setFixedHeight(chance.between(14, 80));
            break;
        case 3:
            widget.setFixedSize(chance.between(20, 160), chance.between(16, 70));
            break;
        case 4:
            widget.setMinimumWidth(chance.between(20, 160));
            break;
        case 5:
            widget.setMaximumWidth(chance.between(40, 200));
            break;
        case 6:
            widget.setMinimumHeight(chance.between(10, 60));
            break;
        case 7:
            widget.setMaximumHeight(chance.between(20, 70));
            break;
        case 8:
            widget.setMinimumSize(chance.between(20, 160), chance.between(10, 60));
            break;
        default:
            break;
    }
    if (chance.one_in(6)) {
        QSizePolicy policy = widget.sizePolicy();
        if (!chance.one_in(3)) {
            policy.setHorizontalPolicy(policy_by_chance(chance));
        }
        if (!chance.one_in(3)) {
            policy.setVerticalPolicy(policy_by_chance(chance));
        }
        if (chance.one_in(6)) {
            policy.setRetainSizeWhenHidden(true);
        }
        policy.setHorizontalStretch(chance.one_in(4) ? chance.below(4) : 0);
        widget.setSizePolicy(policy);
    }
    if (chance.one_in(20)) {
        QFont font = widget.font();
        font.setPointSize(chance.between(6, 20));
        widget.setFont(font);
    }
    if (chance.one_in(24)) {
        widget.setLayoutDirection(Qt::RightToLeft);
    }
    if (chance.one_in(20)) {
        widget.setContentsMargins(chance.below(20), chance.below(20), chance.below(20), chance.below(20));
    }
    if (chance.one_in(30)) {
        widget.setProperty("silhouettePrivate", true);
    }
    if (chance.one_in(14)) {
        widget.hide();
    }
    if (chance.one_in(20)) {
        widget.setEnabled(false);
    }
}

QWidget* BuiltWindow::build(const Part& part) {
    Chance chance(part.seed);
    const int place_above = std::exchange(next_place_, 0);
    QWidget* const made = is_container(part.kind) ? container(part, chance) : control(part, chance);
    next_place_ = place_above;
    widgets_.push_back({part.number, made});
    return made;
}

BuiltWindow::BuiltWindow(const Part& window, std::uint64_t content) : content_(content) {
    Chance chance(window.seed ^ 0xabcdef);
    QWidget* inside = build(window);
    const bool is_window = window.kind == Kind::main_window || window.kind == Kind::wizard;
    if (!is_window && chance.one_in(2)) {
        auto* const dialog = new QDialog;
        auto* const layout = new QVBoxLayout(dialog);
        layout->addWidget(inside);
        inside->show();
        if (chance.one_in(5)) {
            layout->setSizeConstraint(QLayout::SetFixedSize);
        }
        inside = dialog;
    }
    window_.reset(inside);
    window_->setAttribute(Qt::WA_DontShowOnScreen, false);
    shown_.push_back({window_.get(), window.number, 10'000});
    show_content(content);
    switch (chance.below(6)) {
        case 0:
            window_->resize(chance.between(200, 700), chance.between(150, 500));
            break;
        case 1:
            window_->setFixedSize(chance.between(200, 700), chance.between(150, 500));
            break;
        case 2:
            window_->setMinimumSize(chance.between(100, 400), chance.between(80, 300));
            break;
        case 3:
            // No bigger than the screen, whatever it shows: that its size is not told then is known (docs/layout.md).
            if (QLayout* const layout = window_->layout(); layout != nullptr && window.kind != Kind::wizard) {
                layout->setSizeConstraint(QLayout::SetNoConstraint);
                window_->setWindowState(Qt::WindowMaximized);
            }
            break;
        default:
            break;
    }
    if (chance.one_in(8)) {
        window_->setLayoutDirection(Qt::RightToLeft);
    }
}

BuiltWindow::~BuiltWindow() = default;

QWidget* BuiltWindow::widget(std::uint32_t number) const {
    for (const auto& [of, widget] : widgets_) {
        if (of == number) {
            return widget;
        }
    }
    return nullptr;
}

void BuiltWindow::show_content(std::uint64_t content) {
    content_ = content;
    for (const Shown& one : shown_) {
        if (!one.object.isNull()) {
            show(*one.object, chance_of(one, content));
        }
    }
}

}  // namespace silhouette::tests
