#include "settings_dialog.h"

#include <silhouette/qt_settings.h>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QListWidget>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "content.h"
#include "recording.h"

namespace orders {

SettingsDialog::SettingsDialog(Recording& recording, QWidget* parent) : QDialog(parent) {
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
    // Session replay: ready-made.
    pages->addWidget(new silhouette::qt::SettingsPage(recording.consent()));
    connect(list, &QListWidget::currentRowChanged, pages, &QStackedWidget::setCurrentIndex);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->setObjectName(QStringLiteral("settingsButtons"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->addWidget(list);
    row->addWidget(pages, 1);
    auto* column = new QVBoxLayout(this);
    column->addLayout(row);
    column->addWidget(buttons);
    resize(640, 480);
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

}  // namespace orders
