// The check box itself, that the page and the one-line switch share.
#pragma once

#include <QCheckBox>
#include <QSignalBlocker>

#include <functional>
#include <utility>

#include <silhouette/qt_consent.h>

namespace silhouette::qt {

// A label as a screen reader says it.
inline QString plain(const QString& label) {
    return QString::fromStdString(switches::without_mnemonic(label.toStdString()));
}

inline void show_allow_box(QCheckBox& box, const Consent& consent) {
    const QString label = consent.text(&switches::Texts::allow);
    box.setText(label);
    box.setAccessibleName(plain(label));
    const QSignalBlocker quiet(box);
    box.setChecked(consent.on());
}

// `turn_off` is called when the user takes the yes back.
inline QCheckBox* make_allow_box(Consent& consent, std::function<void()> turn_off) {
    auto* const box = new QCheckBox;
    box->setObjectName(QStringLiteral("silhouetteAllow"));
    // Not clicked(): screen readers toggle without a click.
    QObject::connect(box, &QCheckBox::toggled, box, [box, &consent, turn_off = std::move(turn_off)](bool on) {
        if (on) {
            consent.turn_on();
        } else {
            turn_off();
        }
        // It may have failed, and failed the time before.
        show_allow_box(*box, consent);
    });
    return box;
}

}  // namespace silhouette::qt
