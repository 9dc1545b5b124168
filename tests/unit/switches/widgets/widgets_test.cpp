// The page and the switch, once with each Qt: on a display of the test's own, used by real keys.
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QDesktopServices>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QTranslator>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

#include <silhouette/qt_settings.h>

#include "tests/catch.h"
#include "tests/unit/qt/desk.h"
#include "tests/unit/switches/made_up_library.h"

using namespace silhouette::tests;
using silhouette::qt::Consent;
using silhouette::qt::SettingsPage;
using silhouette::switches::kAllTexts;
using silhouette::switches::Texts;
using Asked = std::vector<std::string>;

// Takes the place of the desktop's.
class Browser : public QObject {
    Q_OBJECT
  public:
    QUrl opened;
  public slots:
    void open(const QUrl& url) { opened = url; }
};

namespace {

template <typename Widget>
Widget* find(const QWidget& below, const char* name) {
    auto* const found = below.findChild<Widget*>(QLatin1String(name));
    REQUIRE(found != nullptr);
    return found;
}

// A dialog of the application that is open now, by its name.
template <typename Dialog>
Dialog* open_dialog(const char* name) {
    for (QWidget* const widget : QApplication::topLevelWidgets()) {
        if (widget->objectName() == QLatin1String(name) && widget->isVisible()) {
            return qobject_cast<Dialog*>(widget);
        }
    }
    return nullptr;
}

struct Stage {
    Stage() : library(made_up_library(true)) {
        Texts texts;
        texts.notice_link = "https://example.com/privacy";
        consent.set_texts(texts);
    }

    // A settings dialog of two pages, ours behind.
    void make_dialog() {
        pages = new QStackedWidget;
        page = new SettingsPage(consent);
        pages->addWidget(new QLineEdit);
        pages->addWidget(page);
        auto* const column = new QVBoxLayout(&dialog);
        column->addWidget(pages);
        Desk::get().show(dialog);
    }
    void look() {
        pages->setCurrentWidget(page);
        QApplication::processEvents();
    }
    void show_page() {
        make_dialog();
        look();
    }
    QCheckBox* allow() const { return find<QCheckBox>(*page, "silhouetteAllow"); }
    QPushButton* button(const char* name) const { return find<QPushButton>(*page, name); }
    bool tell_and_wait(bool visible) {
        library.visible = visible;
        library.tell();
        return Desk::get().wait([&] { return allow()->isVisible() == visible; });
    }

    MadeUpLibrary& library;
    Consent consent{made_up_recorder(), 3};
    QDialog dialog;
    QStackedWidget* pages = nullptr;
    SettingsPage* page = nullptr;
};

QString accessible(QWidget* widget, QAccessible::Text what) {
    QAccessibleInterface* const one = QAccessible::queryAccessibleInterface(widget);
    REQUIRE(one != nullptr);
    return one->text(what);
}

}  // namespace

TEST_CASE("the verdict is asked for when the page is shown, each time, and at no other time") {
    Stage stage;
    stage.make_dialog();
    CHECK(stage.library.asked.empty());
    stage.look();
    CHECK(stage.library.asked == Asked{"ask"});
    stage.library.tell();
    QApplication::processEvents();
    CHECK(stage.library.asked == Asked{"ask"});
    stage.pages->setCurrentIndex(0);
    stage.look();
    CHECK(stage.library.asked == Asked{"ask", "ask"});
}

