// Asks for the tenant's verdict when somebody looks at a page, and again while it stays open, for ten minutes: who has
// not said yes is told what the tenant says, too.
import QtQuick 2.15
import Silhouette 1.0

Timer {
    property bool isLookedAt: false
    property bool isMinimized: false
    property int left: 60

    objectName: "silhouetteAskAgain"
    interval: 10000
    repeat: true
    running: isLookedAt && left > 0 && !Consent.on && !isMinimized
    onTriggered: {
        left -= 1
        Consent.lookedAt()
    }
    onIsLookedAtChanged: {
        left = 60
        if (isLookedAt)
            Consent.lookedAt()
    }
}
