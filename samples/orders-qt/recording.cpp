#include "recording.h"

#include <silhouette/qt.h>
#include <silhouette/silhouette.h>

#include <QByteArray>

namespace orders {

// The privacy notice that the settings lead to; a new wording is a new version, and asks users anew.
constexpr std::uint32_t kNoticeVersion = 1;

Recording::Recording() {
    const QByteArray endpoint = qgetenv("ORDERS_REPLAY_ENDPOINT");
    const QByteArray tenant = qgetenv("ORDERS_REPLAY_TENANT");
    const QByteArray key = qgetenv("ORDERS_REPLAY_KEY");
    const QByteArray ca = qgetenv("ORDERS_REPLAY_CA");
    if (!endpoint.isEmpty()) {
        sil_options options = SIL_OPTIONS_INIT;
        options.app = "orders-qt";
        options.app_version = "1.0";
        options.tenant = tenant.constData();
        options.endpoint = endpoint.constData();
        options.key = key.constData();
        options.ca_file = ca.isEmpty() ? nullptr : ca.constData();
        options.batch_ms = static_cast<std::uint32_t>(qEnvironmentVariableIntValue("ORDERS_REPLAY_BATCH_MS"));
        if (sil_start(&options, &recorder_) == SIL_OK) {
            silhouette::qt::attach(recorder_);
        }  // Otherwise Orders works on without it.
    }
    consent_ = std::make_unique<silhouette::qt::Consent>(recorder_, kNoticeVersion);
    silhouette::switches::Texts texts;
    texts.notice_link = "https://orders.example.com/privacy";
    consent_->set_texts(texts);
}

Recording::~Recording() {
    consent_.reset();
    silhouette::qt::detach(recorder_);
    sil_shutdown(recorder_, SIL_DEADLINE_DEFAULT);
}

}  // namespace orders
