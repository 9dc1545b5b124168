#include <QDesktopServices>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShowEvent>
#include <QUrl>
#include <QVBoxLayout>

#include <silhouette/qt_settings.h>

#include "sdk/switches/qt/allow_box.h"
#include "sdk/switches/qt/ask_again.h"

namespace silhouette::qt {
namespace {

using switches::Texts;

QLabel* make_label(const char* name) {
    auto* const label = new QLabel;
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

QLabel* make_heading(const char* name) {
    QLabel* const label = make_label(name);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

template <typename Button>
Button* make_button(const char* name) {
    auto* const button = new Button;
    button->setObjectName(QLatin1String(name));
    return button;
}

QString listed(const QString& lines) {
    return QStringLiteral("• ") + QString(lines).replace(QLatin1Char('\n'), QStringLiteral("\n• "));
}

void set_label(QAbstractButton& button, const QString& label) {
    button.setText(label);
    button.setAccessibleName(plain(label));
}

void show_line(QLabel& label, const QString& line) {
    label.setText(line);
    label.setVisible(!line.isEmpty());
}

}  // namespace

struct SettingsPage::Parts {
    Consent& consent;
    AskAgain* ask_again = nullptr;
    // All of it stands in here: the page itself stays, so that it is told when somebody looks.
    QWidget* body = new QWidget;
    QLabel* title = make_heading("silhouetteTitle");
    QLabel* description = make_label("silhouetteDescription");
    QCheckBox* allow = nullptr;
    QLabel* state = make_label("silhouetteState");
    QLabel* problem = make_heading("silhouetteProblem");
    QLabel* deleting = make_label("silhouetteDeleting");
    QCheckBox* also_delete = make_button<QCheckBox>("silhouetteAlsoDelete");
    QCheckBox* keep_list = make_button<QCheckBox>("silhouetteKeepList");
    QLabel* recorded_title = make_heading("silhouetteRecordedTitle");
    QLabel* recorded = make_label("silhouetteRecorded");
    QLabel* never_title = make_heading("silhouetteNeverTitle");
    QLabel* never = make_label("silhouetteNever");
    QPushButton* notice = make_button<QPushButton>("silhouetteNotice");
    QPushButton* see_sent = make_button<QPushButton>("silhouetteSeeSent");
    QPushButton* delete_sent = make_button<QPushButton>("silhouetteDeleteSent");

    // In the order in which Tab goes.
    void arrange() const {
        auto* const lists = new QGridLayout;
        lists->addWidget(recorded_title, 0, 0);
        lists->addWidget(never_title, 0, 1);
        lists->addWidget(recorded, 1, 0);
        lists->addWidget(never, 1, 1);
        lists->setColumnStretch(0, 1);
        lists->setColumnStretch(1, 1);
        auto* const buttons = new QHBoxLayout;
        buttons->addWidget(notice);
        buttons->addWidget(see_sent);
        buttons->addWidget(delete_sent);
        buttons->addStretch();
        auto* const column = new QVBoxLayout(body);
        column->setContentsMargins(0, 0, 0, 0);
        for (QWidget* const one : std::initializer_list<QWidget*>{title, description, allow, state, problem, deleting,
                                                                  also_delete, keep_list}) {
            column->addWidget(one);
        }
        column->addLayout(lists);
        column->addLayout(buttons);
        column->addStretch();
        QWidget* before = allow;
        for (QWidget* const one :
             std::initializer_list<QWidget*>{also_delete, keep_list, notice, see_sent, delete_sent}) {
            QWidget::setTabOrder(before, one);
            before = one;
        }
    }

    void show_texts() const {
        const auto text = [this](std::string Texts::*which) { return consent.text(which); };
        title->setText(text(&Texts::title));
        description->setText(text(&Texts::description));
        recorded_title->setText(text(&Texts::recorded_title));
        recorded->setText(listed(text(&Texts::recorded)));
        never_title->setText(text(&Texts::never_title));
        never->setText(listed(text(&Texts::never)));
        set_label(*also_delete, text(&Texts::also_delete));
        set_label(*keep_list, text(&Texts::keep_list));
        set_label(*notice, text(&Texts::notice));
        set_label(*see_sent, text(&Texts::see_sent));
        set_label(*delete_sent, text(&Texts::delete_sent));
        notice->setVisible(!text(&Texts::notice_link).isEmpty());
        notice->setAccessibleDescription(text(&Texts::notice_link));
        body->setAccessibleName(text(&Texts::title));
        // A screen reader that comes to the switch says what it decides about.
        allow->setAccessibleDescription(text(&Texts::description) + QLatin1Char('\n') + text(&Texts::recorded_title) +
                                        QLatin1Char('\n') + text(&Texts::recorded) + QLatin1Char('\n') +
                                        text(&Texts::never_title) + QLatin1Char('\n') + text(&Texts::never));
        delete_sent->setAccessibleDescription(text(&Texts::delete_question));
        see_sent->setAccessibleDescription(text(&Texts::sent_explanation));
    }

    void show() const {
        show_allow_box(*allow, consent);
        show_line(*state, consent.state());
        show_line(*problem, consent.problem());
        show_line(*deleting, consent.deleting());
        also_delete->setVisible(consent.offers_turning_off());
        keep_list->setVisible(consent.offers_turning_off());
        body->setVisible(consent.visible());
    }
};

SettingsPage::SettingsPage(Consent& consent, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("silhouettePage"));
    parts_.reset(new Parts{consent});
    parts_->ask_again = new AskAgain(*this, consent);
    parts_->body->setObjectName(QStringLiteral("silhouettePageBody"));
    parts_->allow = make_allow_box(consent, [this] {
        parts_->consent.turn_off(parts_->also_delete->isChecked(), parts_->keep_list->isChecked());
        parts_->also_delete->setChecked(false);
        parts_->keep_list->setChecked(false);
    });
    parts_->arrange();
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(parts_->body);
    setFocusProxy(parts_->allow);

    connect(parts_->notice, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl(parts_->consent.text(&Texts::notice_link))); });
    connect(parts_->see_sent, &QPushButton::clicked, this, [this] { show_sent(parts_->consent, this); });
    connect(parts_->delete_sent, &QPushButton::clicked, this, [this] { ask_to_delete_sent(parts_->consent, this); });
    connect(&consent, &Consent::changed, this, [this] { parts_->show(); });
    connect(&consent, &Consent::texts_changed, this, [this] {
        parts_->show_texts();
        parts_->show();
    });
    parts_->show_texts();
    parts_->show();
}

SettingsPage::~SettingsPage() = default;

void SettingsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) {
        parts_->consent.looked_at();
        parts_->ask_again->begin();
    }
}

void SettingsPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        parts_->consent.retranslate();
    }
}

}  // namespace silhouette::qt
