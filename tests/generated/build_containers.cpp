#include <QBoxLayout>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QMainWindow>
#include <QMdiArea>
#include <QMdiSubWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolBox>
#include <QToolButton>
#include <QWizard>
#include <QWizardPage>

#include "tests/generated/built_window.h"
#include "tests/generated/own_widgets.h"

namespace silhouette::tests {
namespace {

Qt::Alignment alignment_by_chance(Chance& chance) {
    if (!chance.one_in(6)) {
        return {};
    }
    constexpr Qt::AlignmentFlag kAcross[] = {Qt::AlignLeft, Qt::AlignHCenter, Qt::AlignRight};
    constexpr Qt::AlignmentFlag kDown[] = {Qt::AlignTop, Qt::AlignVCenter, Qt::AlignBottom};
    Qt::Alignment alignment;
    if (!chance.one_in(3)) {
        alignment |= chance.of(kAcross);
    }
    if (!chance.one_in(3)) {
        alignment |= chance.of(kDown);
    }
    return alignment;
}

}  // namespace

// A layout with the part's children in it; of widgets that are not in a window yet.
QLayout* BuiltWindow::arrangement(const Part& part, Chance& chance) {
    QBoxLayout* box = nullptr;
    QGridLayout* grid = nullptr;
    QFormLayout* form = nullptr;
    QLayout* layout = nullptr;
    switch (part.kind) {
        case Kind::row:
            layout = box = new QHBoxLayout;
            break;
        case Kind::grid:
            layout = grid = new QGridLayout;
            break;
        case Kind::form:
            layout = form = new QFormLayout;
            break;
        case Kind::wrapped:
            layout = new WrappedLayout;
            break;
        default:
            layout = box = new QVBoxLayout;
            break;
    }
    if (box != nullptr && chance.one_in(8)) {
        box->setDirection(part.kind == Kind::row ? QBoxLayout::RightToLeft : QBoxLayout::BottomToTop);
    }
    if (chance.one_in(6)) {
        const int margin = chance.below(20);
        layout->setContentsMargins(margin, chance.below(20), margin, chance.below(20));
    }
    if (chance.one_in(6)) {
        layout->setSpacing(chance.below(30));
    }
    if (form != nullptr) {
        constexpr QFormLayout::RowWrapPolicy kWraps[] = {QFormLayout::DontWrapRows, QFormLayout::WrapLongRows,
                                                         QFormLayout::WrapAllRows};
        constexpr QFormLayout::FieldGrowthPolicy kGrowths[] = {
            QFormLayout::FieldsStayAtSizeHint, QFormLayout::ExpandingFieldsGrow, QFormLayout::AllNonFixedFieldsGrow};
        form->setRowWrapPolicy(chance.of(kWraps));
        form->setFieldGrowthPolicy(chance.of(kGrowths));
    }
    int place = 0;
    const int columns = chance.between(1, 3);
    for (const Part& child : part.children) {
        const Qt::Alignment alignment = alignment_by_chance(chance);
        const int stretch = chance.one_in(5) ? chance.below(4) : 0;
        const int row = place / columns, column = place % columns;
        const int spans = chance.one_in(8) ? 2 : 1;
        ++place;
        if (child.kind == Kind::spacer && box != nullptr) {
            Chance own(child.seed);
            own.one_in(2) ? box->addStretch(own.below(3)) : box->addSpacing(own.below(60));
            continue;
        }
        if (child.is_bare && (box != nullptr || grid != nullptr || form != nullptr)) {
            Chance own(child.seed);
            QLayout* const inner = arrangement(child, own);
            if (box != nullptr) {
                box->addLayout(inner, stretch);
            } else if (grid != nullptr) {
                grid->addLayout(inner, row, column, spans, 1);
            } else {
                form->addRow(inner);
            }
            continue;
        }
        QWidget* const widget = build(child);
        if (box != nullptr) {
            box->addWidget(widget, stretch, alignment);
        } else if (grid != nullptr) {
            grid->addWidget(widget, row, column, 1, spans, alignment);
        } else if (form != nullptr) {
            if (chance.one_in(4)) {
                form->addRow(widget);
            } else {
                auto* const label = new QLabel;
                shows(child, *label);
                form->addRow(label, widget);
            }
        } else {
            layout->addWidget(widget);
        }
    }
    if (grid != nullptr && chance.one_in(5)) {
        grid->setColumnStretch(chance.below(columns), chance.below(3));
        grid->setRowStretch(0, chance.below(3));
    }
    if (grid != nullptr && chance.one_in(8)) {
        grid->setColumnMinimumWidth(chance.below(columns), chance.below(120));
    }
    return layout;
}

QWidget* BuiltWindow::container(const Part& part, Chance& chance) {
    switch (part.kind) {
        case Kind::main_window:
            return main_window(part, chance);
        case Kind::tool_bar:
            return tool_bar(part, chance);
        case Kind::tabs:
            return tabs(part, chance);
        case Kind::wizard:
            return wizard(part, chance);
        case Kind::by_hand:
            return by_hand(part, chance);
        case Kind::many:
            return many(part, chance);
        case Kind::keypad:
            return keypad(part, chance);
        case Kind::stack: {
            auto* const stack = new QStackedWidget;
            set_up(*stack, chance);
            for (const Part& child : part.children) {
                stack->addWidget(build(child));
            }
            if (stack->count() > 0) {
                stack->setCurrentIndex(chance.below(stack->count()));
            }
            return stack;
        }
        case Kind::splitter: {
            auto* const splitter = new QSplitter(chance.one_in(2) ? Qt::Horizontal : Qt::Vertical);
            set_up(*splitter, chance);
            for (const Part& child : part.children) {
                splitter->addWidget(build(child));
            }
            splitter->setChildrenCollapsible(chance.one_in(2));
            if (chance.one_in(3)) {
                splitter->setSizes({100, 200, 50});
            }
            return splitter;
        }
        case Kind::tool_box: {
            auto* const box = new QToolBox;
            set_up(*box, chance);
            for (const Part& child : part.children) {
                box->addItem(build(child), QString());
            }
            shows(part, *box);
            return box;
        }
        case Kind::scroll:
        case Kind::dock: {
            auto* const area = part.kind == Kind::scroll ? new QScrollArea : nullptr;
            auto* const dock = part.kind == Kind::dock ? new QDockWidget : nullptr;
            QWidget* const made = area != nullptr ? static_cast<QWidget*>(area) : dock;
            set_up(*made, chance);
            if (area != nullptr) {
                area->setWidgetResizable(chance.one_in(2));
                area->setFrameShape(chance.one_in(3) ? QFrame::NoFrame : QFrame::StyledPanel);
                if (chance.one_in(6)) {
                    area->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
                }
                if (chance.one_in(4)) {
                    area->setAlignment(Qt::AlignCenter);
                }
                if (chance.one_in(4)) {
                    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
                }
            }
            if (!part.children.empty()) {
                QWidget* const inside = build(part.children.front());
                area != nullptr ? area->setWidget(inside) : dock->setWidget(inside);
                if (area != nullptr) {
                    inside->show();
                }
            }
            if (dock != nullptr && chance.one_in(6)) {
                auto* const title = new QLabel;
                shows(part, *title);
                dock->setTitleBarWidget(title);
            }
            shows(part, *made);
            return made;
        }
        case Kind::documents: {
            auto* const area = new QMdiArea;
            set_up(*area, chance);
            for (const Part& child : part.children) {
                QMdiSubWindow* const sub = area->addSubWindow(build(child));
                shows(part, *sub);
            }
            if (chance.one_in(3)) {
                area->setViewMode(QMdiArea::TabbedView);
            }
            shows(part, *area);
            return area;
        }
        case Kind::button_box: {
            auto* const box = new QDialogButtonBox;
            set_up(*box, chance);
            constexpr QDialogButtonBox::StandardButton kButtons[] = {QDialogButtonBox::Ok, QDialogButtonBox::Cancel,
                                                                     QDialogButtonBox::Apply, QDialogButtonBox::Help};
            for (int button = chance.between(1, 3); button > 0; --button) {
                box->addButton(chance.of(kButtons));
            }
            if (chance.one_in(3)) {
                shows(part, *box->addButton(QStringLiteral("x"), QDialogButtonBox::ActionRole));
            }
            if (chance.one_in(4)) {
                box->setOrientation(Qt::Vertical);
            }
            return box;
        }
        case Kind::group: {
            auto* const group = new QGroupBox;
            set_up(*group, chance);
            Part inside = part;
            constexpr Kind kInside[] = {Kind::row, Kind::column, Kind::column, Kind::grid, Kind::form};
            inside.kind = chance.of(kInside);
            group->setLayout(arrangement(inside, chance));
            group->setCheckable(chance.one_in(4));
            group->setFlat(chance.one_in(6));
            shows(part, *group);
            return group;
        }
        default: {
            QWidget* const made = chance.one_in(3) ? new QFrame : new QWidget;
            set_up(*made, chance);
            if (auto* const frame = qobject_cast<QFrame*>(made); frame != nullptr && chance.one_in(2)) {
                frame->setFrameShape(QFrame::StyledPanel);
            }
            QLayout* const layout = arrangement(part, chance);
            made->setLayout(layout);
            constexpr QLayout::SizeConstraint kConstraints[] = {QLayout::SetFixedSize, QLayout::SetMinAndMaxSize,
                                                                QLayout::SetNoConstraint, QLayout::SetMaximumSize};
            if (chance.one_in(20)) {
                layout->setSizeConstraint(chance.of(kConstraints));
            }
            return made;
        }
    }
}

QWidget* BuiltWindow::main_window(const Part& part, Chance& chance) {
    auto* const window = new QMainWindow;
    set_up(*window, chance);
    window->setWindowFlags(Qt::Widget);
    if (!chance.one_in(4)) {
        QMenuBar* const bar = window->menuBar();
        for (int count = chance.between(1, 4); count > 0; --count) {
            QMenu* const top = bar->addMenu(QStringLiteral("x"));
            shows(part, *top->menuAction());
            menu(part, *top, chance);
        }
        if (chance.one_in(5)) {
            auto* const corner = new QToolButton;
            shows(part, *corner);
            bar->setCornerWidget(corner, chance.one_in(2) ? Qt::TopRightCorner : Qt::TopLeftCorner);
        }
    }
    constexpr Qt::ToolBarArea kBarAreas[] = {Qt::TopToolBarArea, Qt::TopToolBarArea, Qt::LeftToolBarArea,
                                             Qt::RightToolBarArea, Qt::BottomToolBarArea};
    constexpr Qt::DockWidgetArea kDockAreas[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea,
                                                 Qt::BottomDockWidgetArea, Qt::TopDockWidgetArea};
    QDockWidget* last_dock = nullptr;
    for (const Part& child : part.children) {
        QWidget* const made = build(child);
        if (auto* const bar = qobject_cast<QToolBar*>(made)) {
            window->addToolBar(chance.of(kBarAreas), bar);
            if (chance.one_in(4)) {
                window->insertToolBarBreak(bar);
            }
        } else if (auto* const dock = qobject_cast<QDockWidget*>(made)) {
            window->addDockWidget(chance.of(kDockAreas), dock);
            if (last_dock != nullptr && chance.one_in(4)) {
                window->tabifyDockWidget(last_dock, dock);
            }
            last_dock = dock;
        } else {
            window->setCentralWidget(made);
            made->show();
        }
    }
    if (!chance.one_in(3)) {
        QStatusBar* const status = window->statusBar();
        shows(part, *status);
        for (int count = chance.below(3); count > 0; --count) {
            QWidget* const one = chance.one_in(2) ? static_cast<QWidget*>(new QLabel) : new QPushButton;
            shows(part, *one);
            chance.one_in(2) ? status->addPermanentWidget(one, chance.below(2)) : status->addWidget(one);
        }
        status->setSizeGripEnabled(chance.one_in(2));
    }
    return window;
}

QAction* BuiltWindow::action(const Part& part, QWidget& place, Chance& chance) {
    auto* const made = new QAction(QStringLiteral("x"), &place);
    made->setCheckable(chance.one_in(4));
    if (chance.one_in(2)) {
        constexpr const char* kNames[] = {"actionOpen", "actionSave", "actionFind", "actionClose"};
        made->setObjectName(QString::fromLatin1(chance.of(kNames)));
    }
    if (chance.one_in(2)) {
        QPixmap picture(16, 16);
        picture.fill(Qt::red);
        made->setIcon(QIcon(picture));
    }
    place.addAction(made);
    shows(part, *made);
    return made;
}

void BuiltWindow::menu(const Part& part, QMenu& menu, Chance& chance) {
    for (int count = chance.between(1, 6); count > 0; --count) {
        if (chance.one_in(5)) {
            menu.addSeparator();
        } else if (chance.one_in(8)) {
            QMenu* const inner = menu.addMenu(QStringLiteral("x"));
            shows(part, *inner->menuAction());
            action(part, *inner, chance);
        } else {
            action(part, menu, chance);
        }
    }
}

QWidget* BuiltWindow::tool_bar(const Part& part, Chance& chance) {
    auto* const bar = new QToolBar;
    if (chance.one_in(4)) {
        set_up(*bar, chance);
    }
    constexpr Qt::ToolButtonStyle kStyles[] = {Qt::ToolButtonIconOnly, Qt::ToolButtonIconOnly, Qt::ToolButtonTextOnly,
                                               Qt::ToolButtonTextBesideIcon, Qt::ToolButtonTextUnderIcon};
    bar->setToolButtonStyle(chance.of(kStyles));
    if (chance.one_in(3)) {
        bar->setIconSize(QSize(chance.between(8, 40), chance.between(8, 40)));
    }
    if (chance.one_in(6)) {
        bar->setOrientation(Qt::Vertical);
    }
    for (int count = chance.between(1, 6); count > 0; --count) {
        if (chance.one_in(6)) {
            bar->addSeparator();
        }
        action(part, *bar, chance);
    }
    for (const Part& child : part.children) {
        bar->addWidget(build(child));
    }
    return bar;
}

QWidget* BuiltWindow::tabs(const Part& part, Chance& chance) {
    auto* const tabs = new QTabWidget;
    set_up(*tabs, chance);
    for (const Part& child : part.children) {
        tabs->addTab(build(child), QStringLiteral("x"));
    }
    constexpr QTabWidget::TabPosition kPlaces[] = {QTabWidget::North, QTabWidget::North, QTabWidget::South,
                                                   QTabWidget::West, QTabWidget::East};
    if (chance.one_in(3)) {
        QPixmap icon(16, 16);
        icon.fill(Qt::red);
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setTabIcon(tab, icon);
        }
    }
    tabs->setTabPosition(chance.of(kPlaces));
    tabs->setTabsClosable(chance.one_in(6));
    tabs->setMovable(chance.one_in(8));
    tabs->setDocumentMode(chance.one_in(5));
    tabs->setUsesScrollButtons(!chance.one_in(6));
    tabs->tabBar()->setExpanding(chance.one_in(4));
    if (chance.one_in(5)) {
        QWidget* const corner = chance.one_in(2) ? static_cast<QWidget*>(new QToolButton) : new QLabel;
        shows(part, *corner);
        constexpr Qt::Corner kCorners[] = {Qt::TopLeftCorner, Qt::TopRightCorner, Qt::BottomLeftCorner,
                                           Qt::BottomRightCorner};
        tabs->setCornerWidget(corner, chance.of(kCorners));
        corner->show();
    }
    if (chance.one_in(8) && tabs->count() > 0) {
        auto* const own = new QLabel;
        shows(part, *own);
        tabs->tabBar()->setTabButton(0, QTabBar::RightSide, own);
    }
    shows(part, *tabs->tabBar());
    return tabs;
}

