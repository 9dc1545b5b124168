// A paragraph of the page. Plain text: what a host or a translator writes is shown as it is.
import QtQuick 2.15
import QtQuick.Controls 2.15
import QtQuick.Layouts 1.15

Label {
    textFormat: Text.PlainText
    wrapMode: Text.WordWrap
    Layout.fillWidth: true
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
