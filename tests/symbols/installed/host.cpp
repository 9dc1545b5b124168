#include <silhouette/qml.h>
#include <silhouette/qt.h>
#include <silhouette/qt_settings.h>

#include <QApplication>

int main(int count, char** words) {
    QApplication app(count, words);
    silhouette::qt::Consent consent(nullptr, 1);
    silhouette::qml::provide(consent);
    const silhouette::qt::SettingsPage page(consent);
    const silhouette::qt::Switch one_line(consent);
    return silhouette::qt::attach(nullptr) == SIL_ERROR_ARGUMENT && !consent.visible() ? 0 : 1;
}
