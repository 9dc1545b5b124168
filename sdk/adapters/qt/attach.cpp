#include "silhouette/qt.h"

#include <QApplication>
#include <QThread>
#include <QVariant>

#include <new>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/hook.h"

namespace silhouette::qt {
namespace {

// One recorder a process, hence one hook. UI thread.
Hook* installed_hook = nullptr;

}  // namespace

sil_status attach(sil_recorder* recorder) {
    QCoreApplication* const application = QCoreApplication::instance();
    if (recorder == nullptr || qobject_cast<QApplication*>(application) == nullptr ||
        application->thread() != QThread::currentThread()) {
        return SIL_ERROR_ARGUMENT;
    }
    if (installed_hook != nullptr) {
        return SIL_ERROR_ALREADY_STARTED;
    }
    try {
        installed_hook = new Hook(*application);
    } catch (const std::bad_alloc&) {
        return SIL_ERROR_MEMORY;
    }
    sil_adapter_options options{};
    options.size = sizeof options;
    options.version = SIL_ADAPTER_VERSION;
    options.toolkit = QT_VERSION_MAJOR == 5 ? SIL_TOOLKIT_QT5 : SIL_TOOLKIT_QT6;
    options.on_switch = [](int on, void* hook) { static_cast<Hook*>(hook)->switch_from_any_thread(on != 0); };
    options.context = installed_hook;
    const sil_status status = sil_adapter_attach(recorder, &options);
    if (status != SIL_OK) {
        delete installed_hook;
        installed_hook = nullptr;
    }
    return status;
}

void detach(sil_recorder* recorder) {
    if (installed_hook == nullptr) {
        return;
    }
    sil_adapter_detach(recorder);
    if (installed_hook->thread() != QThread::currentThread()) {
        // exit() on another thread than the UI's, which may be inside of the hook: that stays where it is, and captures
        // nothing any more, since the recorder ends.
        return;
    }
    delete installed_hook;
    installed_hook = nullptr;
}

void mark_private(QWidget* region) {
    if (region != nullptr) {
        region->setProperty("silhouettePrivate", true);
        if (installed_hook != nullptr) {
            installed_hook->regions_changed();
        }
    }
}

}  // namespace silhouette::qt
