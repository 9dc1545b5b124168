#include "sdk/adapters/qt/windows.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QMenuBar>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QWizardPage>

#include <algorithm>
#include <vector>

namespace silhouette::qt {
namespace {

// Widgets looked at for one view. Pages lie near the top: a window with more is left at what was found.
constexpr std::size_t kSearchMax = 600;

// Places where a stack is no page of the window.
bool is_searched(const QWidget& widget) {
    if (qobject_cast<const QAbstractScrollArea*>(&widget) != nullptr) {
        return qobject_cast<const QScrollArea*>(&widget) != nullptr;
    }
    return qobject_cast<const QToolBar*>(&widget) == nullptr && qobject_cast<const QStatusBar*>(&widget) == nullptr &&
           qobject_cast<const QMenuBar*>(&widget) == nullptr;
}

bool has_views(const QStackedWidget& stack) {
    const auto* const tabs = qobject_cast<const QTabWidget*>(stack.parentWidget());
    return tabs == nullptr || !has_dynamic_tabs(*tabs->tabBar());
}

// The innermost page below `root` that is shown, by the shallowest stack first; null where there is none.
QWidget* page_in(const QWidget& root, std::size_t& budget) {
    // What a bar that is a page itself has no room for it hides.
    if (!is_searched(root)) {
        return nullptr;
    }
    std::vector<const QWidget*> level{&root};
    for (std::size_t next = 0; next < level.size() && budget > 0; ++next) {
        const QWidget& above = *level[next];
        const auto* const stack = qobject_cast<const QStackedWidget*>(&above);
        if (stack != nullptr) {
            if (QWidget* const page = stack->currentWidget()) {
                if (QWidget* const inner = page_in(*page, budget)) {
                    return inner;
                }
                if (has_views(*stack)) {
                    return page;
                }
            }
            continue;
        }
        for (QObject* child : above.children()) {
            if (!child->isWidgetType() || budget == 0) {
                continue;
            }
            auto& widget = static_cast<QWidget&>(*child);
            if (widget.isHidden() || widget.isWindow() || !is_searched(widget)) {
                continue;
            }
            --budget;
            if (qobject_cast<QWizardPage*>(&widget) != nullptr) {
                QWidget* const inner = page_in(widget, budget);
                return inner != nullptr ? inner : &widget;
            }
            level.push_back(&widget);
        }
    }
    return nullptr;
}

}  // namespace

bool is_page(const QWidget& widget) {
    return qobject_cast<const QStackedWidget*>(widget.parentWidget()) != nullptr ||
           qobject_cast<const QWizardPage*>(&widget) != nullptr;
}

void Windows::look_up_view(Window& window) {
    std::size_t budget = kSearchMax;
    QWidget* const page = page_in(*window.widget, budget);
    window.page = page != nullptr ? page : window.widget.data();
    window.view = page != nullptr ? elements_.view_of(*page, *window.widget) : window.own_view;
    window.is_stale = false;
}

Window* Windows::find(const QWidget* widget) {
    const auto found =
        std::find_if(windows_.begin(), windows_.end(), [widget](const Window& window) { return window.key == widget; });
    return found != windows_.end() ? &*found : nullptr;
}

Window& Windows::open(QWidget& widget) {
    if (Window* const known = find(&widget)) {
        if (known->widget == &widget) {
            return *known;
        }
        windows_.remove_if([&widget](const Window& window) { return window.key == &widget; });
    }
    Window& window = windows_.emplace_back();
    window.key = &widget;
    window.widget = &widget;
    window.own_view = elements_.view_of(widget, widget);
    sil_adapter_navigate(SIL_WINDOW_OPENED, window.own_view);
    look_up_view(window);
    if (window.view != window.own_view) {
        sil_adapter_navigate(SIL_VIEW_ENTERED, window.view);
    }
    window.is_walk_due = true;
    return window;
}

void Windows::enter_all() {
    const auto all = QApplication::topLevelWidgets();
    for (QWidget* widget : all) {
        if (is_told_window(*widget)) {
            open(*widget);
        }
    }
    if (QWidget* const active = QApplication::activeWindow(); active != nullptr && active->isVisible()) {
        activated(*active);
    }
}

Window* Windows::of(QWidget& widget) {
    QWidget* const top = told_window_of(widget);
    return top != nullptr ? &open(*top) : nullptr;
}

void Windows::shown(QWidget& window) {
    open(window);
}

void Windows::hidden(QWidget& window) {
    const Window* const found = find(&window);
    if (found == nullptr) {
        return;
    }
    if (found->widget == &window) {
        sil_adapter_navigate(SIL_WINDOW_CLOSED, found->own_view);
    }
    windows_.remove_if([&window](const Window& one) { return one.key == &window; });
    if (active_ == &window) {
        active_ = nullptr;
    }
}

void Windows::activated(QWidget& window) {
    if (active_ == &window || !is_real_window(window)) {
        return;
    }
    active_ = &window;
    sil_adapter_navigate(SIL_WINDOW_ACTIVATED, open(window).own_view);
}

bool Windows::page_changed(QWidget& page) {
    Window* const found = find(page.window());
    if (found != nullptr) {
        found->is_stale = true;
    }
    return found != nullptr;
}

void Windows::walk_due(QWidget& inside) {
    if (Window* const found = find(inside.window())) {
        found->is_walk_due = true;
    }
}

void Windows::settle() {
    for (Window& window : windows_) {
        if (!window.is_stale || window.widget.isNull()) {
            continue;
        }
        const std::uint32_t before = window.view;
        look_up_view(window);
        if (window.view == before) {
            continue;
        }
        if (before != window.own_view) {
            sil_adapter_navigate(SIL_VIEW_LEFT, before);
        }
        if (window.view != window.own_view) {
            sil_adapter_navigate(SIL_VIEW_ENTERED, window.view);
        }
        window.is_walk_due = true;
    }
}

}  // namespace silhouette::qt
