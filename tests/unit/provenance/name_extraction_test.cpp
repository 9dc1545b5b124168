#include "privacy/provenance/name_extraction.h"

#include "tests/catch.h"

using namespace silhouette::privacy;
using Names = std::set<std::string>;

namespace {

Names names_in(SourceKind kind, std::string_view text) {
    Names names;
    extract_names(kind, text, names);
    return names;
}

}  // namespace

TEST_CASE("Qt Designer: names and classes of widgets, layouts and actions; no property, no text") {
    CHECK(names_in(SourceKind::qt_ui, R"(<?xml version="1.0"?><ui version="4.0"><class>MainWindow</class>
        <!-- <widget name="commented"/> -->
        <widget class="QMainWindow" name="MainWindow"><property name="windowTitle"><string>Orders of Maria</string></property>
        <layout class="QVBoxLayout" name='box_1'/><spacer name = "gap"/><action name="actionSave"/>
        <attribute name="x"><string>secret</string></attribute></widget></ui>)") ==
          Names{"MainWindow", "QMainWindow", "QVBoxLayout", "box_1", "gap", "actionSave"});
}

TEST_CASE("GtkBuilder: ids, classes, names and action names") {
    const char* text =
        R"(<interface><template class="OrdersWindow" parent="GtkWindow"><object class="GtkButton" id="save">
        <property name="label">Maria</property><property name="name">save_button</property>
        <property name="action-name">win.save</property><property name="action_name">win.digit</property>
        <property name="action-target">Berlin</property></object></template>
        <menu id="primary"><item><attribute name="action">app.quit</attribute><attribute name="target">Paris</attribute>
        <attribute name="label">Leave</attribute></item><section id="edit"/><submenu id="more"/></menu>
        <object class="GtkComboBoxText"><items><item id="Berlin">Berlin</item></items></object></interface>)";
    const Names expected{"OrdersWindow", "GtkButton", "save", "save_button", "win.save",       "win.digit",
                         "primary",      "app.quit",  "edit", "more",        "GtkComboBoxText"};
    CHECK(names_in(SourceKind::gtk_ui, text) == expected);
    CHECK(names_in(SourceKind::qt_ui, text) == expected);
}

TEST_CASE("QML: ids and object names") {
    CHECK(names_in(SourceKind::qml, R"(Button { id: saveButton; objectName: "save_1"
        // id: commented
        text: "id: quoted"; property string name: "Maria" })") == Names{"saveButton", "save_1"});
}

TEST_CASE("Blueprint: objects, templates and names") {
    CHECK(names_in(SourceKind::blueprint, R"(using Gtk 4.0;
        template $OrdersWindow : Adw.ApplicationWindow { Gtk.Button save_button { label: _("Maria"); name: "css_save";
        styles ["pill"] action-name: "win.save"; } Gtk.Box { } menu primary_menu { } })") ==
          Names{"OrdersWindow", "save_button", "css_save", "win.save", "primary_menu"});
}

TEST_CASE("XAML: names, automation ids and the class") {
    CHECK(names_in(SourceKind::xaml, R"(<Window x:Class="Shop.MainWindow" Title="Maria"><Button x:Name="Save"
        AutomationProperties.AutomationId="save.id" Content="Name"/><TextBox Name="Box1"/></Window>)") ==
          Names{"Shop.MainWindow", "MainWindow", "Save", "save.id", "Box1"});
}

TEST_CASE("code: literals given to the calls that name elements, and no others") {
    CHECK(names_in(SourceKind::code, R"(
        button->setObjectName("saveButton"); w->setObjectName(QStringLiteral("wide_1")); other("text");
        // x->setObjectName("commented");
        row->setObjectName(QString("row_%1").arg(i)); w->setObjectName(user_text);
        gtk_widget_set_name(GTK_WIDGET(w), "gtk_save"); label = QLabel(text="Maria", objectName="py_label")
        gtk_stack_add_titled(stack, page, "page_id", "Maria's page"); w->setObjectName("a\tb"); )") ==
          Names{"saveButton", "wide_1", "row_%1", "gtk_save", "py_label", "page_id"});
}

TEST_CASE("what cannot stand in a manifest is left out") {
    CHECK(names_in(SourceKind::qt_ui, R"(<ui><widget name="caf&#233;"/><widget name="#x1"/><widget name="7"/>
        <widget name="a&amp;b"/></ui>)") == Names{"a&b", "caf&#233;"});
}

TEST_CASE("damaged sources are survived") {
    const std::string texts[] = {"<",
                                 "<a",
                                 "<a b",
                                 "<a b=",
                                 "<a b=\"",
                                 "<!--",
                                 "<![CDATA[",
                                 "</",
                                 "<a b='c",
                                 "\"",
                                 "'",
                                 "setObjectName(",
                                 "setObjectName(\"",
                                 "setObjectName((((",
                                 "id:",
                                 "/*",
                                 "\\",
                                 "\"\\",
                                 "template",
                                 "x y {",
                                 "objectName=",
                                 "<ui><widget name=\"ok",
                                 "< name='x'"};
    for (const auto kind : {SourceKind::qt_ui, SourceKind::gtk_ui, SourceKind::qml, SourceKind::blueprint,
                            SourceKind::xaml, SourceKind::code}) {
        for (const std::string& text : texts) {
            CHECK(names_in(kind, text).empty());
        }
    }
}

TEST_CASE("the kind of a source is told by its ending") {
    CHECK(source_kind("a/b.ui") == SourceKind::qt_ui);
    CHECK(source_kind("a.glade") == SourceKind::gtk_ui);
    CHECK(source_kind("a.py") == SourceKind::code);
    CHECK(source_kind("a.png") == SourceKind::none);
    CHECK(source_kind("ui") == SourceKind::none);
}
