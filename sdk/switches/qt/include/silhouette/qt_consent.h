// The user's choice about session replay, for Qt 5.15 and Qt 6: what the ready-made page and switch (qt_settings.h) and
// their QML twins (qml.h) stand on, and what a page of your own can stand on. Needs QtCore only.
//
//   silhouette::qt::Consent consent(recorder, kNoticeVersion);    // one for the whole app
//   silhouette::switches::Texts texts;                            // English; replace what you like
//   texts.notice_link = "https://example.com/privacy";
//   consent.set_texts(texts);
//
// Lives on the UI thread and must go before sil_shutdown(). It takes the recorder's one state callback
// (sil_on_state_change): listen to changed() instead. Nothing here throws.
#pragma once

#include <QObject>
#include <QString>
#include <QVector>

#include <memory>

#include <silhouette/silhouette.h>
#include <silhouette/switch_texts.h>

namespace silhouette::qt {

// A batch that was sent, for its user to read.
struct SentBatch {
    QString title;  // when, and how much
    QString text;   // plain English, one line an item
};

class Consent : public QObject {
    Q_OBJECT
  public:
    // `notice_version`: of the privacy notice that the texts lead to. A NULL recorder is one that is not there: nothing
    // is ever visible.
    Consent(sil_recorder* recorder, std::uint32_t notice_version, QObject* parent = nullptr);
    ~Consent() override;

    // ---- What is to be shown; see changed() ----
    bool visible() const;             // false while the tenant does not allow recording: show nothing at all
    bool on() const;                  // the position of the switch
    bool offers_turning_off() const;  // what is to happen on turning off may be chosen now
    QString state() const;            // what goes on now, one sentence
    QString deleting() const;         // "", or how many sessions are being deleted
    QString problem() const;          // "", or why the last thing that the user did has failed

    // ---- What the user does: also while nothing is visible ----
    // Each says whether it was done. Turning off is true when it returns: nothing is recorded or sent any more.
    bool turn_on();
    bool turn_off(bool also_delete = false, bool keep_list = false);
    bool delete_sent();
    // The newest first. Reads files.
    QVector<SentBatch> sent() const;
    // Whether a part of what sent() reads is damaged.
    bool sent_is_damaged() const { return sent_is_damaged_; }

    // Call it when the user looks at the switch, and only then: it asks the ingest endpoint for the tenant's verdict.
    void looked_at();

    // ---- Texts ----
    // Every text is translated (context "Silhouette").
    void set_texts(const switches::Texts& texts);
    // Translates anew. The widgets call it when the language changes; apps without them do.
    void retranslate();
    QString text(std::string switches::Texts::*which) const;

  signals:
    // Anything above may be different now. On the UI thread.
    void changed();
    // The texts are different: set, or translated anew.
    void texts_changed();
    // The user has moved the switch; for hosts that keep the choice where the account is kept.
    void chosen(bool on);

  private:
    struct Private;
    void take_shown();

    std::unique_ptr<Private> private_;
    mutable bool sent_is_damaged_ = false;
};

}  // namespace silhouette::qt
