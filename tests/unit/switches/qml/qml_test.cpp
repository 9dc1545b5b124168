// The QML twins, once with each Qt, without a display.
#include <QAccessible>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTest>

#include <memory>

#include <silhouette/qml.h>

#include "tests/catch.h"
#include "tests/unit/switches/made_up_library.h"

using namespace silhouette::tests;
using silhouette::qt::Consent;
using silhouette::switches::kAllTexts;
using silhouette::switches::Texts;
using Asked = std::vector<std::string>;

namespace {

QGuiApplication& application() {
    static int count = 1;
    static char name[] = "unit_switches_qml";
    static char* arguments[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    qputenv("QT_QUICK_CONTROLS_STYLE", "Fusion");
    static auto* const application = new QGuiApplication(count, arguments);
    return *application;
}

QtMessageHandler the_rest = nullptr;
std::vector<std::string>& complaints() {
    static std::vector<std::string> all;
    return all;
}

// What QML complains of: a property that is not there, a binding that loops.
void take_message(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    if (message.contains(QLatin1String("qrc:"))) {
        complaints().push_back(message.toStdString());
    }
    the_rest(type, context, message);
}

struct Stage {
    explicit Stage(const char* what = "SilhouetteSettingsPage", bool shown = true) : library(made_up_library(true)) {
        application();
        complaints().clear();
        the_rest = qInstallMessageHandler(take_message);
        Texts texts;
        texts.notice_link = "https://example.com/privacy";
        consent = std::make_unique<Consent>(made_up_recorder(), 3);
        consent->set_texts(texts);
        silhouette::qml::provide(*consent);
        engine = std::make_unique<QQmlEngine>();
        kind = what;
        if (shown) {
            show();
        }
    }
    ~Stage() {
        window.reset();
        engine.reset();
        qInstallMessageHandler(nullptr);
        for (const std::string& complaint : complaints()) {
            FAIL_CHECK(complaint);
        }
    }

    // The item stands in a window, visible or not yet.
    void load() {
        QQmlComponent component(engine.get());
        component.setData(
            "import QtQuick 2.15\nimport QtQuick.Window 2.15\nimport Silhouette 1.0\n"
            "Window { width: 800; height: 700; " +
                kind + " { focus: true; anchors.fill: parent } }",
            QUrl("qrc:/test"));
        window.reset(qobject_cast<QQuickWindow*>(component.create()));
        INFO(component.errorString().toStdString());
        REQUIRE(window);
    }
    void show() {
        load();
        library.asked.clear();
        window->show();
        window->requestActivate();
        REQUIRE(QTest::qWaitForWindowActive(window.get()));
    }
    bool wait(const std::function<bool()>& done) const { return QTest::qWaitFor(done, 10'000); }
    QQuickItem* find(const char* name) const { return find_below(window->contentItem(), name); }
    static QQuickItem* find_below(QQuickItem* item, const char* name) {
        if (item->objectName() == QLatin1String(name)) {
            return item;
        }
        for (QQuickItem* const child : item->childItems()) {
            if (QQuickItem* const found = find_below(child, name)) {
                return found;
            }
        }
        return nullptr;
    }
    QQuickItem* allow() const { return find("silhouetteAllow"); }
    void press(Qt::Key key) const { QTest::keyClick(window.get(), key); }
    void use(const char* name) const {
        find(name)->forceActiveFocus();
        press(Qt::Key_Space);
    }

    MadeUpLibrary& library;
    std::unique_ptr<Consent> consent;
    std::unique_ptr<QQmlEngine> engine;
    std::unique_ptr<QQuickWindow> window;
    QByteArray kind;
};

}  // namespace

TEST_CASE("the verdict is asked for when the page is shown, and at no other time") {
    Stage stage("SilhouetteSettingsPage", false);
    stage.load();
    CHECK(stage.library.asked.empty());
    stage.window->show();
    CHECK(stage.wait([&] { return stage.library.asked == Asked{"ask"}; }));
    stage.library.tell();
    QCoreApplication::processEvents();
    CHECK(stage.library.asked == Asked{"ask"});
    stage.find("silhouettePage")->setVisible(false);
    stage.find("silhouettePage")->setVisible(true);
    CHECK(stage.library.asked == Asked{"ask", "ask"});
}

TEST_CASE("it is asked for again while it stays open, until the user has said yes") {
    for (const auto& [kind, name] :
         {std::pair("SilhouetteSettingsPage", "silhouettePage"), std::pair("SilhouetteSwitch", "silhouetteSwitch")}) {
        INFO(kind);
        Stage stage(kind);
        auto* const again =
            stage.find(name)->findChild<QObject*>(QStringLiteral("silhouetteAskAgain"), Qt::FindDirectChildrenOnly);
        REQUIRE(again != nullptr);
        CHECK(again->property("interval").toInt() == 10'000);
        again->setProperty("interval", 1);
        CHECK(stage.wait([&] { return stage.library.count("ask") > 3; }));
        CHECK(stage.consent->turn_on());
        CHECK_FALSE(again->property("running").toBool());
        CHECK(stage.consent->turn_off());
        CHECK(again->property("running").toBool());
        stage.window->hide();
        CHECK(stage.wait([&] { return !again->property("running").toBool(); }));
    }
}

TEST_CASE("while the tenant does not allow it nothing is seen, and it comes and goes by itself") {
    Stage stage;
    CHECK(stage.allow()->isVisible());
    for (const bool visible : {false, true, false}) {
        stage.library.visible = visible;
        stage.library.tell();
        CHECK(stage.wait([&] { return stage.allow()->isVisible() == visible; }));
        CHECK(stage.find("silhouetteDeleteSent")->isVisible() == visible);
        CHECK(stage.find("silhouetteNever")->isVisible() == visible);
    }
}

TEST_CASE("everything is reached by Tab, in the order in which it is read, and used by the space bar") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.library.state = SIL_STATE_RECORDING;
    stage.library.tell();
    REQUIRE(stage.wait([&] { return stage.find("silhouetteAlsoDelete")->isVisible(); }));
    stage.allow()->forceActiveFocus(Qt::TabFocusReason);
    for (const char* const name : {"silhouetteAllow", "silhouetteAlsoDelete", "silhouetteKeepList", "silhouetteNotice",
                                   "silhouetteSeeSent", "silhouetteDeleteSent"}) {
        INFO(name);
        REQUIRE(stage.window->activeFocusItem() != nullptr);
        CHECK(stage.window->activeFocusItem()->objectName() == QLatin1String(name));
        stage.press(Qt::Key_Tab);
    }
    stage.use("silhouetteAlsoDelete");
    stage.use("silhouetteAllow");
    CHECK(stage.library.count("no 3 by switch") == 1);
    CHECK(stage.library.asked.back() == "erase");
    CHECK_FALSE(stage.allow()->property("checked").toBool());
    stage.use("silhouetteAllow");
    CHECK(stage.library.asked.back() == "yes 3 by switch");
    CHECK_FALSE(stage.find("silhouetteAlsoDelete")->property("checked").toBool());
}

TEST_CASE("what failed is said, and the switch stands where it is true, however often it is tried") {
    Stage stage;
    stage.library.status = SIL_ERROR_STORAGE;
    for (int attempt = 0; attempt < 2; ++attempt) {
        stage.use("silhouetteAllow");
        CHECK_FALSE(stage.allow()->property("checked").toBool());
        CHECK(stage.find("silhouetteProblem")->isVisible());
    }
    stage.library.status = SIL_OK;
    stage.use("silhouetteAllow");
    CHECK(stage.allow()->property("checked").toBool());
    CHECK_FALSE(stage.find("silhouetteProblem")->isVisible());
}

TEST_CASE("a screen reader hears names, roles, descriptions and states") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.library.tell();
    REQUIRE(stage.wait([&] { return stage.allow()->property("checked").toBool(); }));
    QAccessibleInterface* const allow = QAccessible::queryAccessibleInterface(stage.allow());
    REQUIRE(allow != nullptr);
    CHECK(allow->role() == QAccessible::CheckBox);
    CHECK(allow->text(QAccessible::Name) == "Allow session replay");
    for (std::string Texts::*const part : {&Texts::description, &Texts::recorded, &Texts::never}) {
        CHECK(allow->text(QAccessible::Description).contains(stage.consent->text(part)));
    }
    for (const char* const name : {"silhouetteAlsoDelete", "silhouetteKeepList", "silhouetteNotice",
                                   "silhouetteSeeSent", "silhouetteDeleteSent", "silhouetteState"}) {
        INFO(name);
        QAccessibleInterface* const one = QAccessible::queryAccessibleInterface(stage.find(name));
        REQUIRE(one != nullptr);
        CHECK_FALSE(one->text(QAccessible::Name).isEmpty());
        CHECK_FALSE(one->text(QAccessible::Name).contains('&'));
    }
}

TEST_CASE("every text is the host's where it gives one") {
    Stage stage;
    Texts texts;
    for (std::string Texts::*const one : kAllTexts) {
        texts.*one = "of the host";
    }
    stage.consent->set_texts(texts);
    for (const char* const name :
         {"silhouetteTitle", "silhouetteDescription", "silhouetteAllow", "silhouetteState", "silhouetteRecordedTitle",
          "silhouetteRecorded", "silhouetteNeverTitle", "silhouetteNever", "silhouetteAlsoDelete", "silhouetteKeepList",
          "silhouetteNotice", "silhouetteSeeSent", "silhouetteDeleteSent"}) {
        INFO(name);
        CHECK(stage.find(name)->property("text").toString().contains("of the host"));
    }
}

TEST_CASE("deleting asks, and Enter or Escape delete nothing") {
    Stage stage;
    const auto is_open = [&] {
        auto* const cancel = stage.find("silhouetteDeleteCancel");
        return cancel != nullptr && cancel->isVisible() && cancel->hasActiveFocus();
    };
    const auto is_closed = [&] {
        auto* const cancel = stage.find("silhouetteDeleteCancel");
        return cancel == nullptr || !cancel->isVisible();
    };
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Escape}) {
        stage.use("silhouetteDeleteSent");
        REQUIRE(stage.wait(is_open));
        stage.press(key);
        CHECK(stage.wait(is_closed));
        CHECK(stage.library.count("erase") == 0);
    }
    stage.use("silhouetteDeleteSent");
    REQUIRE(stage.wait(is_open));
    stage.use("silhouetteDeleteYes");
    CHECK(stage.wait(is_closed));
    CHECK(stage.library.count("erase") == 1);
}

