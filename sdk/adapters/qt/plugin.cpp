// The hook for apps that know nothing of it: a generic plugin that Qt loads while the QApplication is made. Whatever
// goes wrong, the app runs on and hears nothing of it.
#include <QApplication>
#include <QGenericPlugin>

#include <silhouette/adapter.h>
#include <silhouette/qt.h>

namespace silhouette::qt {
namespace {

constexpr const char* kKey = "silhouette";

// Programs that this one starts are not to load the plugin: QT_PLUGIN_PATH becomes the user's own again.
void restore_environment(const QByteArray& users_path) {
    users_path.isEmpty() ? qunsetenv("QT_PLUGIN_PATH") : qputenv("QT_PLUGIN_PATH", users_path);
    qunsetenv("SILHOUETTE_QT_PLUGIN_PATH");
    QList<QByteArray> others = qgetenv("QT_QPA_GENERIC_PLUGINS").split(',');
    others.removeAll(kKey);
    others.removeAll(QByteArray());
    others.isEmpty() ? qunsetenv("QT_QPA_GENERIC_PLUGINS") : qputenv("QT_QPA_GENERIC_PLUGINS", others.join(','));
}

// Ends the recorder when the app ends, by whichever of its ways comes first.
class Run {
  public:
    Run() = default;
    ~Run() { end(); }  // exit() without the application's end
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    void begin() {
        const QByteArray users_path = qgetenv("SILHOUETTE_QT_PLUGIN_PATH");  // the start takes it away
        sil_recorder* recorder = nullptr;
        const sil_status status = sil_start_from_environment(&recorder);
        if (status != SIL_ERROR_DISABLED) {
            restore_environment(users_path);
        }
        if (status != SIL_OK) {
            return;
        }
        recorder_ = recorder;
        attach(recorder_);
    }

    void end() {
        if (recorder_ != nullptr) {
            sil_recorder* const recorder = recorder_;
            recorder_ = nullptr;
            detach(recorder);
            sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);
        }
    }

  private:
    sil_recorder* recorder_ = nullptr;
};

Run run;

// What Qt keeps for as long as the application lives.
class Guest final : public QObject {
  public:
    ~Guest() override { run.end(); }
};

}  // namespace

class Plugin final : public QGenericPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.qt-project.Qt.QGenericPluginFactoryInterface" FILE "silhouette.json")
  public:
    QObject* create(const QString& name, const QString&) override {
        if (name.compare(QLatin1String(kKey), Qt::CaseInsensitive) != 0) {
            return nullptr;
        }
        auto* const guest = new Guest;
        if (auto* const application = qobject_cast<QApplication*>(QCoreApplication::instance())) {
            run.begin();
            QObject::connect(application, &QCoreApplication::aboutToQuit, guest, [] { run.end(); });
        }
        return guest;
    }
};

}  // namespace silhouette::qt

#include "plugin.moc"
