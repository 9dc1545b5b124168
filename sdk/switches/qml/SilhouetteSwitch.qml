// The user's switch, one line: for a settings page that has its own words about privacy beside it.
import QtQuick 2.15
import QtQuick.Controls 2.15
import QtQuick.Window 2.15
import Silhouette 1.0

FocusScope {
    id: root

    // What happens when the user takes the yes back.
    property var turnOff: function () { Consent.turnOff(false, false) }
    property string explanation: Consent.texts.description
    // The page around it asks for itself.
    property bool asks: true
    readonly property bool isLookedAt: asks && visible && Window.window !== null && Window.visibility !== Window.Hidden

    objectName: "silhouetteSwitch"
    implicitWidth: box.implicitWidth
    implicitHeight: box.visible ? box.implicitHeight : 0

    AskAgain {
        isLookedAt: root.isLookedAt
        isMinimized: root.Window.visibility === Window.Minimized
    }

    CheckBox {
        id: box
        objectName: "silhouetteAllow"
        anchors.fill: parent
        focus: true
        visible: Consent.visible
        text: Consent.plain(Consent.texts.allow)
        checked: Consent.on
        Accessible.name: text
        Accessible.description: (root.explanation + "\n" + Consent.state + "\n" + Consent.problem).trim()
        onToggled: {
            if (checked)
                Consent.turnOn()
            else
                root.turnOff()
            // It may have failed.
            checked = Qt.binding(function () { return Consent.on })
        }
    }
}