TEST_CASE("what was sent is shown batch by batch, as it is told") {
    Stage stage;
    stage.library.batches = {{1'700'000'100, 2, "click on mainWindow/saveButton\n2 clicks\n"},
                             {1'700'000'000, 1, "window opened: mainWindow\n1 navigation\n"}};
    stage.use("silhouetteSeeSent");
    REQUIRE(stage.wait([&] {
        auto* const list = stage.find("silhouetteSentList");
        return list != nullptr && list->hasActiveFocus();
    }));
    CHECK(stage.find("silhouetteSentList")->property("count") == 2);
    auto* const text = stage.find("silhouetteSentText");
    CHECK(text->property("text").toString() == QString::fromStdString(stage.library.batches[0].text));
    CHECK(text->property("readOnly").toBool());
    stage.press(Qt::Key_Down);
    CHECK(text->property("text").toString() == QString::fromStdString(stage.library.batches[1].text));
    stage.press(Qt::Key_Escape);
    CHECK(stage.wait([&] { return stage.find("silhouetteSentList") == nullptr; }));

    stage.library.batches.clear();
    stage.library.damaged = true;
    stage.use("silhouetteSeeSent");
    REQUIRE(stage.wait([&] { return stage.find("silhouetteSentNote") != nullptr; }));
    CHECK(stage.find("silhouetteSentNote")->property("text").toString() == stage.consent->text(&Texts::sent_none));
    CHECK(stage.find("silhouetteSentDamaged")->isVisible());
}

TEST_CASE("the one-line switch does what the page's does") {
    Stage stage("SilhouetteSwitch");
    CHECK(stage.wait([&] { return stage.library.asked == Asked{"ask"}; }));
    stage.use("silhouetteAllow");
    CHECK(stage.library.asked.back() == "yes 3 by switch");
    stage.use("silhouetteAllow");
    CHECK(stage.library.asked.back() == "no 3 by switch");
    CHECK(QAccessible::queryAccessibleInterface(stage.allow())
              ->text(QAccessible::Description)
              .contains(stage.consent->text(&Texts::description)));
}
