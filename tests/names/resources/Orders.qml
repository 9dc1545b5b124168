// Made up for the tests.
import QtQuick 2.15

Item {
    id: quickPage
    Text { id: quickLabel; objectName: "quickObject"; text: "quickText" }
}
