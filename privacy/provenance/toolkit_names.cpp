#include "privacy/provenance/toolkit_names.h"

#include <array>

namespace silhouette::privacy {
namespace {

using std::string_view;

// Seen in live windows of Qt 5.15 and Qt 6. Names that are single common words (`sidebar`, `splitter`) are left out.
constexpr std::array kNames = {
    string_view("qt_scrollarea_viewport"), string_view("qt_scrollarea_hcontainer"),
    string_view("qt_scrollarea_vcontainer"), string_view("qt_spinbox_lineedit"), string_view("qt_spinboxvalidator"),
    string_view("qt_tabwidget_tabbar"), string_view("qt_tabwidget_stackedwidget"), string_view("qt_toolbar_ext_button"),
    string_view("qt_menubar_ext_button"), string_view("qt_dockwidget_closebutton"),
    string_view("qt_dockwidget_floatbutton"), string_view("qt_msgbox_label"), string_view("qt_msgbox_informativelabel"),
    string_view("qt_msgbox_buttonbox"), string_view("qt_msgboxex_icon_label"), string_view("qt_calendar_calendarview"),
    string_view("qt_calendar_navigationbar"), string_view("qt_calendar_prevmonth"),
    string_view("qt_calendar_nextmonth"), string_view("qt_calendar_monthbutton"), string_view("qt_calendar_yearbutton"),
    string_view("qt_calendar_yearedit"), string_view("qt_datetimedit_calendar"),
    string_view("qt_keysequenceedit_lineedit"), string_view("qt_qmainwindow_extended_splitter"),
    string_view("qt_rubberband"), string_view("qt_edit_menu"), string_view("qt_toolbox_toolboxbutton"),
    string_view("qt_fontDialog_sampleEdit"), string_view("qt_filesystem_model"), string_view("qt_rename_action"),
    string_view("qt_delete_action"), string_view("qt_show_hidden_action"), string_view("qt_goto_parent_action"),
    string_view("qt_new_folder_action"), string_view("qt_wizard_cancel"), string_view("qt_wizard_commit"),
    string_view("qt_wizard_finish"), string_view("__qt__passive_wizardbutton0"),
    string_view("__qt__passive_wizardbutton1"), string_view("__qt__passive_wizardbutton2"),
    string_view("__qt__passive_wizardbutton3"), string_view("__qt__passive_wizardbutton4"),
    string_view("__qt__passive_wizardbutton5"), string_view("__qt__passive_wizardbutton6"),
    string_view("__qt__passive_wizardbutton7"), string_view("__qt__passive_wizardbutton8"),
    // Followed by the name of the widget beside it, which is not told.
    string_view("qt_splithandle_"), string_view("_q_qlineeditclearaction"), string_view("ScrollLeftButton"),
    string_view("ScrollRightButton"),
    // The file dialog that Qt draws itself.
    string_view("lookInCombo"), string_view("lookInLabel"), string_view("toParentButton"),
    string_view("newFolderButton"), string_view("listModeButton"), string_view("detailModeButton"),
    string_view("fileNameEdit"), string_view("fileNameLabel"), string_view("fileTypeCombo"),
    string_view("fileTypeLabel"),
    // What KDE's windows have in common.
    string_view("mainToolBar"), string_view("help_contents"), string_view("help_whats_this"),
    string_view("help_report_bug"), string_view("help_donate"), string_view("help_about_app"),
    string_view("help_about_kde"), string_view("switch_application_language")};

}  // namespace

std::span<const std::string_view> toolkit_names() noexcept {
    return kNames;
}

}  // namespace silhouette::privacy
