// `Consent` in QML: silhouette::qt::Consent with properties, one for each engine.
#pragma once

#include <QPointer>
#include <QVariantList>
#include <QVariantMap>

#include <silhouette/qt_consent.h>

namespace silhouette::qml {

class ConsentForQml : public QObject {
    Q_OBJECT
    Q_PROPERTY(bool visible READ visible NOTIFY changed)
    Q_PROPERTY(bool on READ on NOTIFY changed)
    Q_PROPERTY(bool offersTurningOff READ offers_turning_off NOTIFY changed)
    Q_PROPERTY(QString state READ state NOTIFY changed)
    Q_PROPERTY(QString deleting READ deleting NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QVariantMap texts READ texts NOTIFY textsChanged)
  public:
    explicit ConsentForQml(qt::Consent* consent);

    bool visible() const { return consent_ && consent_->visible(); }
    bool on() const { return consent_ && consent_->on(); }
    bool offers_turning_off() const { return consent_ && consent_->offers_turning_off(); }
    QString state() const { return consent_ ? consent_->state() : QString(); }
    QString deleting() const { return consent_ ? consent_->deleting() : QString(); }
    QString problem() const { return consent_ ? consent_->problem() : QString(); }
    QVariantMap texts() const;

    // As in qt_consent.h.
    Q_INVOKABLE void lookedAt();
    Q_INVOKABLE bool turnOn();
    Q_INVOKABLE bool turnOff(bool alsoDelete, bool keepList);
    Q_INVOKABLE bool deleteSent();
    // {batches: [{title, text}], damaged}
    Q_INVOKABLE QVariantMap sent() const;

    // A label without the mark of its mnemonic.
    Q_INVOKABLE QString plain(const QString& label) const;

  signals:
    void changed();
    void textsChanged();

  private:
    QPointer<qt::Consent> consent_;
};

}  // namespace silhouette::qml
