// The till's PIN, on a keypad: what a recorder must never be able to read from clicks.
#pragma once

#include <QDialog>

namespace orders {

class PinDialog : public QDialog {
    Q_OBJECT
  public:
    explicit PinDialog(QWidget* parent);
};

}  // namespace orders
