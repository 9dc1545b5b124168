// Keyboard activation, without seeing a key: buttons and menus say when they are used, and the hook knows only of what
// kind the last input was. No key, text or count is looked at.
#pragma once

#include <QAbstractButton>
#include <QMenu>
#include <QObject>

#include <chrono>
#include <cstdint>
#include <memory>
#include <unordered_set>

namespace silhouette::qt {

// UI thread.
class Activations {
  public:
    class Receiver {
      public:
        virtual void activated(QAbstractButton& button) = 0;
        virtual void activated(QMenu& menu, QAction& action) = 0;

      protected:
        ~Receiver() = default;
    };

    explicit Activations(Receiver& receiver) : receiver_(receiver) {}

    // Listens to the control until forget() or its end. Cheap when it is listened to already.
    void listen(QAbstractButton& button);
    // Each time it is shown.
    void listen(QMenu& menu);

    // A key went down or up, or a shortcut matched: whatever is used now is used by the keyboard.
    void keyboard_seen() { last_keyboard_ = std::chrono::steady_clock::now(); }
    void pointer_seen() { last_keyboard_ = {}; }
    // An entry of the menu was chosen by the pointer.
    void pointer_used(const QWidget& menu) { menu_by_pointer_ = &menu; }

    // Takes all connections off the host's objects.
    void forget();

  private:
    bool is_by_keyboard() const;
    bool is_new(const QObject& object);

    Receiver& receiver_;
    std::unique_ptr<QObject> context_;  // owns the connections
    std::unordered_set<const QObject*> listened_;
    std::chrono::steady_clock::time_point last_keyboard_;
    const QWidget* menu_by_pointer_ = nullptr;  // until it is shown again; never looked into
};

}  // namespace silhouette::qt
