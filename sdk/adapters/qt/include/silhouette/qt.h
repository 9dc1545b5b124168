// Silhouette for Qt 5.15 and Qt 6 Widgets: puts the hook into an app that embeds the recorder.
//
//   sil_recorder* recorder = nullptr;
//   if (sil_start(&options, &recorder) == SIL_OK) {
//       silhouette::qt::attach(recorder);
//   }
//   ...
//   silhouette::qt::detach(recorder);
//   sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);
//
// Link silhouette_qt5 or silhouette_qt6, as your Qt is. Needs a QApplication. Nothing here throws. While recording is
// off (no consent, paused, shut down) no hook is installed.
#pragma once

#include <silhouette/silhouette.h>

class QWidget;

namespace silhouette::qt {

// Watches this app's widgets for `recorder`. On the UI thread, with a QApplication that lives.
// SIL_ERROR_ARGUMENT without one, on another thread or for a NULL recorder; SIL_ERROR_ALREADY_STARTED when attached.
sil_status attach(sil_recorder* recorder);

// Takes the hook away. On the UI thread, before sil_shutdown() and best before the QApplication goes. Safe to call
// twice.
void detach(sil_recorder* recorder);

// Nothing inside `region` (the widget itself and all below it) is told from now on: no child, no place, no number of
// clicks, only that it was used. To do the same from Qt Designer or a style sheet, give the widget the dynamic property
// "silhouettePrivate" with the value true. On the UI thread. A null pointer is ignored.
void mark_private(QWidget* region);

}  // namespace silhouette::qt
