#include "tests/unit/replay/made_session.h"

namespace silhouette::replay::test {

using namespace silhouette::v1;

std::vector<Batch> orders_session() {
    MadeBatch first(0);
    first.frame().mutable_session_start()->set_erasure_hash(std::string(32, '\x33'));
    const auto window = first.element(0, ROLE_WINDOW, "MainWindow", "mainWindow");
    const auto menus = first.element(window, ROLE_MENU_BAR, "QMenuBar", "menuBar");
    const auto file = first.element(menus, ROLE_MENU_ITEM, "QAction", "fileMenu");
    const auto edit = first.element(menus, ROLE_MENU_ITEM, "QAction", "editMenu");
    const auto help = first.element(menus, ROLE_MENU_ITEM, "QAction", "helpMenu");
    const auto tools = first.element(window, ROLE_TOOL_BAR, "QToolBar", "toolBar");
    std::vector<std::uint32_t> tool;
    for (std::uint32_t i = 0; i < 5; ++i) {
        tool.push_back(
            first.element(tools, ROLE_TOOL_BUTTON, "QToolButton", i == 1 ? "newOrder" : "", i == 1 ? 0 : i + 1));
    }
    const auto search = first.element(tools, ROLE_TEXT_INPUT, "QLineEdit", "searchEdit", 0, 2);
    const auto status = first.element(window, ROLE_STATUS_BAR, "QStatusBar", "statusBar");
    const auto split = first.element(window, ROLE_SPLITTER, "QSplitter", "", 1);
    const auto list = first.element(split, ROLE_LIST, "QListView", "folders");
    const auto tabs = first.element(split, ROLE_TAB_PANEL, "QTabWidget", "tabs");
    const auto tab_bar = first.element(tabs, ROLE_TAB_BAR, "QTabBar", "qt_tabwidget_tabbar", 0, 8);
    const auto stack = first.element(tabs, ROLE_CONTAINER, "QStackedWidget", "qt_tabwidget_stackedwidget", 0, 8);
    const auto page = first.element(stack, ROLE_PAGE, "CustomersPage", "customersPage");
    const auto table = first.element(page, ROLE_TABLE, "QTableView", "customers");
    const auto header = first.element(table, ROLE_HEADER, "QHeaderView", "", 1);
    const auto row = first.element(page, ROLE_LAYOUT, "", "", 1);
    const auto add = first.element(row, ROLE_BUTTON, "QPushButton", "addButton");
    const auto check = first.element(row, ROLE_CHECK_BOX, "QCheckBox", "", 1);
    const auto combo = first.element(row, ROLE_COMBO_BOX, "QComboBox", "sortBox");
    const auto keypad = first.element(page, ROLE_KEYPAD, "PinPad", "pinPad", 0, 1);
    const auto main_view = first.view(window, 1);

    first.navigate(0, NAVIGATION_KIND_WINDOW_OPENED, main_view);
    std::vector<Told> rows{{window, 0, FLOW_WINDOW, {kUnknown, kUnknown, 1000, 700}},
                           {menus, window, FLOW_ROW, {0, 0, 1000, 24}, kGrowAcross, 0},
                           {file, menus},
                           {edit, menus},
                           {help, menus},
                           {tools, window, FLOW_ROW, {0, 24, 1000, 36}, kGrowAcross, 0}};
    for (std::size_t i = 0; i < tool.size(); ++i) {
        rows.push_back({tool[i], tools, FLOW_NONE, {4 + static_cast<int>(i) * 32, 4, 28, 28}});
    }
    rows.push_back({search, tools, FLOW_NONE, {}, kGrowAcross});
    rows.push_back({split, window, FLOW_SPLIT_ROW, {}, kGrow, 2});
    rows.push_back({list, split, FLOW_NONE, {}, kGrow});
    rows.push_back({tabs, split, FLOW_NONE, {}, kGrow});
    rows.push_back({tab_bar, tabs});
    rows.push_back({stack, tabs, FLOW_STACK, {}, kGrow});
    rows.push_back({page, stack, FLOW_COLUMN, {}, kGrow});
    rows.push_back({row, page, FLOW_ROW, {}, kPreferred});
    rows.push_back({add, row, FLOW_NONE, {}, 1});
    rows.push_back({check, row, FLOW_NONE, {}, 1});
    rows.push_back({combo, row, FLOW_NONE, {}, 2});
    rows.push_back({table, page, FLOW_NONE, {}, kGrow});
    rows.push_back({header, table});
    rows.push_back({keypad, page, FLOW_NONE, {kUnknown, kUnknown, kUnknown, 120}, 2});
    rows.push_back({status, window, FLOW_ROW, {0, 676, 1000, 24}, kGrowAcross, 4});
    first.layout(20, main_view, true, rows);
    first.click(1'500, tool[1], main_view, 500, 500);
    first.click(2'600, table, main_view);
    first.click(2'800, table, main_view, -1, -1, 4);
    first.click(3'600, check, main_view, -1, -1, 3 << 3);
    first.click(4'000, keypad, main_view);
    first.books(7);

    MadeBatch second(1);
    second.numbered_from(100, 100, 10);
    const auto menu = second.element(0, ROLE_MENU, "QMenu", "fileMenuPopup");
    const auto open_item = second.element(menu, ROLE_MENU_ITEM, "QAction", "actionOpen");
    const auto save_item = second.element(menu, ROLE_MENU_ITEM, "QAction", "actionSave");
    const auto quit_item = second.element(menu, ROLE_MENU_ITEM, "QAction", "actionQuit");
    const auto dialog = second.element(0, ROLE_DIALOG, "CustomerDialog", "customerDialog");
    const auto form = second.element(dialog, ROLE_LAYOUT, "", "", 1);
    std::vector<std::uint32_t> labels, fields;
    for (std::uint32_t i = 0; i < 4; ++i) {
        labels.push_back(second.element(dialog, ROLE_LABEL, "QLabel", "", i + 1, 2));
    }
    fields.push_back(second.element(dialog, ROLE_TEXT_INPUT, "QLineEdit", "nameEdit", 0, 2));
    fields.push_back(second.element(dialog, ROLE_COMBO_BOX, "QComboBox", "countryBox"));
    fields.push_back(second.element(dialog, ROLE_SPIN_BOX, "QSpinBox", "discountBox"));
    fields.push_back(second.element(dialog, ROLE_SLIDER, "QSlider", "prioritySlider"));
    const auto radio = second.element(dialog, ROLE_RADIO_BUTTON, "QRadioButton", "", 1);
    const auto group = second.element(dialog, ROLE_GROUP, "QGroupBox", "notesGroup");
    const auto notes = second.element(group, ROLE_TEXT_AREA, "QTextEdit", "notesEdit", 0, 2);
    const auto box = second.element(dialog, ROLE_BUTTON_BOX, "QDialogButtonBox", "buttonBox");
    const auto ok = second.element(box, ROLE_BUTTON, "QPushButton", "", 1, STANDARD_BUTTON_OK << 4);
    const auto cancel = second.element(box, ROLE_BUTTON, "QPushButton", "", 2, STANDARD_BUTTON_CANCEL << 4);
    const auto menu_view = second.view(menu, 2);
    const auto dialog_view = second.view(dialog, 3);

    second.click(6'000, file, main_view, 400, 500);
    second.navigate(6'050, NAVIGATION_KIND_WINDOW_OPENED, menu_view);
    second.layout(6'060, menu_view, true,
                  {{menu, 0, FLOW_COLUMN}, {open_item, menu}, {save_item, menu}, {quit_item, menu}});
    second.click(7'500, open_item, menu_view, 300, 500);
    second.navigate(7'520, NAVIGATION_KIND_WINDOW_CLOSED, menu_view);
    second.navigate(7'600, NAVIGATION_KIND_WINDOW_OPENED, dialog_view);
    std::vector<Told> dialog_rows{{dialog, 0, FLOW_COLUMN}, {form, dialog, FLOW_FORM, {}, kGrowAcross}};
    for (std::uint32_t i = 0; i < 4; ++i) {
        dialog_rows.push_back({labels[i], form, FLOW_NONE, {}, kPreferred, i});
        dialog_rows.push_back({fields[i], form, FLOW_NONE, {}, kGrowAcross, i | 1 << 8});
    }
    dialog_rows.push_back({radio, dialog, FLOW_NONE, {}, 1});
    dialog_rows.push_back({group, dialog, FLOW_COLUMN, {}, kGrow});
    dialog_rows.push_back({notes, group, FLOW_NONE, {}, kGrow});
    dialog_rows.push_back({box, dialog, FLOW_ROW, {}, kGrowAcross});
    dialog_rows.push_back({ok, box, FLOW_NONE, {}, 1 | 3 << 6});
    dialog_rows.push_back({cancel, box, FLOW_NONE, {}, 1});
    second.layout(7'620, dialog_view, true, dialog_rows);
    second.click(9'000, fields[0], dialog_view);
    second.click(10'500, radio, dialog_view);
    second.layout(10'600, dialog_view, false, {{radio, dialog, FLOW_NONE, {}, 1 | 3 << 6}});
    second.click(12'000, ok, dialog_view, 500, 500);
    second.navigate(12'050, NAVIGATION_KIND_WINDOW_CLOSED, dialog_view);
    second.gap(12'500, GAP_REASON_PAUSED, 3, 12'200, 12'500);
    second.books(19);

    MadeBatch fourth(3);
    fourth.click(30'000, tool[4], main_view, 900, 100, 1);
    fourth.click(31'000, 999, main_view);
    fourth.books(26);
    return {first, second, fourth};
}

}  // namespace silhouette::replay::test
