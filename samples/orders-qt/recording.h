// Session replay in Orders: all that the app has to do with Silhouette stands here and in settings_dialog.cpp.
#pragma once

#include <QObject>

namespace orders {

// One object for the whole run. Inert where no endpoint is configured (ORDERS_REPLAY_ENDPOINT, ORDERS_REPLAY_TENANT,
// ORDERS_REPLAY_KEY, ORDERS_REPLAY_CA, ORDERS_REPLAY_BATCH_MS).
class Recording : public QObject {
    Q_OBJECT
  public:
    explicit Recording(QObject* parent = nullptr);
    ~Recording() override;

    // Whether the user's switch is to be shown: not while the organisation does not allow recording.
    bool setting_visible() const;
    bool opted_in() const;
    // Why it records, or does not: one English sentence.
    QString state_text() const;

    // Asks the organisation's verdict, for the settings page; changed() follows.
    void ask();
    void set_opted_in(bool yes);

  signals:
    // On the UI thread, after anything above has changed.
    void changed();

  private:
    struct Private;
    Private* private_ = nullptr;
};

}  // namespace orders
