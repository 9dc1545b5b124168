#include "privacy/provenance/toolkit_names.h"

namespace silhouette::privacy {
namespace {

// Seen in live windows of Qt 5.15 and Qt 6. Names that are single common words (`sidebar`, `splitter`) are left out.
// `qt_splithandle_` is followed by the name of the widget beside it, which is not told; `lookInCombo` … belong to the
// file dialog that Qt draws itself, `mainToolBar` … are what KDE's windows have in common.
constexpr std::string_view kNames =
    "qt_scrollarea_viewport qt_scrollarea_hcontainer qt_scrollarea_vcontainer qt_spinbox_lineedit "
    "qt_spinboxvalidator qt_tabwidget_tabbar qt_tabwidget_stackedwidget qt_toolbar_ext_button "
    "qt_menubar_ext_button qt_dockwidget_closebutton qt_dockwidget_floatbutton qt_msgbox_label "
    "qt_msgbox_informativelabel qt_msgbox_buttonbox qt_msgboxex_icon_label qt_calendar_calendarview "
    "qt_calendar_navigationbar qt_calendar_prevmonth qt_calendar_nextmonth qt_calendar_monthbutton "
    "qt_calendar_yearbutton qt_calendar_yearedit qt_datetimedit_calendar qt_keysequenceedit_lineedit "
    "qt_qmainwindow_extended_splitter qt_rubberband qt_edit_menu qt_toolbox_toolboxbutton "
    "qt_fontDialog_sampleEdit qt_filesystem_model qt_rename_action qt_delete_action "
    "qt_show_hidden_action qt_goto_parent_action qt_new_folder_action qt_wizard_cancel qt_wizard_commit "
    "qt_wizard_finish __qt__passive_wizardbutton0 __qt__passive_wizardbutton1 "
    "__qt__passive_wizardbutton2 __qt__passive_wizardbutton3 __qt__passive_wizardbutton4 "
    "__qt__passive_wizardbutton5 __qt__passive_wizardbutton6 __qt__passive_wizardbutton7 "
    "__qt__passive_wizardbutton8 qt_splithandle_ _q_qlineeditclearaction ScrollLeftButton "
    "ScrollRightButton lookInCombo lookInLabel toParentButton newFolderButton listModeButton "
    "detailModeButton fileNameEdit fileNameLabel fileTypeCombo fileTypeLabel mainToolBar help_contents "
    "help_whats_this help_report_bug help_donate help_about_app help_about_kde "
    "switch_application_language";

}  // namespace

std::string_view toolkit_names() noexcept {
    return kNames;
}

}  // namespace silhouette::privacy
