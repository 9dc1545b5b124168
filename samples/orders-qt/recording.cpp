#include "recording.h"

#include <silhouette/qt.h>
#include <silhouette/silhouette.h>

#include <QByteArray>

namespace orders {

// The privacy notice that settings_dialog.cpp shows; a new wording is a new version, and asks users anew.
constexpr std::uint32_t kNoticeVersion = 1;

struct Recording::Private {
    sil_recorder* recorder = nullptr;
};

Recording::Recording(QObject* parent) : QObject(parent), private_(new Private) {
    const QByteArray endpoint = qgetenv("ORDERS_REPLAY_ENDPOINT");
    const QByteArray tenant = qgetenv("ORDERS_REPLAY_TENANT");
    const QByteArray key = qgetenv("ORDERS_REPLAY_KEY");
    const QByteArray ca = qgetenv("ORDERS_REPLAY_CA");
    if (endpoint.isEmpty()) {
        return;
    }
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "orders-qt";
    options.app_version = "1.0";
    options.tenant = tenant.constData();
    options.endpoint = endpoint.constData();
    options.key = key.constData();
    options.ca_file = ca.isEmpty() ? nullptr : ca.constData();
    options.batch_ms = static_cast<std::uint32_t>(qEnvironmentVariableIntValue("ORDERS_REPLAY_BATCH_MS"));
    if (sil_start(&options, &private_->recorder) != SIL_OK) {
        private_->recorder = nullptr;  // Orders works on without it.
        return;
    }
    sil_on_state_change(
        private_->recorder,
        [](sil_state, void* self) {
            // Any thread: the UI hears of it on its own.
            QMetaObject::invokeMethod(static_cast<Recording*>(self), &Recording::changed, Qt::QueuedConnection);
        },
        this);
    silhouette::qt::attach(private_->recorder);
}

Recording::~Recording() {
    if (private_->recorder != nullptr) {
        sil_on_state_change(private_->recorder, nullptr, nullptr);
        silhouette::qt::detach(private_->recorder);
        sil_shutdown(private_->recorder, SIL_DEADLINE_DEFAULT);
    }
    delete private_;
}

bool Recording::setting_visible() const {
    return sil_user_setting_visible(private_->recorder) != 0;
}

bool Recording::opted_in() const {
    return sil_consent_choice(private_->recorder) == SIL_CHOICE_YES;
}

QString Recording::state_text() const {
    return QString::fromLatin1(sil_state_text(sil_state_now(private_->recorder)));
}

void Recording::ask() {
    sil_ask_verdict(private_->recorder);
}

void Recording::set_opted_in(bool yes) {
    sil_consent_set(private_->recorder, yes ? SIL_CHOICE_YES : SIL_CHOICE_NO, kNoticeVersion);
    emit changed();
}

}  // namespace orders
