// Overwrites what a window shows. Never reads a text.
#pragma once

#include <QString>
#include <QWidget>

namespace silhouette::tests {

// Labels, buttons, titles, tabs, actions, combo box entries, suffixes and the status bar's message, of all of a window.
void overwrite_texts(QWidget& window, const QString& text);

// Pictures of another size in every second label, other icons of another size in buttons, other widths of columns.
void overwrite_pictures(QWidget& window, int size);

// Hides every second label and button that is shown, or shows those again.
class Hider {
  public:
    void hide_some(QWidget& window);
    void show_again();

  private:
    QList<QWidget*> hidden_;
};

}  // namespace silhouette::tests
