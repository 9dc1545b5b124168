// The whole page: the switch, what is recorded and what never is, the link to the privacy notice, "see what was sent" and
// "delete what was sent".
import QtQuick 2.15
import QtQuick.Controls 2.15
import QtQuick.Layouts 1.15
import QtQuick.Window 2.15
import Silhouette 1.0

FocusScope {
    id: root

    readonly property bool isLookedAt: visible && Window.window !== null && Window.visibility !== Window.Hidden

    objectName: "silhouettePage"

    AskAgain {
        isLookedAt: root.isLookedAt
        isMinimized: root.Window.visibility === Window.Minimized
    }

    // Not bound: the height of a text that wraps follows the width that the page is given.
    function fit() {
        implicitWidth = body.implicitWidth
        implicitHeight = body.visible ? body.implicitHeight : 0
    }

    function listed(lines) {
        return "• " + lines.split("\n").join("\n• ")
    }

    ColumnLayout {
        id: body
        anchors.left: parent.left
        anchors.right: parent.right
        visible: Consent.visible
        spacing: 8
        onVisibleChanged: root.fit()
        onImplicitWidthChanged: root.fit()
        onImplicitHeightChanged: root.fit()

        PageText { objectName: "silhouetteTitle"; text: Consent.texts.title; font.bold: true; Accessible.role: Accessible.Heading }
        PageText { objectName: "silhouetteDescription"; text: Consent.texts.description }
        SilhouetteSwitch {
            focus: true
            asks: false
            explanation: [Consent.texts.description, Consent.texts.recordedTitle, Consent.texts.recorded,
                          Consent.texts.neverTitle, Consent.texts.never].join("\n")
            turnOff: function () {
                Consent.turnOff(alsoDelete.checked, keepList.checked)
                alsoDelete.checked = false
                keepList.checked = false
            }
        }
        PageText { objectName: "silhouetteState"; text: Consent.state }
        PageText { objectName: "silhouetteProblem"; text: Consent.problem; visible: text !== ""; font.bold: true }
        PageText { objectName: "silhouetteDeleting"; text: Consent.deleting; visible: text !== "" }
        CheckBox {
            id: alsoDelete
            objectName: "silhouetteAlsoDelete"
            visible: Consent.offersTurningOff
            text: Consent.plain(Consent.texts.alsoDelete)
            Accessible.name: text
        }
        CheckBox {
            id: keepList
            objectName: "silhouetteKeepList"
            visible: Consent.offersTurningOff
            text: Consent.plain(Consent.texts.keepList)
            Accessible.name: text
        }
        GridLayout {
            columns: 2
            flow: GridLayout.TopToBottom
            rows: 2
            PageText { objectName: "silhouetteRecordedTitle"; text: Consent.texts.recordedTitle; font.bold: true }
            PageText { objectName: "silhouetteRecorded"; text: root.listed(Consent.texts.recorded); Layout.alignment: Qt.AlignTop }
            PageText { objectName: "silhouetteNeverTitle"; text: Consent.texts.neverTitle; font.bold: true }
            PageText { objectName: "silhouetteNever"; text: root.listed(Consent.texts.never); Layout.alignment: Qt.AlignTop }
        }
        Flow {
            Layout.fillWidth: true
            spacing: 8
            Button {
                objectName: "silhouetteNotice"
                visible: Consent.texts.noticeLink !== ""
                text: Consent.texts.notice
                Accessible.name: Consent.plain(text)
                Accessible.description: Consent.texts.noticeLink
                onClicked: Qt.openUrlExternally(Consent.texts.noticeLink)
            }
            Button {
                objectName: "silhouetteSeeSent"
                text: Consent.texts.seeSent
                Accessible.name: Consent.plain(text)
                Accessible.description: Consent.texts.sentExplanation
                onClicked: sentDialog.read()
            }
            Button {
                objectName: "silhouetteDeleteSent"
                text: Consent.texts.deleteSent
                Accessible.name: Consent.plain(text)
                Accessible.description: Consent.texts.deleteQuestion
                onClicked: deleteQuestion.open()
            }
        }
    }

    SentDialog { id: sentDialog }

    Dialog {
        id: deleteQuestion
        objectName: "silhouetteDeleteQuestion"
        parent: Overlay.overlay
        anchors.centerIn: parent
        width: Math.min(480, parent ? parent.width : 480)
        // The style's own binding follows itself in Qt 6.8.
        implicitHeight: header.implicitHeight + contentItem.implicitHeight + footer.implicitHeight + topPadding + bottomPadding
        modal: true
        title: Consent.texts.deleteTitle
        // Its own, which is always there: the style's comes and goes with the place of the dialog, and its height with it.
        header: PageText {
            text: deleteQuestion.title
            font.bold: true
            padding: 12
        }
        // Enter and Escape do nothing that cannot be undone.
        onOpened: cancel.forceActiveFocus()

        contentItem: PageText { text: Consent.texts.deleteQuestion }
        // Not a DialogButtonBox: in Qt 6.8 its height and the dialog's follow each other.
        footer: Item {
            implicitHeight: buttons.implicitHeight + 24
            RowLayout {
                id: buttons
                anchors.right: parent.right
                anchors.rightMargin: 12
                anchors.verticalCenter: parent.verticalCenter
                Button {
                    id: cancel
                    objectName: "silhouetteDeleteCancel"
                    text: Consent.texts.cancel
                    Accessible.name: Consent.plain(text)
                    Keys.onReturnPressed: clicked()
                    onClicked: deleteQuestion.reject()
                }
                Button {
                    objectName: "silhouetteDeleteYes"
                    text: Consent.texts.deleteYes
                    Accessible.name: Consent.plain(text)
                    onClicked: deleteQuestion.accept()
                }
            }
        }
        onAccepted: Consent.deleteSent()
    }
}
