// The elements of this process: which widget, layout, action or tab has which number in the session.
#pragma once

#include <QAction>
#include <QPointer>
#include <QTabBar>
#include <QWidget>

#include <cstdint>
#include <unordered_map>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/class_facts.h"

class QAbstractButton;
class QLayout;

namespace silhouette::qt {

struct Element {
    std::uint32_t number = 0;  // 0: closed, or past the recorder's limit
    std::uint32_t flags = 0;   // SIL_ELEMENT_…; PRIVATE also where something above is
    std::uint32_t parent = 0;  // the parent's number
    std::uint32_t view = 0;    // as a page or window; 0: not asked for yet
    sil_role role = SIL_ROLE_UNSPECIFIED;
    const ClassFacts* facts = nullptr;  // of widgets
};

// Whether a place inside may be handed on at all.
inline bool has_place(const Element& element) {
    return (element.flags & (SIL_ELEMENT_TEXT | SIL_ELEMENT_PRIVATE | SIL_ELEMENT_ROWS | SIL_ELEMENT_VALUE)) == 0;
}

// Remembers by address and life: a new object at the address of a dead one is a new element. First sight defines (cold:
// hashes, allocates); afterwards it is one look-up. References stay good until the next call of forget() or sweep().
// UI thread. Names are handed on within the call and never kept.
class Elements {
  public:
    // Told of each button when it is defined, once a generation.
    using ButtonSeen = void (*)(void* context, QAbstractButton& button);
    Elements(ButtonSeen seen, void* context) : seen_(seen), context_(context) {}

    // The widget itself; a viewport stands for its scroll area.
    Element& of(QWidget& widget);
    // An action shown in a menu, menu bar, tool bar or window.
    Element& of_action(QWidget& place, QAction& action);
    // A tab of a bar whose tabs are the program's; the bar itself where tabs can be closed or moved, or are many.
    Element& of_tab(QTabBar& bar, int index);
    Element& of_layout(QLayout& layout, const Element& parent, std::uint32_t index);

    // The number of the view that `page` is in `window`.
    std::uint32_t view_of(QWidget& page, QWidget& window);

    // All numbers are void: another session, or a region became private.
    void forget();
    // Drops what is known of dead objects when there may be many.
    void sweep();

  private:
    struct Key {
        const void* owner;
        const void* thing;
        bool operator==(const Key&) const = default;
    };
    struct HashOfKey {
        std::size_t operator()(const Key& key) const {
            const auto mix =
                reinterpret_cast<std::uintptr_t>(key.owner) * 31 + reinterpret_cast<std::uintptr_t>(key.thing);
            return static_cast<std::size_t>((mix >> 4) * 0x9e3779b97f4a7c15u >> 16);
        }
    };
    struct Memory {
        QPointer<QObject> alive;
        Element element;
    };

    Element& define_widget(QWidget& widget);
    Element& remember(const Key& key, QObject& alive, const Element& element);
    Element* known(const Key& key, std::uint32_t parent);

    std::unordered_map<Key, Memory, HashOfKey> memory_;
    std::size_t sweep_at_ = 1024;
    ButtonSeen seen_;
    void* context_;
};

// The widget that a press on `receiver` is about: a viewport's scroll area, else itself.
QWidget& without_viewport(QWidget& receiver);

// A window with a life of its own: no menu, popup or tool tip.
bool is_real_window(const QWidget& widget);

// What is told as a window: the above, and menus that are open.
bool is_told_window(const QWidget& widget);

// The told window that the widget belongs to, across popups and closed menus; null where it is not shown.
QWidget* told_window_of(QWidget& widget);

// Whether the tabs come and go with the user's work.
bool has_dynamic_tabs(const QTabBar& bar);

}  // namespace silhouette::qt