TEST_CASE("it is asked for again while the page stays open, until the user has said yes") {
    Stage stage;
    stage.show_page();
    auto* const again = stage.page->findChild<QTimer*>(QStringLiteral("silhouetteAskAgain"));
    REQUIRE(again != nullptr);
    CHECK(again->isActive());
    CHECK(again->interval() == 10'000);
    again->setInterval(1);
    Desk& desk = Desk::get();
    CHECK(desk.wait([&] { return stage.library.count("ask") > 3; }));
    CHECK(stage.consent.turn_on());
    const auto asked = stage.library.count("ask");
    int rounds = 0;
    QObject::connect(again, &QTimer::timeout, &stage.consent, [&rounds] { ++rounds; });
    CHECK(desk.wait([&] { return rounds > 3; }));
    CHECK(stage.library.count("ask") == asked);
    stage.page->hide();
    CHECK(desk.wait([&] { return !again->isActive(); }));
}

TEST_CASE("while the tenant does not allow it nothing of the page is seen, and it comes and goes by itself") {
    Stage stage;
    stage.library.visible = false;
    stage.show_page();
    CHECK(stage.library.asked == Asked{"ask"});
    for (QWidget* const widget : stage.page->findChildren<QWidget*>()) {
        INFO(widget->objectName().toStdString());
        CHECK_FALSE(widget->isVisible());
    }
    CHECK(stage.tell_and_wait(true));
    CHECK(find<QLabel>(*stage.page, "silhouetteNever")->isVisible());
    CHECK(stage.button("silhouetteSeeSent")->isVisible());
    CHECK(stage.tell_and_wait(false));
    CHECK_FALSE(stage.button("silhouetteDeleteSent")->isVisible());
}

TEST_CASE("everything is reached and used by the keyboard, in the order in which it is read") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.library.state = SIL_STATE_RECORDING;
    stage.show_page();
    Desk& desk = Desk::get();
    stage.page->setFocus();
    const char* const order[] = {"silhouetteAllow",  "silhouetteAlsoDelete", "silhouetteKeepList",
                                 "silhouetteNotice", "silhouetteSeeSent",    "silhouetteDeleteSent"};
    for (const char* const name : order) {
        INFO(name);
        CHECK(desk.wait([&] {
            return QApplication::focusWidget() != nullptr &&
                   QApplication::focusWidget()->objectName() == QLatin1String(name);
        }));
        desk.key("Tab");
    }
    // The bar behind a mnemonic.
    desk.key("alt+e");
    CHECK(desk.wait([&] { return find<QCheckBox>(*stage.page, "silhouetteAlsoDelete")->isChecked(); }));
    desk.key("alt+a");
    CHECK(desk.wait([&] { return stage.library.count("erase") == 1; }));
    CHECK(stage.library.count("no 3 by switch") == 1);
    CHECK_FALSE(find<QCheckBox>(*stage.page, "silhouetteAlsoDelete")->isVisible());
    desk.key("space");
    CHECK(desk.wait([&] { return stage.library.count("yes 3 by switch") == 1; }));
    // What was ticked counted once.
    CHECK_FALSE(find<QCheckBox>(*stage.page, "silhouetteAlsoDelete")->isChecked());
}

TEST_CASE("turning off is done at once, with what was ticked") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.show_page();
    CHECK(stage.allow()->isChecked());
    find<QCheckBox>(*stage.page, "silhouetteKeepList")->click();
    stage.allow()->click();
    CHECK(stage.library.asked.back() == "no 3 by switch keep");
    CHECK_FALSE(stage.allow()->isChecked());
    CHECK(open_dialog<QDialog>("silhouetteDeleteQuestion") == nullptr);
}

TEST_CASE("what failed is said, and the switch stands where it is true, however often it is tried") {
    Stage stage;
    stage.show_page();
    stage.library.status = SIL_ERROR_STORAGE;
    for (int attempt = 0; attempt < 2; ++attempt) {
        stage.allow()->click();
        CHECK_FALSE(stage.allow()->isChecked());
        CHECK(find<QLabel>(*stage.page, "silhouetteProblem")->isVisible());
        CHECK(find<QLabel>(*stage.page, "silhouetteProblem")->text() == stage.consent.text(&Texts::not_turned_on));
    }
    stage.library.status = SIL_OK;
    stage.allow()->click();
    CHECK(stage.allow()->isChecked());
    CHECK_FALSE(find<QLabel>(*stage.page, "silhouetteProblem")->isVisible());
}

