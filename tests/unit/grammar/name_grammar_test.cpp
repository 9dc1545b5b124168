#include "privacy/grammar/name_grammar.h"

#include <string>

#include "tests/catch.h"

namespace grammar = silhouette::grammar;

TEST_CASE("names that programs give to their elements are names") {
    for (const char* name : {"ok", "saveButton", "MainWindow", "Ui::MainWindow", "row_17", "actionSave_As", "tab-2",
                             "a.b/c#d(e)[f]", "MainWindow#1"}) {
        CHECK(grammar::is_name(name));
        CHECK(grammar::is_wire_name(name));
    }
}

TEST_CASE("what has no letter, is too short or too long is no name") {
    for (const std::string& text : {std::string(), std::string("x"), std::string("12"), std::string("_-_"),
                                    std::string(grammar::kNameLengthMax + 1, 'a')}) {
        CHECK_FALSE(grammar::is_name(text));
        CHECK_FALSE(grammar::is_wire_name(text));
    }
    CHECK(grammar::is_name(std::string(grammar::kNameLengthMax, 'a')));
}

TEST_CASE("characters that names do not have are refused") {
    for (const char* text :
         {"two words", "caf\xc3\xa9", "a%20b", "a@b", "a,b", "a\tb", "a\nb", "a\x7f", "a+b", "ab="}) {
        CHECK_FALSE(grammar::is_name(text));
    }
    CHECK_FALSE(grammar::is_name(std::string("ab\0c", 4)));
}

TEST_CASE("on the wire any printable ASCII may stand, as a manifest may list it") {
    CHECK(grammar::is_wire_name("Font Pool"));
    CHECK(grammar::is_wire_name("row_%1"));
    for (const char* text : {" padded", "padded ", "a\tb", "caf\xc3\xa9",
                             "\xe2\x80\xae"
                             "abc"}) {
        CHECK_FALSE(grammar::is_wire_name(text));
    }
}

TEST_CASE("a prefix has three letters and ends in a separator, which a space is not") {
    for (const char* text : {"row_", "tab-", "app:", "dir/", "com.", "a[bc[", "nr1s#", "fun("}) {
        CHECK(grammar::is_prefix(text));
    }
    for (const char* text : {"row", "row ", "_", "1_", "row)", "", "U.", "Dr.", "K-", "id_", "A1-2B_"}) {
        CHECK_FALSE(grammar::is_prefix(text));
    }
}

TEST_CASE("what the host configures is short and plain") {
    CHECK(grammar::is_configured("Acme-Corp_1.2+3"));
    CHECK_FALSE(grammar::is_configured(""));
    CHECK_FALSE(grammar::is_configured("a b"));
    CHECK_FALSE(grammar::is_configured(std::string(65, 'a')));
    CHECK(grammar::is_app_id("org.example.app-2"));
    for (const char* text : {"", ".", "..", "Upper", "a/b", "a_b"}) {
        CHECK_FALSE(grammar::is_app_id(text));
    }
}

TEST_CASE("class names lose what the toolkit adds at run time") {
    CHECK(grammar::without_runtime_suffix("Button_QMLTYPE_12") == "Button");
    CHECK(grammar::without_runtime_suffix("Page_QML_3") == "Page");
    CHECK(grammar::without_runtime_suffix("Page_QMLTYPE_3_QML_7") == "Page");
    CHECK(grammar::without_runtime_suffix("QPushButton") == "QPushButton");
    CHECK(grammar::without_runtime_suffix("Layer_2") == "Layer_2");
    CHECK(grammar::without_runtime_suffix("_QML_3") == "_QML_3");
    CHECK(grammar::without_runtime_suffix("") == "");
}
