#include <silhouette/qt_consent.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimer>

#include "sdk/switches/logic/model.h"

namespace silhouette::qt {
namespace {

using switches::Texts;

// Deletions are confirmed by the network, in their own time; no callback tells. Asked only while there are any.
constexpr int kDeletionsLookMs = 1'000;

QString translated(const std::string& text) {
    return text.empty() ? QString() : QCoreApplication::translate("Silhouette", text.c_str());
}

Texts translated(Texts texts) {
    for (std::string Texts::*const one : switches::kAllTexts) {
        texts.*one = translated(texts.*one).toStdString();
    }
    return texts;
}

}  // namespace

struct Consent::Private {
    Private(Consent& consent, sil_recorder* recorder, std::uint32_t notice_version)
        : model(recorder, notice_version, [&consent] {
              // Any thread.
              QMetaObject::invokeMethod(
                  &consent, [&consent] { consent.take_shown(); }, Qt::QueuedConnection);
          }) {}

    Texts given;
    Texts texts = translated(given);
    switches::Shown shown;
    QTimer deletions;
    switches::Model model;
};

Consent::Consent(sil_recorder* recorder, std::uint32_t notice_version, QObject* parent)
    : QObject(parent), private_(std::make_unique<Private>(*this, recorder, notice_version)) {
    private_->shown = private_->model.shown(private_->texts);
    private_->deletions.setInterval(kDeletionsLookMs);
    connect(&private_->deletions, &QTimer::timeout, this, &Consent::take_shown);
}

Consent::~Consent() = default;

void Consent::take_shown() {
    const switches::Shown now = private_->model.shown(private_->texts);
    const bool waits = !now.deleting.empty();
    if (waits != private_->deletions.isActive()) {
        waits ? private_->deletions.start() : private_->deletions.stop();
    }
    if (!(now == private_->shown)) {
        private_->shown = now;
        emit changed();
    }
}

bool Consent::visible() const {
    return private_->shown.visible;
}
bool Consent::on() const {
    return private_->shown.on;
}
bool Consent::offers_turning_off() const {
    return private_->shown.offers_turning_off;
}
QString Consent::state() const {
    return QString::fromStdString(private_->shown.state);
}
QString Consent::deleting() const {
    return QString::fromStdString(private_->shown.deleting);
}
QString Consent::problem() const {
    return QString::fromStdString(private_->shown.problem);
}

bool Consent::turn_on() {
    const bool done = private_->model.turn_on();
    take_shown();
    emit chosen(true);
    return done;
}

bool Consent::turn_off(bool also_delete, bool keep_list) {
    const bool done = private_->model.turn_off({also_delete, keep_list});
    take_shown();
    emit chosen(false);
    return done;
}

bool Consent::delete_sent() {
    const bool done = private_->model.delete_sent();
    take_shown();
    return done;
}

QVector<SentBatch> Consent::sent() const {
    const switches::Sent sent = private_->model.sent();
    sent_is_damaged_ = sent.damaged;
    QVector<SentBatch> batches;
    for (const switches::SentBatch& one : sent.batches) {
        const QString time = QLocale().toString(QDateTime::fromSecsSinceEpoch(one.sent), QLocale::ShortFormat);
        const std::string title =
            switches::filled(switches::filled(private_->texts.sent_batch, "time", time.toStdString()), "items",
                             std::to_string(one.items));
        batches.push_back({QString::fromStdString(title), QString::fromStdString(one.text)});
    }
    return batches;
}

void Consent::looked_at() {
    private_->model.looked_at();
    take_shown();
}

void Consent::set_texts(const Texts& texts) {
    private_->given = texts;
    retranslate();
}

void Consent::retranslate() {
    private_->texts = translated(private_->given);
    emit texts_changed();
    take_shown();
}

QString Consent::text(std::string Texts::*which) const {
    return QString::fromStdString(private_->texts.*which);
}

}  // namespace silhouette::qt