TEST_CASE("a screen reader hears names, descriptions and states") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.show_page();
    QAccessibleInterface* const allow = QAccessible::queryAccessibleInterface(stage.allow());
    CHECK(allow->role() == QAccessible::CheckBox);
    CHECK(allow->state().checked);
    CHECK(allow->text(QAccessible::Name) == "Allow session replay");
    for (std::string Texts::*const part : {&Texts::description, &Texts::recorded, &Texts::never}) {
        CHECK(allow->text(QAccessible::Description).contains(stage.consent.text(part)));
    }
    for (QWidget* const widget : stage.page->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus) {
            continue;
        }
        INFO(widget->objectName().toStdString());
        const QString name = accessible(widget, QAccessible::Name);
        CHECK_FALSE(name.isEmpty());
        CHECK_FALSE(name.contains('&'));
    }
    CHECK(accessible(stage.button("silhouetteDeleteSent"), QAccessible::Description) ==
          stage.consent.text(&Texts::delete_question));
    CHECK(accessible(find<QLabel>(*stage.page, "silhouetteState"), QAccessible::Name) == stage.consent.state());
    // Toggled without a click, as screen readers do.
    REQUIRE(allow->actionInterface() != nullptr);
    allow->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
    CHECK(stage.library.asked.back() == "no 3 by switch");
    CHECK_FALSE(allow->state().checked);
}

TEST_CASE("every text of the page is the host's where it gives one, and follows the translation while it is seen") {
    struct Shouting final : QTranslator {
        QString translate(const char* context, const char* source, const char*, int) const override {
            return QLatin1String(context) == QLatin1String("Silhouette") ? QString::fromUtf8(source).toUpper()
                                                                         : QString();
        }
        bool isEmpty() const override { return false; }
    };
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.library.pending = 2;
    stage.show_page();
    Texts texts;
    int number = 0;
    for (std::string Texts::*const one : kAllTexts) {
        texts.*one = "text " + std::to_string(number++) + " of the host {count}";
    }
    stage.consent.set_texts(texts);
    const auto all_of = [&](const QString& part) {
        for (QWidget* const widget : stage.page->findChildren<QWidget*>()) {
            const QString text = widget->property("text").toString();
            if (!text.isEmpty() && !text.contains(part)) {
                return widget->objectName().toStdString();
            }
        }
        return std::string();
    };
    CHECK(all_of("of the host") == "");
    {
        Shouting shouting;
        QApplication::installTranslator(&shouting);
        QApplication::processEvents();
        CHECK(all_of("OF THE HOST") == "");
        CHECK(stage.allow()->text() == stage.consent.text(&Texts::allow));
        QApplication::removeTranslator(&shouting);
        QApplication::processEvents();
    }
    CHECK(all_of("of the host") == "");
}

TEST_CASE("the link leads to the privacy notice, and is not there without one") {
    Stage stage;
    stage.show_page();
    CHECK(accessible(stage.button("silhouetteNotice"), QAccessible::Description) == "https://example.com/privacy");
    Browser browser;
    QDesktopServices::setUrlHandler("https", &browser, "open");
    stage.button("silhouetteNotice")->click();
    QDesktopServices::unsetUrlHandler("https");
    CHECK(browser.opened == QUrl("https://example.com/privacy"));
    stage.consent.set_texts(Texts());
    CHECK_FALSE(stage.button("silhouetteNotice")->isVisible());
}

TEST_CASE("deleting asks, and Enter or Escape delete nothing") {
    Stage stage;
    stage.show_page();
    Desk& desk = Desk::get();
    const auto ask = [&] {
        stage.button("silhouetteDeleteSent")->click();
        REQUIRE(desk.wait([] {
            auto* const question = open_dialog<QMessageBox>("silhouetteDeleteQuestion");
            return question != nullptr && question->isActiveWindow();
        }));
        return open_dialog<QMessageBox>("silhouetteDeleteQuestion");
    };
    for (const char* const key : {"Return", "Escape"}) {
        CHECK(ask()->text() == stage.consent.text(&Texts::delete_question));
        desk.key(key);
        CHECK(desk.wait([] { return open_dialog<QMessageBox>("silhouetteDeleteQuestion") == nullptr; }));
        CHECK(stage.library.count("erase") == 0);
    }
    find<QPushButton>(*ask(), "silhouetteDeleteYes")->click();
    CHECK(stage.library.count("erase") == 1);
}

TEST_CASE("deletions under way are told, until they are confirmed") {
    Stage stage;
    stage.show_page();
    auto* const line = find<QLabel>(*stage.page, "silhouetteDeleting");
    CHECK_FALSE(line->isVisible());
    stage.library.pending = 2;
    CHECK(stage.consent.delete_sent());
    CHECK(line->isVisible());
    CHECK(line->text() == "Sessions that are being deleted: 2");
    stage.library.pending = 0;
    CHECK(Desk::get().wait([&] { return !line->isVisible(); }));
}

