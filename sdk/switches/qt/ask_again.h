// Asks for the tenant's verdict again while the page stays open, so that it comes and goes by itself for those, too,
// who have not said yes. (For who has, the recorder follows what the tenant says.)
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <chrono>

#include <silhouette/qt_consent.h>

namespace silhouette::qt {

class AskAgain : public QTimer {
  public:
    AskAgain(QWidget& page, Consent& consent) : QTimer(&page), page_(page), consent_(&consent) {
        setObjectName(QStringLiteral("silhouetteAskAgain"));
        setInterval(std::chrono::seconds(10));
        connect(this, &QTimer::timeout, this, [this] { look(); });
    }

    // The page is shown.
    void begin() {
        left_ = kTimes;
        start();
    }

  private:
    // Ten minutes: longer nobody reads it.
    static constexpr int kTimes = 60;

    void look() {
        if (!page_.isVisible() || consent_ == nullptr || left_-- == 0) {
            stop();
        } else if (!consent_->on() && !page_.window()->isMinimized()) {
            consent_->looked_at();
        }
    }

    QWidget& page_;
    QPointer<Consent> consent_;
    int left_ = 0;
};

}  // namespace silhouette::qt
