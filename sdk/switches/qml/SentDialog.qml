// "See what was sent": the batches, and what is in the one that is chosen.
import QtQuick 2.15
import QtQuick.Controls 2.15
import QtQuick.Layouts 1.15
import Silhouette 1.0

Dialog {
    id: root

    property var batches: []
    property bool damaged: false

    function read() {
        const sent = Consent.sent()
        batches = sent.batches
        damaged = sent.damaged
        list.currentIndex = batches.length > 0 ? 0 : -1
        open()
        list.forceActiveFocus()
    }

    objectName: "silhouetteSentDialog"
    parent: Overlay.overlay
    anchors.centerIn: parent
    width: parent ? Math.min(760, parent.width) : 760
    height: parent ? Math.min(480, parent.height) : 480
    modal: true
    title: Consent.texts.sentTitle

    contentItem: ColumnLayout {
        PageText {
            objectName: "silhouetteSentNote"
            text: root.batches.length > 0 ? Consent.texts.sentExplanation : Consent.texts.sentNone
        }
        PageText {
            objectName: "silhouetteSentDamaged"
            text: Consent.texts.sentDamaged
            visible: root.damaged
        }
        RowLayout {
            visible: root.batches.length > 0
            Layout.fillHeight: true
            ListView {
                id: list
                objectName: "silhouetteSentList"
                Layout.preferredWidth: 240
                Layout.fillHeight: true
                clip: true
                activeFocusOnTab: true
                model: root.batches
                Accessible.role: Accessible.List
                Accessible.name: Consent.texts.sentTitle
                Accessible.description: Consent.texts.sentExplanation
                delegate: ItemDelegate {
                    width: ListView.view.width
                    text: modelData.title
                    highlighted: ListView.isCurrentItem
                    onClicked: list.currentIndex = index
                }
            }
            ScrollView {
                Layout.fillWidth: true
                Layout.fillHeight: true
                TextArea {
                    objectName: "silhouetteSentText"
                    readOnly: true
                    selectByMouse: true
                    textFormat: TextEdit.PlainText
                    font.family: "monospace"
                    text: list.currentIndex >= 0 && list.currentIndex < root.batches.length ? root.batches[list.currentIndex].text : ""
                    Accessible.name: Consent.texts.sentTitle
                    KeyNavigation.priority: KeyNavigation.BeforeItem
                    KeyNavigation.tab: closeButton
                }
            }
        }
        Item { visible: root.batches.length === 0; Layout.fillHeight: true }
    }
    footer: DialogButtonBox {
        Button {
            id: closeButton
            objectName: "silhouetteSentClose"
            text: Consent.texts.close
            Accessible.name: Consent.plain(text)
            DialogButtonBox.buttonRole: DialogButtonBox.RejectRole
        }
    }
}
