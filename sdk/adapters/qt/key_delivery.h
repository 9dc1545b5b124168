// A key press that a control has been given, for as long as the control deals with it. Which key it is, is not looked
// at.
#pragma once

#include <QPointer>
#include <QWidget>

#include <cstdint>

namespace silhouette::qt {

// UI thread.
class KeyDelivery {
  public:
    void begin(QWidget& control);
    void end() { control_.clear(); }

    // Null when the key has been dealt with, with all that it set off: the dialogs that it opened are part of it.
    QWidget* control() const { return marker_.isNull() ? nullptr : control_.data(); }
    // What is carried out now was reached from within the key's own loop: the host acts on the key. (Since Qt 6.8 the
    // marker does not always outlive that.)
    bool is_within() const;
    // One for each key press that was begun.
    std::uint32_t turn() const { return turn_; }

  private:
    QPointer<QWidget> control_;
    QPointer<QObject> marker_;  // Qt deletes it when the key has been dealt with
    std::uint32_t turn_ = 0;
    int level_ = 0;  // of the loop that delivers the key
};

}  // namespace silhouette::qt
