// Made-up sessions for training the envelope's dictionary: batches as a recorder writes them, with class names of
// toolkits and element names invented here. No recording of a person ever enters the dictionary.
//
//   make_sessions FOLDER COUNT    writes COUNT serialised batches to FOLDER/batch-<n>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "silhouette/v1/batch.pb.h"

namespace {

using namespace silhouette::v1;

const std::vector<std::string> kClasses = {"QMainWindow",     "MainWindow",
                                           "QWidget",         "QFrame",
                                           "QMenuBar",        "QMenu",
                                           "QAction",         "QToolBar",
                                           "QToolButton",     "QStatusBar",
                                           "QLabel",          "QPushButton",
                                           "QCheckBox",       "QRadioButton",
                                           "QLineEdit",       "QTextEdit",
                                           "QPlainTextEdit",  "QComboBox",
                                           "QSpinBox",        "QDoubleSpinBox",
                                           "QSlider",         "QTabWidget",
                                           "QTabBar",         "QStackedWidget",
                                           "QGroupBox",       "QSplitter",
                                           "QScrollArea",     "QScrollBar",
                                           "QTreeView",       "QTableView",
                                           "QListView",       "QTreeWidget",
                                           "QListWidget",     "QTableWidget",
                                           "QHeaderView",     "QDialog",
                                           "QMessageBox",     "QDialogButtonBox",
                                           "QDockWidget",     "QProgressBar",
                                           "QVBoxLayout",     "QHBoxLayout",
                                           "QGridLayout",     "QFormLayout",
                                           "QStackedLayout",  "QMainWindowLayout",
                                           "QBoxLayout",      "QToolBarSeparator",
                                           "QWidgetAction",   "QWizard",
                                           "QWizardPage",     "QFontComboBox",
                                           "QAbstractButton", "QSizeGrip"};
const std::vector<std::string> kNames = {"MainWindow",
                                         "centralwidget",
                                         "centralWidget",
                                         "menubar",
                                         "menuBar",
                                         "menuFile",
                                         "menuEdit",
                                         "menuView",
                                         "menuTools",
                                         "menuHelp",
                                         "toolBar",
                                         "mainToolBar",
                                         "statusbar",
                                         "statusBar",
                                         "actionNew",
                                         "actionOpen",
                                         "actionSave",
                                         "actionSaveAs",
                                         "actionClose",
                                         "actionQuit",
                                         "actionUndo",
                                         "actionRedo",
                                         "actionCut",
                                         "actionCopy",
                                         "actionPaste",
                                         "actionDelete",
                                         "actionFind",
                                         "actionReplace",
                                         "actionPreferences",
                                         "actionSettings",
                                         "actionAbout",
                                         "actionAboutQt",
                                         "tabWidget",
                                         "stackedWidget",
                                         "splitter",
                                         "buttonBox",
                                         "okButton",
                                         "cancelButton",
                                         "applyButton",
                                         "closeButton",
                                         "pushButton",
                                         "lineEdit",
                                         "searchEdit",
                                         "nameEdit",
                                         "comboBox",
                                         "checkBox",
                                         "label",
                                         "groupBox",
                                         "treeView",
                                         "tableView",
                                         "listView",
                                         "tableWidget",
                                         "textEdit",
                                         "scrollArea",
                                         "verticalLayout",
                                         "horizontalLayout",
                                         "gridLayout",
                                         "formLayout",
                                         "dockWidget",
                                         "progressBar",
                                         "slider",
                                         "spinBox",
                                         "frame",
                                         "qt_scrollarea_viewport",
                                         "qt_spinbox_lineedit",
                                         "qt_tabwidget_tabbar",
                                         "qt_tabwidget_stackedwidget",
                                         "qt_toolbar_ext_button",
                                         "qt_menubar_ext_button",
                                         "SettingsDialog",
                                         "AboutDialog",
                                         "PreferencesDialog"};

class Maker {
  public:
    explicit Maker(unsigned seed) : random_(seed) {}

    Batch batch() {
        Batch result;
        fill_header(*result.mutable_header());
        const bool first = chance(40);
        auto& frame = *result.add_frames();
        if (first) {
            frame.mutable_session_start()->set_erasure_hash(random_bytes(32));
            define(frame);
            navigate(frame, NAVIGATION_KIND_WINDOW_OPENED);
            lay_out(frame, true);
        }
        const int items = number(1, 100);
        for (int i = 0; i < items; ++i) {
            const int what = number(0, 99);
            if (what < 85) {
                click(frame);
            } else if (what < 95) {
                navigate(frame, static_cast<NavigationKind>(number(1, 5)));
            } else {
                lay_out(frame, chance(30));
            }
        }
        return result;
    }

  private:
    int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
    bool chance(int percent) { return number(1, 100) <= percent; }
    std::string random_bytes(int count) {
        std::string bytes;
        for (int i = 0; i < count; ++i) {
            bytes.push_back(static_cast<char>(number(0, 255)));
        }
        return bytes;
    }

