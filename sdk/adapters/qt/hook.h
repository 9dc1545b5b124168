// The hook: an event filter on the application, there only while recording is on.
#pragma once

#include <QBasicTimer>
#include <QMouseEvent>
#include <QObject>
#include <QPointer>

#include <chrono>
#include <cstdint>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/activations.h"
#include "sdk/adapters/qt/elements.h"
#include "sdk/adapters/qt/layout_walk.h"
#include "sdk/adapters/qt/press.h"
#include "sdk/adapters/qt/windows.h"

namespace silhouette::qt {

// UI thread, save switch_from_any_thread().
class Hook final : public QObject, private Activations::Receiver {
  public:
    explicit Hook(QObject& application);
    ~Hook() override;

    // Installs or removes the filter on the UI thread, soon. Does not wait.
    void switch_from_any_thread(bool on);
    void switch_now(bool on);

    // A region became private: all elements are defined anew, with what lies inside it covered.
    void regions_changed() { is_forgetful_ = true; }

    bool eventFilter(QObject* object, QEvent* event) override;

  protected:
    void timerEvent(QTimerEvent* event) override;

  private:
    // False when recording is closed. Takes note of a new session.
    bool is_open() {
        const std::uint32_t generation = sil_adapter_generation();
        if (generation == generation_ && !is_forgetful_) [[likely]] {
            return generation != 0;
        }
        return begin(generation);
    }
    bool begin(std::uint32_t generation);
    void forget();

    void handle(QObject& object, QEvent& event);
    void press(QWidget& receiver, const QMouseEvent& event);
    void release(QWidget& receiver, const QMouseEvent& event);
    void shown(QWidget& widget);
    void hidden(QWidget& widget);
    void shortcut(QAction& action);
    void click(QWidget& place, const Target& target, sil_button button, std::uint32_t count, sil_trigger trigger);

    // Called from within signals of the host's.
    void activated(QWidget& control) override;
    void activated(QWidget& place, QAction& entry) override;
    void activated(QTabBar& bar, int tab) override;
    template <typename FindElement>
    void click_by_keyboard(QWidget& place, FindElement find);

    void settle_soon();
    void walk_soon();
    void walk_due();
    void walk(Window& window, LayoutWalk::Effort effort);

    QPointer<QObject> application_;
    Activations activations_;
    Elements elements_;
    Windows windows_;
    Presses presses_;
    LayoutWalk layout_walk_;
    QBasicTimer settle_, walk_;
    std::chrono::steady_clock::time_point rest_until_;  // the walks' share of the UI thread is spent until then
    std::uint32_t generation_ = 0;
    std::int8_t cut_walks_ = 0;
    bool is_installed_ = false;
    bool is_forgetful_ = false;
    bool is_first_again_due_ = false;
};

}  // namespace silhouette::qt
