#include "sdk/adapters/qt/class_facts.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace silhouette::qt {
namespace {

constexpr std::uint32_t kText = SIL_ELEMENT_TEXT;
constexpr std::uint32_t kRows = SIL_ELEMENT_ROWS;
constexpr std::uint32_t kValue = SIL_ELEMENT_VALUE;

struct Row {
    std::string_view name;
    ClassFacts facts;
};

// Sorted by name. Classes of Qt; what an app derives from them is what they are. A control that bears a label is no
// text: the place inside it tells nothing but the control itself.
constexpr std::array kRowsByClass = std::to_array<Row>({
    {"QAbstractButton", {SIL_ROLE_BUTTON, 0, Inside::nothing, Sized::both, Kind::plain, true}},
    {"QAbstractItemView", {SIL_ROLE_LIST, kRows, Inside::nothing, Sized::adjustable, Kind::scroll_area}},
    {"QAbstractScrollArea", {SIL_ROLE_CANVAS, kText | kValue, Inside::nothing, Sized::adjustable, Kind::scroll_area}},
    {"QAbstractSlider", {SIL_ROLE_SLIDER, kValue, Inside::nothing}},
    {"QAbstractSpinBox", {SIL_ROLE_SPIN_BOX, kText, Inside::nothing, Sized::width}},
    {"QCalendarWidget", {SIL_ROLE_CALENDAR, kText | kValue, Inside::nothing, Sized::both}},
    {"QCheckBox", {SIL_ROLE_CHECK_BOX, 0, Inside::nothing, Sized::both, Kind::plain, true}},
    {"QComboBox", {SIL_ROLE_COMBO_BOX, kText, Inside::nothing, Sized::combo_box}},
    {"QComboBoxPrivateContainer", {SIL_ROLE_POPUP, kRows, Inside::nothing, Sized::both}},
    {"QDialog", {SIL_ROLE_DIALOG}},
    {"QDialogButtonBox", {SIL_ROLE_BUTTON_BOX}},
    {"QDockWidget", {SIL_ROLE_DOCK, 0, Inside::dock, Sized::width}},
    {"QFrame", {SIL_ROLE_CONTAINER}},
    {"QGraphicsView", {SIL_ROLE_CANVAS, kText | kValue, Inside::nothing, Sized::adjustable, Kind::scroll_area}},
    {"QGroupBox", {SIL_ROLE_GROUP, 0, Inside::by_layout, Sized::width}},
    {"QHeaderView", {SIL_ROLE_HEADER, kRows, Inside::nothing, Sized::both, Kind::scroll_area}},
    {"QKeySequenceEdit", {SIL_ROLE_TEXT_INPUT, kText, Inside::nothing, Sized::line_edit}},
    {"QLCDNumber", {SIL_ROLE_LABEL, kText | kValue, Inside::nothing, Sized::both}},
    {"QLabel", {SIL_ROLE_LABEL, kText, Inside::nothing, Sized::both}},
    {"QLineEdit", {SIL_ROLE_TEXT_INPUT, kText, Inside::nothing, Sized::line_edit}},
    {"QListView", {SIL_ROLE_LIST, kRows, Inside::nothing, Sized::adjustable, Kind::scroll_area}},
    {"QMainWindow", {SIL_ROLE_CONTAINER, 0, Inside::main_window}},
    {"QMdiArea", {SIL_ROLE_CONTAINER, 0, Inside::free, Sized::clean, Kind::scroll_area}},
    {"QMdiSubWindow", {SIL_ROLE_CONTAINER, 0, Inside::by_layout, Sized::both}},
    {"QMenu", {SIL_ROLE_MENU, 0, Inside::menu_bar, Sized::both, Kind::menu}},
    {"QMenuBar", {SIL_ROLE_MENU_BAR, 0, Inside::menu_bar, Sized::width, Kind::menu_bar}},
    {"QOpenGLWidget", {SIL_ROLE_CANVAS, kValue, Inside::nothing}},
    {"QPlainTextEdit", {SIL_ROLE_TEXT_AREA, kText, Inside::nothing, Sized::adjustable, Kind::scroll_area}},
    {"QProgressBar", {SIL_ROLE_PROGRESS_BAR, kText | kValue, Inside::nothing}},
    {"QPushButton", {SIL_ROLE_BUTTON, 0, Inside::nothing, Sized::both, Kind::plain, true}},
    {"QQuickWidget", {SIL_ROLE_CANVAS, kText | kValue, Inside::nothing}},
    {"QRadioButton", {SIL_ROLE_RADIO_BUTTON, 0, Inside::nothing, Sized::both, Kind::plain, true}},
    {"QScrollArea", {SIL_ROLE_SCROLL_AREA, 0, Inside::scroll, Sized::clean, Kind::scroll_area}},
    {"QScrollBar", {SIL_ROLE_SCROLL_BAR, kValue, Inside::nothing}},
    {"QSizeGrip", {SIL_ROLE_SEPARATOR, 0, Inside::nothing}},
    {"QSplashScreen", {SIL_ROLE_POPUP, kText, Inside::nothing, Sized::both}},
    {"QSplitter", {SIL_ROLE_SPLITTER, 0, Inside::splitter}},
    {"QSplitterHandle", {SIL_ROLE_SEPARATOR, kValue, Inside::nothing}},
    {"QStackedWidget", {SIL_ROLE_CONTAINER}},
    {"QStatusBar", {SIL_ROLE_STATUS_BAR}},
    {"QTabBar", {SIL_ROLE_TAB_BAR, kText, Inside::tab_bar, Sized::along_tabs, Kind::tab_bar}},
    {"QTabWidget", {SIL_ROLE_TAB_PANEL, 0, Inside::tabs}},
    {"QTableView", {SIL_ROLE_TABLE, kRows, Inside::headers, Sized::adjustable, Kind::scroll_area}},
    {"QTextEdit", {SIL_ROLE_TEXT_AREA, kText, Inside::nothing, Sized::adjustable, Kind::scroll_area}},
    {"QToolBar", {SIL_ROLE_TOOL_BAR, 0, Inside::tool_bar}},
    {"QToolBarSeparator", {SIL_ROLE_SEPARATOR, 0, Inside::nothing}},
    {"QToolButton", {SIL_ROLE_TOOL_BUTTON, 0, Inside::nothing, Sized::tool_button, Kind::plain, true}},
    {"QTreeView", {SIL_ROLE_TREE, kRows, Inside::headers, Sized::adjustable, Kind::scroll_area}},
    {"QVideoWidget", {SIL_ROLE_CANVAS, kValue, Inside::nothing}},
    {"QWebEngineView", {SIL_ROLE_CANVAS, kText | kValue, Inside::nothing}},
    {"QWidget", {SIL_ROLE_CONTAINER}},
    {"QWizard", {SIL_ROLE_DIALOG}},
    {"QWizardPage", {SIL_ROLE_PAGE}},
});
static_assert(std::is_sorted(kRowsByClass.begin(), kRowsByClass.end(),
                             [](const Row& left, const Row& right) { return left.name < right.name; }));

const Row* row_of(std::string_view name) {
    const auto found = std::lower_bound(kRowsByClass.begin(), kRowsByClass.end(), name,
                                        [](const Row& row, std::string_view wanted) { return row.name < wanted; });
    return found != kRowsByClass.end() && found->name == name ? &*found : nullptr;
}

// That a widget can bear text or a value, by the existence of a property: no getter is called.
std::uint32_t flags_by_property(const QMetaObject& meta_object) {
    std::uint32_t flags = 0;
    for (const char* name : {"text", "plainText", "html", "currentText", "title"}) {
        flags |= meta_object.indexOfProperty(name) >= 0 ? kText : 0u;
    }
    return flags | (meta_object.indexOfProperty("value") >= 0 ? kValue : 0u);
}

// A class that is made at run time may bear the name of one of Qt's and be another. What is cast by these facts later
// has to be what it is called.
bool is_what_it_says(const QMetaObject& meta_object, const ClassFacts& facts) {
    const auto is = [&](bool is_asked, const QMetaObject& base) { return !is_asked || meta_object.inherits(&base); };
    return is(facts.role == SIL_ROLE_BUTTON, QAbstractButton::staticMetaObject) &&
           is(facts.sized == Sized::adjustable, QAbstractScrollArea::staticMetaObject) &&
           is(facts.sized == Sized::along_tabs || facts.kind == Kind::tab_bar, QTabBar::staticMetaObject) &&
           is(facts.sized == Sized::combo_box, QComboBox::staticMetaObject) &&
           is(facts.sized == Sized::tool_button, QToolButton::staticMetaObject) &&
           is(facts.kind == Kind::menu, QMenu::staticMetaObject) &&
           is(facts.kind == Kind::menu_bar, QMenuBar::staticMetaObject) &&
           is(facts.inside == Inside::main_window, QMainWindow::staticMetaObject) &&
           is(facts.inside == Inside::splitter, QSplitter::staticMetaObject) &&
           is(facts.inside == Inside::tabs, QTabWidget::staticMetaObject) &&
           is(facts.inside == Inside::scroll, QScrollArea::staticMetaObject) &&
           is(facts.inside == Inside::dock, QDockWidget::staticMetaObject) &&
           is(facts.inside == Inside::tool_bar, QToolBar::staticMetaObject);
}

ClassFacts find_facts(const QMetaObject& meta_object) {
    for (const QMetaObject* step = &meta_object; step != nullptr; step = step->superClass()) {
        const Row* const row = row_of(step->className());
        if (row == nullptr || !is_what_it_says(meta_object, row->facts)) {
            continue;
        }
        ClassFacts facts = row->facts;
        const bool is_plain = row->name == "QWidget" || row->name == "QFrame";
        facts.is_custom = is_plain && step != &meta_object;
        if (facts.is_custom) {
            facts.flags |= flags_by_property(meta_object);
        }
        return facts;
    }
    return {};
}

}  // namespace

const ClassFacts& facts_of(const QMetaObject& meta_object) {
    struct Known {
        const char* name;
        ClassFacts facts;
    };
    // Lives as long as the process: widgets may be seen while statics are destroyed.
    static auto& known = *new std::unordered_map<const QMetaObject*, Known>;
    const auto found = known.find(&meta_object);
    // A class made at run time may be gone, and another have its place.
    if (found != known.end() && found->second.name == meta_object.className()) {
        return found->second.facts;
    }
    Known& entry = known[&meta_object];
    entry = {meta_object.className(), find_facts(meta_object)};
    entry.facts.declares_private = meta_object.indexOfProperty("silhouettePrivate") >= 0;
    return entry.facts;
}

}  // namespace silhouette::qt
