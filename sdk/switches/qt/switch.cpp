#include <QEvent>
#include <QShowEvent>
#include <QVBoxLayout>

#include <silhouette/qt_settings.h>

#include "sdk/switches/qt/allow_box.h"
#include "sdk/switches/qt/ask_again.h"

namespace silhouette::qt {

struct Switch::Parts {
    Consent& consent;
    QCheckBox* allow;
    AskAgain* ask_again;

    void show() const {
        show_allow_box(*allow, consent);
        const QString what = (consent.text(&switches::Texts::description) + QLatin1Char('\n') + consent.state() +
                              QLatin1Char('\n') + consent.problem())
                                 .trimmed();
        allow->setAccessibleDescription(what);
        allow->setToolTip(what);
        allow->setVisible(consent.visible());
    }
};

Switch::Switch(Consent& consent, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("silhouetteSwitch"));
    parts_.reset(
        new Parts{consent, make_allow_box(consent, [&consent] { consent.turn_off(); }), new AskAgain(*this, consent)});
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(parts_->allow);
    setFocusProxy(parts_->allow);
    connect(&consent, &Consent::changed, this, [this] { parts_->show(); });
    connect(&consent, &Consent::texts_changed, this, [this] { parts_->show(); });
    parts_->show();
}

Switch::~Switch() = default;

void Switch::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) {
        parts_->consent.looked_at();
        parts_->ask_again->begin();
    }
}

void Switch::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        parts_->consent.retranslate();
    }
}

}  // namespace silhouette::qt