QWidget* BuiltWindow::wizard(const Part& part, Chance& chance) {
    auto* const wizard = new QWizard;
    constexpr QWizard::WizardStyle kStyles[] = {QWizard::ClassicStyle, QWizard::ModernStyle, QWizard::MacStyle};
    wizard->setWizardStyle(chance.of(kStyles));
    for (const Part& child : part.children) {
        auto* const page = new QWizardPage;
        auto* const layout = new QVBoxLayout(page);
        layout->addWidget(build(child));
        wizard->addPage(page);
    }
    for (const int id : wizard->pageIds()) {
        shows(part, *wizard->page(id));
    }
    return wizard;
}

QWidget* BuiltWindow::by_hand(const Part& part, Chance& chance) {
    auto* const made = chance.one_in(2) ? static_cast<QWidget*>(new QFrame) : new QWidget;
    set_up(*made, chance);
    int x = chance.below(20), y = chance.below(20);
    for (const Part& child : part.children) {
        QWidget* const widget = build(child);
        const bool is_hidden = widget->isHidden() && widget->testAttribute(Qt::WA_WState_ExplicitShowHide);
        widget->setParent(made);
        widget->setGeometry(x, y, chance.between(20, 160), chance.between(16, 80));
        if (!is_hidden) {
            widget->show();
        }
        chance.one_in(2) ? x += chance.between(20, 170) : y += chance.between(20, 90);
    }
    if (chance.one_in(2)) {
        made->setMinimumSize(200, 100);
    }
    return made;
}

}  // namespace silhouette::tests
