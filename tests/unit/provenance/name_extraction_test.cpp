#include "privacy/provenance/name_extraction.h"

#include <set>
#include <string>

#include "tests/catch.h"

using namespace silhouette::privacy;
using Names = std::set<std::string>;

namespace {

Names names_in(SourceKind kind, std::string_view text) {
    Names names;
    extract_names(kind, text, [&](std::string_view name) { names.emplace(name); });
    return names;
}

}  // namespace

TEST_CASE("Qt Designer: names and classes of widgets, layouts and actions; no property, no text") {
    CHECK(names_in(SourceKind::ui, R"(<?xml version="1.0"?><ui version="4.0"><class>MainWindow</class>
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
    CHECK(names_in(SourceKind::ui, text) == expected);
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

TEST_CASE("C++: strings of each kind, joined, chosen and composed") {
    CHECK(names_in(SourceKind::code, R"code(
        a->setObjectName(u"wide"_s); b->setObjectName(R"(rawName)"); c->setObjectName(u8R"x(rawToo)x");
        d->setObjectName(QStringLiteral( // "of a comment"
            "in" "two" /* "parts" */ "Lines"));
        e->setObjectName("row_" + QString::number(i)); f->setObjectName(isNew ? "create" : tr("edit"));
        g->setProperty("objectName", "byProperty"); h->setProperty("text", "Maria");
        char quote = '"'; i->setObjectName("afterQuote"); int n = 1'000; j->setObjectName("afterNumber");
        auto text = R"x(a "b )x"; k->setObjectName("afterRaw"); l->setObjectName(name); m->other("Maria");
        auto page = Page{.objectName = "designated"}; n->setObjectName(std::format("cell_{}", i));
        // o->setObjectName("commented");
        )code") == Names{"wide", "rawName", "rawToo", "intwoLines", "row_", "create", "edit", "byProperty",
                         "afterQuote", "afterNumber", "afterRaw", "designated", "cell_{}"});
}

TEST_CASE("Rust: lifetimes are no strings") {
    CHECK(names_in(SourceKind::code, R"(fn name<'a>(w: &'a Widget) { w.set_widget_name("inOneLine"); let q = '"';
        w.set_widget_name(r#"ra"w"#); w.set_widget_name(r"raw"); b.widget_name("built").label("Maria"); })") ==
          Names{"inOneLine", "ra\"w", "raw", "built"});
}

TEST_CASE("Python: comments, docstrings, and what is put in when it runs") {
    CHECK(names_in(SourceKind::hash_script, R"py("""It's a docstring: x.setObjectName("documented")"""
        a.setObjectName('single')  # don't
        # b.setObjectName("commented")
        c.setObjectName(f"row_{number}"); d.setObjectName("tab-{name}".format(name=name)); e.setObjectName("item_%d" % i)
        f.setObjectName("""triple"""); g.setObjectName("one" if flag else "two"); h.setObjectName(
            "wrapped"
        ); QLabel("Maria", objectName="keyword", text="Text")
        i = 7 // 2; j.setObjectName("afterDivision"))py") ==
          Names{"single", "row_", "tab-", "item_%d", "triple", "one", "two", "wrapped", "keyword", "afterDivision"});
}

TEST_CASE("JavaScript and QML: templates, choices and computed names") {
    CHECK(names_in(SourceKind::script, "a.set_name(`tpl-${i}`); b.set_name(`plain`); c.set_name('it');") ==
          Names{"tpl-", "plain", "it"});
    CHECK(names_in(SourceKind::qml, R"(Item { objectName: `row_${index}`; Text { objectName: wide ? "one"
            : "two" }
        Text { objectName: "cell_" + index
            text: "Maria" }
        Text { objectName:
            "nextLine"; font.family: "Text" }
        Component.onCompleted: { root.objectName = "late"; title = "Text" }
        Text { objectName: modelData.name; text: "Maria" } })") ==
          Names{"row_", "one", "two", "cell_", "nextLine", "late"});
}

TEST_CASE("XML: entities are read, computed values are not") {
    CHECK(names_in(SourceKind::ui, R"(<?xml version="1.0"?><!DOCTYPE ui [<!ENTITY a "&b;&b;"><!ENTITY b "Maria">]>
        <ui version="4.0"><class>Main&#87;indow</class><widget name="save&#x5f;1"/><widget name="&a;"/>
        <widget name="&unknown;x"/><widget name="a&#xe9;b"/></ui>)") == Names{"MainWindow", "save_1"});
    CHECK(names_in(SourceKind::xaml, R"(<Button Name="{Binding UserName}" AutomationId="save"/>)") == Names{"save"});
}

TEST_CASE("what cannot stand in a manifest is left out") {
    CHECK(names_in(SourceKind::ui, R"(<ui><widget name="caf&#233;"/><widget name="#x1"/><widget name="7"/>
        <widget name="a&amp;b"/><widget name="&custom;"/></ui>)") == Names{"a&b"});
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
    for (const auto kind : {SourceKind::ui, SourceKind::gtk_ui, SourceKind::qml, SourceKind::blueprint,
                            SourceKind::xaml, SourceKind::code, SourceKind::script, SourceKind::hash_script}) {
        for (const std::string& text : texts) {
            CHECK(names_in(kind, text).empty());
        }
    }
}

TEST_CASE("the kind of a source is told by its ending") {
    CHECK(source_kind("a/b.ui") == SourceKind::ui);
    CHECK(source_kind("a.glade") == SourceKind::gtk_ui);
    CHECK(source_kind("a.py") == SourceKind::hash_script);
    CHECK(source_kind("a.png") == SourceKind::none);
    CHECK(source_kind("ui") == SourceKind::none);
}
