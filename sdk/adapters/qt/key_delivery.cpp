#include "sdk/adapters/qt/key_delivery.h"

#include <QThread>

namespace silhouette::qt {

void KeyDelivery::begin(QWidget& control) {
    ++turn_;
    control_ = &control;
    level_ = QThread::currentThread()->loopLevel();
    marker_ = new QObject;
    // Carried out when the loop that delivers the key has its turn again. The loops of dialogs that are opened
    // meanwhile and processEvents() leave it alone.
    marker_->deleteLater();
}

bool KeyDelivery::is_within() const {
    return QThread::currentThread()->loopLevel() > level_;
}

}  // namespace silhouette::qt
