#include <QCalendarWidget>
#include <QCheckBox>
#include <QComboBox>
#include <QCommandLinkButton>
#include <QDateEdit>
#include <QDial>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLCDNumber>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSlider>
#include <QTabBar>
#include <QTableWidget>
#include <QTextEdit>
#include <QToolButton>
#include <QTreeWidget>

#include "tests/generated/built_window.h"
#include "tests/generated/own_widgets.h"

namespace silhouette::tests {
namespace {

QIcon icon_of_program() {
    QPixmap picture(32, 32);
    picture.fill(Qt::blue);
    return picture;
}

void adjust_by_chance(QAbstractScrollArea& area, Chance& chance) {
    if (chance.one_in(5)) {
        constexpr QAbstractScrollArea::SizeAdjustPolicy kPolicies[] = {
            QAbstractScrollArea::AdjustToContents, QAbstractScrollArea::AdjustToContentsOnFirstShow};
        area.setSizeAdjustPolicy(chance.of(kPolicies));
    }
}

QWidget* tool_button(Chance& chance) {
    auto* const button = new QToolButton;
    constexpr Qt::ToolButtonStyle kStyles[] = {Qt::ToolButtonIconOnly, Qt::ToolButtonTextOnly,
                                               Qt::ToolButtonTextBesideIcon, Qt::ToolButtonTextUnderIcon,
                                               Qt::ToolButtonFollowStyle};
    button->setToolButtonStyle(chance.of(kStyles));
    if (chance.one_in(2)) {
        button->setIcon(icon_of_program());
    } else if (chance.one_in(4)) {
        button->setArrowType(Qt::DownArrow);
    }
    button->setAutoRaise(chance.one_in(2));
    return button;
}

// Of what apps make keys of.
QWidget* key_by_kind(int kind, Chance chance) {
    switch (kind) {
        case 0:
            return new QLabel;
        case 1:
            return tool_button(chance);
        case 2:
            return new QCheckBox;
        case 3:
            return new QRadioButton;
        case 4:
            return new Canvas;
        case 5: {
            auto* const box = new QFrame;
            auto* const layout = new QHBoxLayout(box);
            layout->addWidget(new QLabel);
            return box;
        }
        default: {
            auto* const button = new QPushButton;
            if (chance.one_in(3)) {
                button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
            }
            return button;
        }
    }
}

}  // namespace

QWidget* BuiltWindow::control(const Part& part, Chance& chance) {
    QWidget* made = nullptr;
    switch (part.kind) {
        case Kind::label: {
            auto* const label = new QLabel;
            label->setWordWrap(chance.one_in(4));
            label->setIndent(chance.one_in(6) ? 10 : -1);
            label->setFrameShape(chance.one_in(6) ? QFrame::Box : QFrame::NoFrame);
            made = label;
            break;
        }
        case Kind::picture: {
            auto* const label = new QLabel;
            label->setProperty("shows", "picture");
            label->setScaledContents(chance.one_in(4));
            made = label;
            break;
        }
        case Kind::push_button: {
            auto* const button = new QPushButton;
            button->setFlat(chance.one_in(6));
            button->setCheckable(chance.one_in(6));
            if (chance.one_in(4)) {
                button->setIcon(icon_of_program());
            }
            made = button;
            break;
        }
        case Kind::tool_button:
            made = tool_button(chance);
            break;
        case Kind::command_button:
            made = new QCommandLinkButton;
            break;
        case Kind::check_box: {
            auto* const box = new QCheckBox;
            box->setTristate(chance.one_in(6));
            made = box;
            break;
        }
        case Kind::radio_button:
            made = new QRadioButton;
            break;
        case Kind::line_edit:
        case Kind::password_edit: {
            auto* const edit = new QLineEdit;
            edit->setEchoMode(part.kind == Kind::password_edit ? QLineEdit::Password : QLineEdit::Normal);
            edit->setClearButtonEnabled(chance.one_in(3));
            edit->setFrame(!chance.one_in(6));
            made = edit;
            break;
        }
        case Kind::text_edit: {
            auto* const edit = chance.one_in(2) ? static_cast<QAbstractScrollArea*>(new QTextEdit) : new QPlainTextEdit;
            // With a scroll bar that comes and goes, plain texts in forms keep Qt laying them out for ever.
            edit->setVerticalScrollBarPolicy(chance.one_in(2) ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
            edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
            if (chance.one_in(4) && qobject_cast<QTextEdit*>(edit) != nullptr) {
                edit->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContentsOnFirstShow);
            }
            made = edit;
            break;
        }
        case Kind::combo_box: {
            auto* const box = new QComboBox;
            box->setEditable(chance.one_in(3));
            constexpr QComboBox::SizeAdjustPolicy kPolicies[] = {
                QComboBox::AdjustToContentsOnFirstShow, QComboBox::AdjustToContentsOnFirstShow,
                QComboBox::AdjustToContents, QComboBox::AdjustToMinimumContentsLengthWithIcon};
            box->setSizeAdjustPolicy(chance.of(kPolicies));
            box->setMinimumContentsLength(chance.one_in(4) ? 10 : 0);
            if (chance.one_in(6)) {
                box->setIconSize(QSize(40, 40));
            }
            made = box;
            break;
        }
        case Kind::spin_box:
            made = chance.one_in(2) ? static_cast<QWidget*>(new QSpinBox) : new QDoubleSpinBox;
            break;
        case Kind::date_edit: {
            auto* const edit = new QDateTimeEdit;
            edit->setCalendarPopup(chance.one_in(2));
            constexpr const char* kFormats[] = {"d. M. yy", "dddd, d MMMM yyyy", "yyyy-MM-dd hh:mm"};
            edit->setDisplayFormat(QString::fromLatin1(chance.of(kFormats)));
            made = edit;
            break;
        }
        case Kind::slider: {
            auto* const slider = new QSlider(chance.one_in(2) ? Qt::Horizontal : Qt::Vertical);
            slider->setTickPosition(chance.one_in(2) ? QSlider::TicksBelow : QSlider::NoTicks);
            made = slider;
            break;
        }
        case Kind::dial:
            made = new QDial;
            break;
        case Kind::progress_bar: {
            auto* const bar = new QProgressBar;
            bar->setOrientation(chance.one_in(3) ? Qt::Vertical : Qt::Horizontal);
            bar->setTextVisible(!chance.one_in(3));
            made = bar;
            break;
        }
        case Kind::digits:
            made = new QLCDNumber(chance.between(2, 8));
            break;
        case Kind::list: {
            auto* const list = new QListWidget;
            list->setViewMode(chance.one_in(4) ? QListView::IconMode : QListView::ListMode);
            adjust_by_chance(*list, chance);
            made = list;
            break;
        }
        case Kind::table: {
            auto* const table = new QTableWidget(0, chance.between(1, 4));
            adjust_by_chance(*table, chance);
            made = table;
            break;
        }
        case Kind::tree: {
            auto* const tree = new QTreeWidget;
            tree->setColumnCount(chance.between(1, 3));
            tree->setHeaderHidden(chance.one_in(3));
            adjust_by_chance(*tree, chance);
            made = tree;
            break;
        }
        case Kind::calendar: {
            auto* const calendar = new QCalendarWidget;
            calendar->setVerticalHeaderFormat(chance.one_in(2) ? QCalendarWidget::NoVerticalHeader
                                                               : QCalendarWidget::ISOWeekNumbers);
            made = calendar;
            break;
        }
        case Kind::tab_bar: {
            auto* const bar = new QTabBar;
            for (int tab = chance.between(1, 5); tab > 0; --tab) {
                bar->addTab(QStringLiteral("x"));
            }
            constexpr QTabBar::Shape kShapes[] = {QTabBar::RoundedNorth, QTabBar::RoundedSouth, QTabBar::RoundedWest,
                                                  QTabBar::TriangularEast};
            bar->setShape(chance.of(kShapes));
            bar->setExpanding(chance.one_in(2));
            made = bar;
            break;
        }
        case Kind::card:
            made = new Card(chance.one_in(3));
            break;
        case Kind::line: {
            auto* const frame = new QFrame;
            frame->setFrameShape(chance.one_in(2) ? QFrame::HLine : QFrame::VLine);
            made = frame;
            break;
        }
        case Kind::spacer:
            made = new QWidget;
            break;
        default:
            made = new Canvas;
            break;
    }
    set_up(*made, chance);
    if (qobject_cast<QPushButton*>(made) != nullptr && chance.one_in(12)) {
        auto* const menu = new QMenu(made);
        action(part, *menu, chance);
        static_cast<QPushButton*>(made)->setMenu(menu);
    }
    shows(part, *made);
    return made;
}

// Contacts, rooms, files: as many as a person would not tell apart. Their names are made of data.
QWidget* BuiltWindow::many(const Part& part, Chance& chance) {
    auto* const made = new QWidget;
    set_up(*made, chance);
    const bool is_named = chance.one_in(2);
    const int kind = chance.below(8);
    const int count = is_named ? chance.between(2, 8) : chance.between(13, 18);
    const int columns = chance.between(1, 4);
    auto* const grid = new QGridLayout(made);
    Choice choice{part.number, {}};
    const std::uint64_t look = chance.next();
    for (int place = 0; place < count; ++place) {
        QWidget* const one = key_by_kind(kind, Chance(look));
        if (is_named) {
            const int name = Chance(content_ ^ (part.number * 31u)).below(100'000) + place;
            one->setObjectName(QStringLiteral("contact_%1").arg(name));
        }
        shows(part, *one);
        for (QLabel* label : one->findChildren<QLabel*>()) {
            shows(part, *label);
        }
        grid->addWidget(one, place / columns, place % columns);
        choice.of.push_back(one);
    }
    choices_.push_back(std::move(choice));
    return made;
}

// A pad as apps make them. Which keys are used is decided by the data.
QWidget* BuiltWindow::keypad(const Part& part, Chance& chance) {
    auto* const made = new QWidget;
    set_up(*made, chance);
    const int kind = chance.below(10);
    const int way = chance.below(5);
    const int columns = chance.between(3, 5), rows = chance.between(3, 5);
    const bool is_fixed = chance.one_in(2) || kind == 4;
    const bool is_named = chance.one_in(3);
    const int width = chance.between(20, 60), height = chance.between(20, 40);
    const std::uint64_t look = chance.next();
    QGridLayout* const grid = way < 2 ? new QGridLayout(made) : nullptr;
    QBoxLayout* const lines = way == 2   ? static_cast<QBoxLayout*>(new QVBoxLayout(made))
                              : way == 3 ? new QHBoxLayout(made)
                                         : nullptr;
    QBoxLayout* line = nullptr;
    Choice choice{part.number, {}};
    for (int place = 0; place < rows * columns; ++place) {
        QWidget* const key = key_by_kind(kind, Chance(look));
        if (is_fixed) {
            key->setFixedSize(width, height);
        }
        if (is_named) {
            key->setObjectName(place % 2 == 0 ? QStringLiteral("key_%1").arg(place) : QStringLiteral("okButton"));
        }
        shows(part, *key);
        for (QLabel* label : key->findChildren<QLabel*>()) {
            shows(part, *label);
        }
        if (grid != nullptr) {
            grid->addWidget(key, place / columns, place % columns);
        } else if (lines != nullptr) {
            if (place % columns == 0) {
                line = way == 2 ? static_cast<QBoxLayout*>(new QHBoxLayout) : new QVBoxLayout;
                lines->addLayout(line);
            }
            line->addWidget(key);
        } else {
            key->setParent(made);
            key->setGeometry(place % columns * (width + 8), place / columns * (height + 8), width, height);
        }
        choice.of.push_back(key);
    }
    if (grid == nullptr && lines == nullptr) {
        made->setMinimumSize(columns * (width + 8), rows * (height + 8));
    }
    choices_.push_back(std::move(choice));
    return made;
}

}  // namespace silhouette::tests
