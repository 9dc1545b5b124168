#include "sdk/adapters/qt/elements.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVariant>

#include "sdk/adapters/qt/compatibility.h"
#include "sdk/adapters/qt/describe.h"

namespace silhouette::qt {
namespace {

// More tabs than a programmer sets up: they follow data.
constexpr int kStaticTabsMax = 12;

// Popups upon popups; an end, should parents make a circle.
constexpr int kPopupDepthMax = 32;

QWidget* owner_of_popup(QWidget& popup) {
    if (auto* menu = qobject_cast<QMenu*>(&popup); menu != nullptr && menu->parentWidget() == nullptr) {
        return first_place_of(*menu->menuAction());
    }
    return popup.parentWidget();
}

// The widget above: for popups the one they belong to.
QWidget* above(QWidget& widget) {
    if (is_real_window(widget)) {
        return nullptr;
    }
    if (!widget.isWindow()) {
        return widget.parentWidget() != nullptr ? &without_viewport(*widget.parentWidget()) : nullptr;
    }
    QWidget* const owner = owner_of_popup(widget);
    QWidget* const found = owner != nullptr ? owner : QApplication::activeWindow();
    return found == &widget || found == nullptr ? nullptr : &without_viewport(*found);
}

void* tagged(int place) {
    // Never the address of an object.
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(place) * 2 + 1);
}

}  // namespace

QWidget& without_viewport(QWidget& receiver) {
    auto* const area = qobject_cast<QAbstractScrollArea*>(receiver.parentWidget());
    return area != nullptr && area->viewport() == &receiver ? *area : receiver;
}

bool is_real_window(const QWidget& widget) {
    if (!widget.isWindow()) {
        return false;
    }
    switch (widget.windowType()) {
        case Qt::Window:
        case Qt::Dialog:
        case Qt::Sheet:
        case Qt::Drawer:
        case Qt::Tool:
        case Qt::Widget:
            return true;
        default:
            return false;
    }
}

bool is_told_window(const QWidget& widget) {
    return widget.isVisible() &&
           (is_real_window(widget) || (widget.isWindow() && qobject_cast<const QMenu*>(&widget) != nullptr));
}

QWidget* told_window_of(QWidget& widget) {
    QWidget* top = widget.window();
    for (int depth = 0; depth < kPopupDepthMax && !is_told_window(*top) && !is_real_window(*top); ++depth) {
        QWidget* const owner = owner_of_popup(*top);
        QWidget* const above = owner != nullptr ? owner : QApplication::activeWindow();
        if (above == nullptr || above->window() == top) {
            return nullptr;
        }
        top = above->window();
    }
    return is_told_window(*top) ? top : nullptr;
}

bool has_dynamic_tabs(const QTabBar& bar) {
    return bar.tabsClosable() || bar.isMovable() || bar.count() > kStaticTabsMax;
}

Element* Elements::known(const Key& key, std::uint32_t parent) {
    const auto found = memory_.find(key);
    return found != memory_.end() && !found->second.alive.isNull() && found->second.element.parent == parent &&
                   found->second.element.number != 0
               ? &found->second.element
               : nullptr;
}

Element& Elements::remember(const Key& key, QObject& alive, const Element& element) {
    Memory& memory = memory_[key];
    memory.alive = &alive;
    memory.element = element;
    return memory.element;
}

Element& Elements::of(QWidget& widget) {
    const auto found = memory_.find({nullptr, &widget});
    // Without a number it could not be told the last time: the queue was full.
    if (found != memory_.end() && !found->second.alive.isNull() && found->second.element.number != 0) {
        return found->second.element;
    }
    return define_widget(widget);
}

Element& Elements::define_widget(QWidget& widget) {
    QWidget& stands = without_viewport(widget);
    Element element;
    if (&stands != &widget) {
        element = of(stands);
    } else {
        QWidget* const owner = above(widget);
        const Element* const parent = owner != nullptr ? &of(*owner) : nullptr;
        const bool is_private = parent != nullptr && (parent->flags & SIL_ELEMENT_PRIVATE) != 0;
        // A menu is a window of its own, wherever it belongs to.
        const bool is_window = parent == nullptr || qobject_cast<QMenu*>(&widget) != nullptr;
        element.parent = is_window ? 0 : parent->number;
        element.facts = &facts_of(*widget.metaObject());
        if (is_window || element.parent != 0) {
            Description description(widget, *element.facts, element.parent);
            description.info.flags |= is_private ? SIL_ELEMENT_PRIVATE : 0;
            element.role = description.info.role;
            element.flags = description.info.flags;
            element.number = sil_adapter_element(&description.info);
        }
        if (auto* button = qobject_cast<QAbstractButton*>(&widget)) {
            seen_(context_, *button);
        }
    }
    return remember({nullptr, &widget}, widget, element);
}

Element& Elements::of_action(QWidget& place, QAction& action) {
    const std::uint32_t parent = of(place).number;
    const Key key{&place, &action};
    if (Element* const element = known(key, parent)) {
        return *element;
    }
    const Description description(place, action, parent);
    Element element;
    element.parent = parent;
    element.role = description.info.role;
    element.flags = description.info.flags;
    element.number = parent != 0 ? sil_adapter_element(&description.info) : 0;
    return remember(key, action, element);
}

Element& Elements::of_tab(QTabBar& bar, int index) {
    Element& whole = of(bar);
    if (index < 0 || has_dynamic_tabs(bar)) {
        return whole;
    }
    const auto* const tabs = qobject_cast<QTabWidget*>(bar.parentWidget());
    QWidget* const page = tabs != nullptr ? tabs->widget(index) : nullptr;
    QObject& alive = page != nullptr ? static_cast<QObject&>(*page) : bar;
    const Key key{&bar, page != nullptr ? static_cast<const void*>(page) : tagged(index)};
    if (Element* const element = known(key, whole.number)) {
        return *element;
    }
    const Description description(page, index, whole.number);
    Element element;
    element.parent = whole.number;
    element.role = description.info.role;
    element.number = whole.number != 0 ? sil_adapter_element(&description.info) : 0;
    return remember(key, alive, element);
}

Element& Elements::of_layout(QLayout& layout, const Element& parent, std::uint32_t index) {
    // By its place: Qt makes some layouts anew when a text changes (QStatusBar), and that is not to be told.
    const Key key{reinterpret_cast<const void*>(std::uintptr_t{parent.number}),
                  reinterpret_cast<const void*>(std::uintptr_t{index})};
    if (const auto found = memory_.find(key); found != memory_.end()) {
        found->second.alive = &layout;
        return found->second.element;
    }
    const Description description(layout, index, parent.number);
    Element element;
    element.parent = parent.number;
    element.role = SIL_ROLE_LAYOUT;
    element.number = parent.number != 0 ? sil_adapter_element(&description.info) : 0;
    return remember(key, layout, element);
}

std::uint32_t Elements::view_of(QWidget& page, QWidget& window) {
    const std::uint32_t in = of(window).number;
    Element& element = of(page);
    if (element.view == 0 && element.number != 0 && in != 0) {
        element.view = sil_adapter_view(element.number, in);
    }
    return element.view;
}

void Elements::forget() {
    memory_.clear();
    sweep_at_ = 1024;
}

void Elements::sweep() {
    if (memory_.size() < sweep_at_) {
        return;
    }
    std::erase_if(memory_, [](const auto& entry) { return entry.second.alive.isNull(); });
    sweep_at_ = memory_.size() * 2 + 1024;
}

}  // namespace silhouette::qt