TEST_CASE("what was sent is shown batch by batch, as it is told, in a region that is private") {
    Stage stage;
    stage.library.batches = {{1'700'000'100, 2, "click on mainWindow/saveButton\n2 clicks\n"},
                             {1'700'000'000, 1, "window opened: mainWindow\n1 navigation\n"}};
    stage.show_page();
    Desk& desk = Desk::get();
    stage.button("silhouetteSeeSent")->click();
    REQUIRE(desk.wait([] {
        auto* const viewer = open_dialog<QDialog>("silhouetteSentDialog");
        return viewer != nullptr && viewer->isActiveWindow();
    }));
    auto* const viewer = open_dialog<QDialog>("silhouetteSentDialog");
    auto* const list = find<QListWidget>(*viewer, "silhouetteSentList");
    auto* const text = find<QPlainTextEdit>(*viewer, "silhouetteSentText");
    REQUIRE(list->count() == 2);
    CHECK(list->item(0)->text().endsWith("(2 items)"));
    CHECK(text->toPlainText() == QString::fromStdString(stage.library.batches[0].text));
    CHECK(text->isReadOnly());
    CHECK(accessible(list, QAccessible::Name) == "What was sent");
    CHECK(list->hasFocus());
    desk.settle();
    told().lines.clear();
    desk.key("Down");
    CHECK(desk.wait([&] { return text->toPlainText() == QString::fromStdString(stage.library.batches[1].text); }));
    desk.click(*text->viewport());
    desk.settle();
    const auto is_private = [](const ToldElement& element) {
        return has(element.path, "#silhouetteSentDialog") && (element.info.flags & SIL_ELEMENT_PRIVATE) != 0;
    };
    CHECK(std::any_of(told().elements.begin(), told().elements.end(), is_private));
    desk.key("Escape");
    CHECK(desk.wait([] { return open_dialog<QDialog>("silhouetteSentDialog") == nullptr; }));
}

TEST_CASE("where nothing is kept, or not all of it can be read, the list says so") {
    Stage stage;
    stage.library.damaged = true;
    stage.show_page();
    silhouette::qt::show_sent(stage.consent, stage.page);
    auto* const viewer = open_dialog<QDialog>("silhouetteSentDialog");
    REQUIRE(viewer != nullptr);
    CHECK(find<QLabel>(*viewer, "silhouetteSentNote")->text() == stage.consent.text(&Texts::sent_none));
    CHECK(find<QLabel>(*viewer, "silhouetteSentDamaged")->isVisible());
    CHECK_FALSE(find<QListWidget>(*viewer, "silhouetteSentList")->isVisible());
    viewer->close();
    QApplication::processEvents();
}

TEST_CASE("the one-line switch does what the page's does") {
    Stage stage;
    stage.library.visible = false;
    silhouette::qt::Switch line(stage.consent);
    Desk& desk = Desk::get();
    desk.show(line);
    auto* const allow = find<QCheckBox>(line, "silhouetteAllow");
    CHECK(stage.library.asked == Asked{"ask"});
    CHECK_FALSE(allow->isVisible());
    stage.library.visible = true;
    stage.library.tell();
    REQUIRE(desk.wait([&] { return allow->isVisible(); }));
    CHECK(accessible(allow, QAccessible::Name) == "Allow session replay");
    CHECK(accessible(allow, QAccessible::Description).contains(stage.consent.text(&Texts::description)));
    allow->setFocus();
    desk.key("space");
    CHECK(desk.wait([&] { return stage.library.count("yes 3 by switch") == 1; }));
    desk.key("space");
    CHECK(desk.wait([&] { return stage.library.count("no 3 by switch") == 1; }));
    int chosen = 0;
    QObject::connect(&stage.consent, &Consent::chosen, &line, [&](bool on) { chosen += on ? 1 : 100; });
    allow->click();
    allow->click();
    CHECK(chosen == 101);
}

#include "widgets_test.moc"
