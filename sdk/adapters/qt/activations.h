// Keyboard activation, without seeing a key: controls say by their signals when they are used, and the hook knows only
// to which control the last key went. No key, text, row or count is looked at.
//
// A click is told when the control is used, not when the dialog that this opened has been closed. Controls that are
// walked through by many keys (a closed combo box, the tabs of documents) are told once a visit: how often and how fast
// is content there.
#pragma once

#include <QAbstractButton>
#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QObject>
#include <QPointer>
#include <QTabBar>

#include <chrono>
#include <memory>
#include <unordered_set>

#include "sdk/adapters/qt/key_delivery.h"

class QAbstractItemView;
class QComboBox;
class QGroupBox;

namespace silhouette::qt {

// UI thread.
class Activations {
  public:
    class Receiver {
      public:
        virtual void activated(QWidget& control) = 0;
        // The entry of a menu or menu bar.
        virtual void activated(QWidget& place, QAction& entry) = 0;
        virtual void activated(QTabBar& bar, int tab) = 0;

      protected:
        ~Receiver() = default;
    };

    explicit Activations(Receiver& receiver) : receiver_(receiver) {}

    // Listens to the button until forget() or its end. Cheap when it is listened to already.
    void listen(QAbstractButton& button);

    // A key went down or up, or a shortcut matched: whatever is used now is used by the keyboard.
    void keyboard_seen() { last_keyboard_ = std::chrono::steady_clock::now(); }
    // An action's shortcut matched: what its slots press is the program's doing.
    void shortcut_seen() {
        keyboard_seen();
        keyed_.clear();
    }
    // The same, and the control has been given the key. To be called before it gets it.
    void keyboard_seen_by(QWidget& control);
    // Nobody below or before wanted the key.
    void keyboard_handed_on(QWidget& control);
    // Before shortcuts are looked for. The open list of a combo box takes keys by then.
    void keyboard_offered(QWidget& control);
    void pointer_seen();

    // A window, menu or popup is about to be shown or hidden.
    void shown(QWidget& window);
    void hidden(QWidget& window);

    // Takes all connections off the host's objects.
    void forget();

  private:
    // Whether a key made this. A key that went to another control (to a field, which the host's own code follows letter
    // by letter) did not: how often that is, is how many keys there were.
    bool is_by_keyboard(const QWidget& used) const;
    bool is_new(const QObject& object);

    // Whether there is anything to listen to.
    bool listen_to_control(QWidget& control);
    void listen(QMenu& menu);
    void listen(QMenuBar& bar);
    void listen(QComboBox& combo_box);
    void listen(QAbstractItemView& view);
    void listen(QTabBar& bar);
    void listen(QGroupBox& group);

    void menu_shown(QMenu& menu);
    void real_window_shown(QWidget& control);
    void chosen_soon(QWidget& place, QAction* entry);

    // Tells a click, and none other for the same key.
    void tell(QWidget& control);
    void tell(QWidget& place, QAction& entry);
    void tell_chosen();
    void tell_once_a_visit(QWidget& control, QWidget& scope);

    Receiver& receiver_;
    std::unique_ptr<QObject> context_;  // owns the connections
    std::unordered_set<const QObject*> listened_;
    std::chrono::steady_clock::time_point last_keyboard_;
    QPointer<QWidget> keyed_;  // has been given the last key, or been handed it on
    KeyDelivery delivery_;
    // What the key that closed a menu or list chose there, if it chose and did not only close.
    QPointer<QWidget> chosen_in_;
    QPointer<QAction> chosen_;  // null in a list
    QPointer<QWidget> visited_;
    const QAbstractButton* opener_ = nullptr;  // its menu is open, and it has yet to say that it was pressed
};

// The combo box whose open list this is; null for any other widget.
QComboBox* combo_box_of(const QWidget& list);

}  // namespace silhouette::qt
