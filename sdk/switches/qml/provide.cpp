#include <QQmlEngine>
#include <QUrl>

#include <utility>

#include <silhouette/qml.h>

#include "sdk/switches/qml/consent_for_qml.h"

// Resources of a static library have to be asked for, outside of any namespace.
static void take_resources() {
    Q_INIT_RESOURCE(silhouette_qml);
}

namespace silhouette::qml {
namespace {

QPointer<qt::Consent>& provided() {
    static QPointer<qt::Consent> consent;
    return consent;
}

}  // namespace

void provide(qt::Consent& consent) {
    provided() = &consent;
    static bool is_registered = false;
    if (std::exchange(is_registered, true)) {
        return;
    }
    take_resources();
    constexpr const char* kModule = "Silhouette";
    qmlRegisterSingletonType<ConsentForQml>(
        kModule, 1, 0, "Consent", [](QQmlEngine*, QJSEngine*) -> QObject* { return new ConsentForQml(provided()); });
    for (const char* const type : {"SilhouetteSwitch", "SilhouetteSettingsPage"}) {
        qmlRegisterType(QUrl(QLatin1String("qrc:/silhouette/") + QLatin1String(type) + QLatin1String(".qml")), kModule,
                        1, 0, type);
    }
}

}  // namespace silhouette::qml