    void fill_header(BatchHeader& header) {
        header.set_schema_version(1);
        header.set_batch_id(random_bytes(16));
        header.set_session_id(random_bytes(16));
        header.set_batch_number(static_cast<unsigned>(number(0, 30)));
        header.set_tenant("tenant");
        header.set_app("app");
        header.set_app_version("1.0");
        header.set_sdk_version("0.1.0");
        header.set_platform(PLATFORM_LINUX);
        header.set_toolkit(chance(50) ? TOOLKIT_QT5 : TOOLKIT_QT6);
        header.set_level(LEVEL_SILHOUETTES);
        header.mutable_counters()->set_captured(static_cast<unsigned>(number(1, 2'000)));
        header.set_started(1'750'000'000u + static_cast<unsigned>(number(0, 100'000'000)));
    }

    void item(Frame& frame, ItemKind kind) {
        frame.add_kinds(kind);
        frame.add_time_deltas(static_cast<unsigned>(chance(30) ? number(0, 40) : number(20, 400)));
    }

    void define(Frame& frame) {
        elements_ = number(20, 160);
        auto& names = *frame.mutable_names();
        names.set_first(1);
        std::vector<std::string> words = kClasses;
        words.insert(words.end(), kNames.begin(), kNames.end());
        std::shuffle(words.begin(), words.end(), random_);
        words.resize(static_cast<std::size_t>(number(20, 80)));
        for (const auto& word : words) {
            names.add_text(word);
        }
        auto& table = *frame.mutable_elements();
        table.set_first(1);
        for (int i = 0; i < elements_; ++i) {
            table.add_parents(i == 0 ? 0 : static_cast<unsigned>(number(1, std::min(i, 12))));
            const bool named = chance(40);
            table.add_names(named ? static_cast<unsigned>(number(1, names.text_size())) : 0);
            table.add_classes(static_cast<unsigned>(number(1, names.text_size())));
            table.add_roles(static_cast<Role>(number(1, 44)));
            table.add_indexes(named ? 0 : static_cast<unsigned>(number(1, 8)));
            table.add_flags(chance(30) ? 2 : 0);
        }
        frame.mutable_views()->set_first(1);
        frame.mutable_views()->add_elements(1);
        frame.mutable_views()->add_windows(1);
    }

    void click(Frame& frame) {
        item(frame, ITEM_KIND_CLICK);
        auto& clicks = *frame.mutable_clicks();
        clicks.add_elements(static_cast<unsigned>(number(1, std::max(2, elements_))));
        clicks.add_views(static_cast<unsigned>(number(1, 3)));
        clicks.add_kinds(chance(90) ? 0 : static_cast<unsigned>(number(0, 31)));
        const bool point = chance(60);
        clicks.add_x(point ? static_cast<unsigned>(number(1, 1001)) : 0);
        clicks.add_y(point ? static_cast<unsigned>(number(1, 1001)) : 0);
    }

    void navigate(Frame& frame, NavigationKind kind) {
        item(frame, ITEM_KIND_NAVIGATION);
        frame.mutable_navigations()->add_kinds(kind);
        frame.mutable_navigations()->add_views(static_cast<unsigned>(number(1, 3)));
    }

    void lay_out(Frame& frame, bool full) {
        item(frame, ITEM_KIND_LAYOUT);
        auto& layout = *frame.add_layouts();
        layout.set_view(static_cast<unsigned>(number(1, 3)));
        layout.set_full(full);
        const int rows = full ? number(10, 120) : number(1, 12);
        for (int i = 0; i < rows; ++i) {
            layout.add_elements(i == 0 ? 1 : number(1, 3));
            layout.add_parents(i == 0 ? 0 : number(1, 12));
            static constexpr std::array<unsigned, 6> kKnown = {0, 8, 10, 2, 15, 12};
            const unsigned known = kKnown[static_cast<std::size_t>(number(0, 5))];
            layout.add_known(known);
            for (unsigned bit = 0; bit < 4; ++bit) {
                if (known & (1u << bit)) {
                    layout.add_numbers(number(0, 1) ? number(0, 64) : number(0, 1'200));
                }
            }
            layout.add_flows(static_cast<Flow>(chance(70) ? 0 : number(1, 11)));
            layout.add_fills(static_cast<unsigned>(number(0, 6)) | static_cast<unsigned>(number(0, 6)) << 3);
            layout.add_cells(
                chance(85) ? 0 : static_cast<unsigned>(number(0, 6)) | static_cast<unsigned>(number(0, 3)) << 8);
        }
    }

    std::mt19937 random_;
    int elements_ = 60;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: make_sessions FOLDER COUNT\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    const int count = std::atoi(argv[2]);  // NOLINT(cert-err34-c)
    for (int i = 0; i < count; ++i) {
        std::ofstream(folder / ("batch-" + std::to_string(i)), std::ios::binary)
            << Maker(static_cast<unsigned>(i)).batch().SerializeAsString();
    }
    return 0;
}
