// Settings: a list of pages, and among them the user's page about session replay.
#pragma once

#include <QDialog>

namespace orders {

class Recording;

class SettingsDialog : public QDialog {
    Q_OBJECT
  public:
    SettingsDialog(Recording& recording, QWidget* parent);

  private:
    QWidget* general_page();
};

}  // namespace orders
