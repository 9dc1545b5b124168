#include "settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "content.h"
#include "recording.h"

namespace orders {

SettingsDialog::SettingsDialog(Recording& recording, QWidget* parent) : QDialog(parent), recording_(recording) {
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(QStringLiteral("Settings"));
    auto* list = new QListWidget;
    list->setObjectName(QStringLiteral("settingsPages"));
    list->addItem(QStringLiteral("General"));
    list->addItem(QStringLiteral("Privacy"));
    list->setFixedWidth(140);
    auto* pages = new QStackedWidget;
    pages->setObjectName(QStringLiteral("settingsStack"));
    pages->addWidget(general_page());
    pages->addWidget(privacy_page());
    connect(list, &QListWidget::currentRowChanged, pages, &QStackedWidget::setCurrentIndex);
    connect(pages, &QStackedWidget::currentChanged, this, [this](int page) {
        if (page == 1) {
            // A user who has not opted in causes no traffic; looking at this page is what asks.
            recording_.ask();
            show_replay_setting();
        }
    });
    connect(&recording_, &Recording::changed, this, &SettingsDialog::show_replay_setting);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->setObjectName(QStringLiteral("settingsButtons"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->addWidget(list);
    row->addWidget(pages, 1);
    auto* column = new QVBoxLayout(this);
    column->addLayout(row);
    column->addWidget(buttons);
    resize(520, 300);
    show_replay_setting();
}

QWidget* SettingsDialog::general_page() {
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("generalPage"));
    auto* language = new QComboBox;
    language->setObjectName(QStringLiteral("languageCombo"));
    language->addItems({QStringLiteral("English"), QStringLiteral("Deutsch"), QStringLiteral("Português")});
    auto* folder = new QComboBox;
    folder->setObjectName(QStringLiteral("folderCombo"));
    folder->setEditable(true);
    folder->addItem(content(QStringLiteral("/home/maria/contracts")));
    auto* zoom = new QSlider(Qt::Horizontal);
    zoom->setObjectName(QStringLiteral("zoomSlider"));
    auto* form = new QFormLayout(page);
    form->addRow(QStringLiteral("Language"), language);
    form->addRow(QStringLiteral("Folder"), folder);
    form->addRow(QStringLiteral("Zoom"), zoom);
    return page;
}

QWidget* SettingsDialog::privacy_page() {
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("privacyPage"));
    allow_replay_ = new QCheckBox(QStringLiteral("Allow session replay"));
    allow_replay_->setObjectName(QStringLiteral("allowReplayCheck"));
    explanation_ = new QLabel;
    explanation_->setObjectName(QStringLiteral("replayExplanation"));
    explanation_->setWordWrap(true);
    connect(allow_replay_, &QCheckBox::toggled, &recording_, &Recording::set_opted_in);
    auto* column = new QVBoxLayout(page);
    column->addWidget(allow_replay_);
    column->addWidget(explanation_);
    column->addStretch();
    return page;
}

void SettingsDialog::show_replay_setting() {
    const bool visible = recording_.setting_visible();
    allow_replay_->setVisible(visible);
    explanation_->setVisible(visible);
    explanation_->setText(
        QStringLiteral("Shows the makers of Orders where you click and how windows are arranged: never texts, "
                       "numbers, pictures or keys. You can change this at any time.\nNow: %1")
            .arg(recording_.state_text()));
    const QSignalBlocker quiet(allow_replay_);
    allow_replay_->setChecked(recording_.opted_in());
}

}  // namespace orders
