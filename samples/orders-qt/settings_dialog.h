// Settings: a list of pages, and on the privacy page the user's "Allow session replay" switch.
#pragma once

#include <QDialog>

class QCheckBox;
class QLabel;

namespace orders {

class Recording;

class SettingsDialog : public QDialog {
    Q_OBJECT
  public:
    SettingsDialog(Recording& recording, QWidget* parent);

  private:
    QWidget* general_page();
    QWidget* privacy_page();
    void show_replay_setting();

    Recording& recording_;
    QCheckBox* allow_replay_ = nullptr;
    QLabel* explanation_ = nullptr;
};

}  // namespace orders
