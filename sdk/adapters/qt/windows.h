// Navigation: which windows are open, and which view fills each.
//
// The view of a window is the window itself, or the page that is current in it: of a QStackedWidget, a QTabWidget with
// tabs of the program's own, or a QWizard; the innermost where pages are nested. Pages whose tabs can be closed or
// moved are the user's documents, and no views. An open menu is a window of its own, which is never activated. Lists of
// combo boxes, other popups, tool tips and docks are neither: what is clicked in them belongs to the view of their
// window.
#pragma once

#include <QPointer>
#include <QWidget>

#include <cstdint>
#include <list>

#include "sdk/adapters/qt/elements.h"

namespace silhouette::qt {

struct Window {
    const QWidget* key = nullptr;
    QPointer<QWidget> widget;
    QPointer<QWidget> page;         // the current view's; the window itself when it has no pages
    std::uint32_t own_view = 0;     // the window's
    std::uint32_t view = 0;         // the current one's
    std::uint32_t walked_view = 0;  // the last one whose whole layout was told
    bool is_stale = false;          // pages came or went since the view was looked up
    bool is_walk_due = false;
};

// UI thread.
class Windows {
  public:
    explicit Windows(Elements& elements) : elements_(elements) {}

    // The windows that are open already.
    void enter_all();
    // The window of a widget, opened for the recorder if it is not yet; null where there is none.
    Window* of(QWidget& widget);

    void shown(QWidget& window);
    void hidden(QWidget& window);
    void activated(QWidget& window);
    // A page below was shown or hidden: settle() tells what came of it. False when its window is not known.
    bool page_changed(QWidget& page);
    // Something inside may have changed its place.
    void walk_due(QWidget& inside);

    // Tells views that were left and entered since the last call. Windows with another view are due for a walk.
    void settle();

    // Calls walk(Window&) for each window that is due.
    template <typename Walk>
    void walk_all_due(Walk walk) {
        for (Window& window : windows_) {
            if (window.is_walk_due && !window.widget.isNull()) {
                window.is_walk_due = false;
                walk(window);
            }
        }
    }

    void forget() {
        windows_.clear();
        active_ = nullptr;
    }

  private:
    Window* find(const QWidget* widget);
    Window& open(QWidget& widget);
    void look_up_view(Window& window);

    Elements& elements_;
    // In the order in which they were opened: what is told of several at once follows no address.
    std::list<Window> windows_;
    QPointer<QWidget> active_;
};

// Whether showing or hiding this widget can change the view of its window.
bool is_page(const QWidget& widget);

}  // namespace silhouette::qt
