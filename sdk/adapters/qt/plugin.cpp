// For apps that know nothing of us: a generic plugin that Qt loads while the QApplication is made. It brings the hook's
// library in, on another thread; whatever goes wrong, the app runs on and hears nothing of it.
#include <QCoreApplication>
#include <QGenericPlugin>
#include <QMetaObject>

#include "sdk/launch/launch.h"

namespace silhouette::qt {
namespace {

constexpr const char* kKey = "silhouette";
constexpr const char* kHookLibrary =
    QT_VERSION_MAJOR == 5 ? "../libsilhouette_qt5_hook.so" : "../libsilhouette_qt6_hook.so";

// Programs that this one starts are not to load the plugin: the variables become the user's own again.
void restore_environment(const launch::Variables& variables) {
    const std::string users_path(launch::value_of(variables, "SILHOUETTE_QT_PLUGIN_PATH"));
    users_path.empty() ? qunsetenv("QT_PLUGIN_PATH") : qputenv("QT_PLUGIN_PATH", users_path.c_str());
    QList<QByteArray> others = qgetenv("QT_QPA_GENERIC_PLUGINS").split(',');
    others.removeAll(kKey);
    others.removeAll(QByteArray());
    others.isEmpty() ? qunsetenv("QT_QPA_GENERIC_PLUGINS") : qputenv("QT_QPA_GENERIC_PLUGINS", others.join(','));
}

// Ends the recorder when the app ends, by whichever of its ways comes first.
class Run {
  public:
    Run() = default;
    ~Run() { launch_.end(); }  // exit() without the application's end
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    launch::Launch& launch() { return launch_; }

  private:
    launch::Launch launch_;
};

Run run;

// What Qt keeps for as long as the application lives.
class Guest final : public QObject {
  public:
    ~Guest() override { run.launch().end(); }

    void begin(QCoreApplication& application) {
        auto variables = launch::take_variables();
        if (!variables) {
            return;
        }
        restore_environment(*variables);
        QObject::connect(&application, &QCoreApplication::aboutToQuit, this, [] { run.launch().end(); });
        run.launch().begin(kHookLibrary, std::move(*variables), [this] {
            QMetaObject::invokeMethod(
                this, [] { run.launch().attach(); }, Qt::QueuedConnection);
        });
    }
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
        // By name: this plugin does not bring Qt Widgets into apps that do without.
        if (auto* const application = QCoreApplication::instance();
            application != nullptr && application->inherits("QApplication")) {
            guest->begin(*application);
        }
        return guest;
    }
};

}  // namespace silhouette::qt

#include "plugin.moc"
