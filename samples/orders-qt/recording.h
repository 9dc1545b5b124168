// Session replay in Orders: all that the app has to do with Silhouette stands here; settings_dialog.cpp shows its page.
#pragma once

#include <silhouette/qt_consent.h>

#include <memory>

namespace orders {

// One object for the whole run. Inert where no endpoint is configured (ORDERS_REPLAY_ENDPOINT, ORDERS_REPLAY_TENANT,
// ORDERS_REPLAY_KEY, ORDERS_REPLAY_CA, ORDERS_REPLAY_BATCH_MS).
class Recording {
  public:
    Recording();
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    // What the user decides about it.
    silhouette::qt::Consent& consent() { return *consent_; }

  private:
    sil_recorder* recorder_ = nullptr;
    std::unique_ptr<silhouette::qt::Consent> consent_;
};

}  // namespace orders
