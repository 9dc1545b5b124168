#include "sdk/switches/qml/consent_for_qml.h"

namespace silhouette::qml {
namespace {

using switches::Texts;

struct Named {
    const char* name;
    std::string Texts::*text;
};

// The texts as QML calls them.
constexpr Named kTexts[] = {{"title", &Texts::title},
                            {"description", &Texts::description},
                            {"allow", &Texts::allow},
                            {"recordedTitle", &Texts::recorded_title},
                            {"recorded", &Texts::recorded},
                            {"neverTitle", &Texts::never_title},
                            {"never", &Texts::never},
                            {"notice", &Texts::notice},
                            {"noticeLink", &Texts::notice_link},
                            {"alsoDelete", &Texts::also_delete},
                            {"keepList", &Texts::keep_list},
                            {"seeSent", &Texts::see_sent},
                            {"sentTitle", &Texts::sent_title},
                            {"sentExplanation", &Texts::sent_explanation},
                            {"sentNone", &Texts::sent_none},
                            {"sentDamaged", &Texts::sent_damaged},
                            {"close", &Texts::close},
                            {"deleteSent", &Texts::delete_sent},
                            {"deleteTitle", &Texts::delete_title},
                            {"deleteQuestion", &Texts::delete_question},
                            {"deleteYes", &Texts::delete_yes},
                            {"cancel", &Texts::cancel}};

}  // namespace

ConsentForQml::ConsentForQml(qt::Consent* consent) : consent_(consent) {
    if (consent != nullptr) {
        connect(consent, &qt::Consent::changed, this, &ConsentForQml::changed);
        connect(consent, &qt::Consent::texts_changed, this, &ConsentForQml::textsChanged);
    }
}

QVariantMap ConsentForQml::texts() const {
    QVariantMap texts;
    for (const Named& one : kTexts) {
        texts[QLatin1String(one.name)] = consent_ ? consent_->text(one.text) : QString();
    }
    return texts;
}

void ConsentForQml::lookedAt() {
    if (consent_) {
        consent_->looked_at();
    }
}

bool ConsentForQml::turnOn() {
    return consent_ && consent_->turn_on();
}

bool ConsentForQml::turnOff(bool alsoDelete, bool keepList) {
    return consent_ && consent_->turn_off(alsoDelete, keepList);
}

bool ConsentForQml::deleteSent() {
    return consent_ && consent_->delete_sent();
}

QVariantMap ConsentForQml::sent() const {
    QVariantList batches;
    if (consent_) {
        for (const qt::SentBatch& one : consent_->sent()) {
            batches.append(QVariantMap{{QStringLiteral("title"), one.title}, {QStringLiteral("text"), one.text}});
        }
    }
    return {{QStringLiteral("batches"), batches}, {QStringLiteral("damaged"), consent_ && consent_->sent_is_damaged()}};
}

QString ConsentForQml::plain(const QString& label) const {
    return QString::fromStdString(switches::without_mnemonic(label.toStdString()));
}

}  // namespace silhouette::qml
