// The user's switch for session replay, ready-made for Qt Quick (Qt 6, and Qt 5.15): the QML module `Silhouette`.
//
//   silhouette::qt::Consent consent(recorder, kNoticeVersion);   // qt_consent.h
//   silhouette::qml::provide(consent);                           // before QML is loaded
//
//   import Silhouette 1.0
//   SilhouetteSettingsPage { anchors.fill: parent }              // the whole page
//   SilhouetteSwitch { }                                         // one check box
//   Consent.on, Consent.visible, Consent.turnOff(true, false)    // for a page of your own
//
// They do what their twins for widgets do (qt_settings.h): usable by keyboard, named and described for screen readers,
// not to be seen while the tenant does not allow recording, and the tenant is asked when they are shown and at no other
// time: an item is shown when it is `visible` in a window that is.
//
// When the language changes, call consent.retranslate() beside QQmlEngine::retranslate().
//
// Link silhouette_qt5_qml or silhouette_qt6_qml, as your Qt is. UI thread.
#pragma once

#include <silhouette/qt_consent.h>

namespace silhouette::qml {

// Registers the module. `consent` is that of every engine made from now on, and has to outlive them. May be called
// again with another one.
void provide(qt::Consent& consent);

}  // namespace silhouette::qml
