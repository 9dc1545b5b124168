#include "sdk/adapters/qt/describe.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QDialogButtonBox>
#include <QFrame>
#include <QLineEdit>
#include <QMdiSubWindow>
#include <QMenu>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVariant>
#include <QWizard>

#include "sdk/adapters/qt/child_order.h"
#include "sdk/adapters/qt/compatibility.h"
#include "sdk/adapters/qt/elements.h"

namespace silhouette::qt {
namespace {

// As many like siblings without a name as a person would still tell apart; more are rows of something.
constexpr std::uint32_t kUnnamedMax = 12;

bool is_toolkit_name(const QString& name) {
    return name.startsWith(QLatin1String("qt_")) || name.startsWith(QLatin1String("_qt_")) ||
           name.startsWith(QLatin1String("__qt_")) || name == QLatin1String("ScrollLeftButton") ||
           name == QLatin1String("ScrollRightButton");
}

// Counts what comes until `self`, and whether there are too many altogether.
class Place {
  public:
    void count(bool is_self) {
        ++all_;
        own_ = is_self ? all_ : own_;
    }
    bool is_many() const { return all_ > kUnnamedMax; }
    std::uint32_t index() const { return is_many() ? SIL_INDEX_MANY : own_; }

  private:
    std::uint32_t all_ = 0, own_ = SIL_INDEX_NONE;
};

// A page whose tab the user can close or move, a window within a window: which of them it is, is content.
bool is_document(const QWidget& widget, const QObject& parent) {
    const auto* const tabs = qobject_cast<const QTabWidget*>(parent.parent());
    return (tabs != nullptr && has_dynamic_tabs(*tabs->tabBar()) &&
            qobject_cast<const QStackedWidget*>(&parent) != nullptr) ||
           qobject_cast<const QMdiSubWindow*>(&widget) != nullptr;
}

std::uint32_t index_of(const QWidget& widget) {
    const QObject* const parent = widget.parent();
    if (parent == nullptr) {
        return SIL_INDEX_NONE;
    }
    if (is_document(widget, *parent)) {
        return SIL_INDEX_MANY;
    }
    Place place;
    each_child_in_order(*parent, [&](const QObject& sibling) {
        if (sibling.isWidgetType() && sibling.metaObject() == widget.metaObject() && sibling.objectName().isEmpty()) {
            place.count(&sibling == &widget);
        }
        return !place.is_many();
    });
    return place.index();
}

QString name_of(const QAction& action) {
    const QMenu* const menu = action.menu();
    return menu != nullptr && !menu->objectName().isEmpty() ? menu->objectName() : action.objectName();
}

std::uint32_t index_of(const QWidget& owner, const QAction& action) {
    Place place;
    const auto actions = owner.actions();
    for (const QAction* sibling : actions) {
        if (!sibling->isSeparator() && name_of(*sibling).isEmpty()) {
            place.count(sibling == &action);
            if (place.is_many()) {
                break;
            }
        }
    }
    return place.index();
}

sil_standard_button standard_button_of(QDialogButtonBox::StandardButton button) {
    switch (button) {
        case QDialogButtonBox::Ok:
            return 1;
        case QDialogButtonBox::Save:
            return 2;
        case QDialogButtonBox::SaveAll:
            return 3;
        case QDialogButtonBox::Open:
            return 4;
        case QDialogButtonBox::Yes:
            return 5;
        case QDialogButtonBox::YesToAll:
            return 6;
        case QDialogButtonBox::No:
            return 7;
        case QDialogButtonBox::NoToAll:
            return 8;
        case QDialogButtonBox::Abort:
            return 9;
        case QDialogButtonBox::Retry:
            return 10;
        case QDialogButtonBox::Ignore:
            return 11;
        case QDialogButtonBox::Close:
            return 12;
        case QDialogButtonBox::Cancel:
            return 13;
        case QDialogButtonBox::Discard:
            return 14;
        case QDialogButtonBox::Help:
            return 15;
        case QDialogButtonBox::Apply:
            return 16;
        case QDialogButtonBox::Reset:
            return 17;
        case QDialogButtonBox::RestoreDefaults:
            return 18;
        default:
            return 0;
    }
}

sil_standard_button standard_button_of(QDialogButtonBox::ButtonRole role) {
    switch (role) {
        case QDialogButtonBox::AcceptRole:
            return 19;
        case QDialogButtonBox::RejectRole:
            return 20;
        case QDialogButtonBox::DestructiveRole:
            return 21;
        case QDialogButtonBox::ActionRole:
            return 22;
        case QDialogButtonBox::HelpRole:
            return 23;
        case QDialogButtonBox::YesRole:
            return 5;
        case QDialogButtonBox::NoRole:
            return 7;
        case QDialogButtonBox::ApplyRole:
            return 16;
        case QDialogButtonBox::ResetRole:
            return 17;
        default:
            return 0;
    }
}

// A dialog's button by its meaning.
sil_standard_button standard_button_of(QAbstractButton& button) {
    if (auto* const box = qobject_cast<QDialogButtonBox*>(button.parentWidget())) {
        const sil_standard_button standard = standard_button_of(box->standardButton(&button));
        return standard != 0 ? standard : standard_button_of(box->buttonRole(&button));
    }
    if (auto* const wizard = qobject_cast<QWizard*>(button.window())) {
        constexpr std::pair<QWizard::WizardButton, sil_standard_button> buttons[] = {
            {QWizard::BackButton, 24},   {QWizard::NextButton, 25},   {QWizard::CommitButton, 25},
            {QWizard::FinishButton, 26}, {QWizard::CancelButton, 13}, {QWizard::HelpButton, 15}};
        for (const auto& [which, standard] : buttons) {
            if (wizard->button(which) == &button) {
                return standard;
            }
        }
    }
    return 0;
}

sil_role role_of(const QWidget& widget, const ClassFacts& facts) {
    if (is_real_window(widget)) {
        const bool is_dialog = facts.role == SIL_ROLE_DIALOG || widget.windowType() == Qt::Dialog;
        return is_dialog ? SIL_ROLE_DIALOG : facts.role == SIL_ROLE_DOCK ? SIL_ROLE_DOCK : SIL_ROLE_WINDOW;
    }
    if (widget.isWindow() && facts.role == SIL_ROLE_CONTAINER) {
        return widget.windowType() == Qt::ToolTip ? SIL_ROLE_TOOL_TIP : SIL_ROLE_POPUP;
    }
    if (facts.role == SIL_ROLE_BUTTON && static_cast<const QAbstractButton&>(widget).isCheckable()) {
        return SIL_ROLE_TOGGLE_BUTTON;
    }
    if (facts.role != SIL_ROLE_CONTAINER) {
        return facts.role;
    }
    if (qobject_cast<const QStackedWidget*>(widget.parentWidget()) != nullptr) {
        return SIL_ROLE_PAGE;
    }
    if (const auto* const frame = qobject_cast<const QFrame*>(&widget)) {
        if (frame->frameShape() == QFrame::HLine || frame->frameShape() == QFrame::VLine) {
            return SIL_ROLE_SEPARATOR;
        }
    }
    // What has nothing inside and is not Qt's own paints itself.
    return facts.is_custom && widget.layout() == nullptr && widget.findChild<QWidget*>() == nullptr
               ? SIL_ROLE_CANVAS
               : SIL_ROLE_CONTAINER;
}

}  // namespace

void Description::set_name(const QString& name) {
    if (name.isEmpty()) {
        return;
    }
    name_ = name;
    info.name = name_.utf16();
    info.name_units = static_cast<std::uint32_t>(name_.size());
    info.encoding = SIL_NAME_UTF16;
    info.flags |= is_toolkit_name(name_) ? SIL_ELEMENT_TOOLKIT_NAME : 0;
}

Description::Description(const QWidget& widget, const ClassFacts& facts, std::uint32_t parent) {
    info.size = sizeof info;
    info.parent = parent;
    info.role = role_of(widget, facts);
    info.flags = facts.flags;
    info.class_name = widget.metaObject()->className();
    if (info.role == SIL_ROLE_CANVAS) {
        info.flags |= SIL_ELEMENT_VALUE;
    }
    if (const auto* const edit = qobject_cast<const QLineEdit*>(&widget)) {
        if (edit->echoMode() != QLineEdit::Normal) {
            info.role = SIL_ROLE_PASSWORD_INPUT;
            info.flags |= SIL_ELEMENT_PRIVATE;
        }
    }
    // Most widgets have no dynamic properties; QObject::property() would look through all their classes first.
    if ((facts.declares_private || !widget.dynamicPropertyNames().isEmpty()) &&
        widget.property("silhouettePrivate").toBool()) {
        info.flags |= SIL_ELEMENT_PRIVATE;
    }
    set_name(widget.objectName());
    if (const auto* const button = qobject_cast<const QToolButton*>(&widget);
        button != nullptr && info.name == nullptr) {
        if (const QAction* const action = button->defaultAction()) {
            set_name(action->objectName());
        }
    }
    if (const auto* const menu = qobject_cast<const QMenu*>(&widget); menu != nullptr && info.name == nullptr) {
        set_name(menu->menuAction()->objectName());
    }
    if (info.name == nullptr) {
        info.index = index_of(widget);
    }
    if (auto* const button = qobject_cast<QAbstractButton*>(const_cast<QWidget*>(&widget))) {
        info.standard_button = standard_button_of(*button);
    }
}

Description::Description(const QWidget& place, const QAction& action, std::uint32_t parent) {
    info.size = sizeof info;
    info.parent = parent;
    info.role = action.isSeparator() ? SIL_ROLE_SEPARATOR : SIL_ROLE_MENU_ITEM;
    info.class_name = action.metaObject()->className();
    set_name(name_of(action));
    if (info.name == nullptr) {
        info.index = index_of(place, action);
    }
}

Description::Description(const QWidget* page, int index, std::uint32_t parent) {
    info.size = sizeof info;
    info.parent = parent;
    info.role = SIL_ROLE_TAB;
    if (page != nullptr) {
        set_name(page->objectName());
    }
    if (info.name == nullptr) {
        info.index = static_cast<std::uint32_t>(index) + 1;
    }
}

Description::Description(const QLayout& layout, std::uint32_t index, std::uint32_t parent) {
    info.size = sizeof info;
    info.parent = parent;
    info.role = SIL_ROLE_LAYOUT;
    info.class_name = layout.metaObject()->className();
    set_name(layout.objectName());
    if (info.name == nullptr) {
        info.index = index > kUnnamedMax ? SIL_INDEX_MANY : index;
    }
}

}  // namespace silhouette::qt
