#include "dump_plugin.h"

#include <fcntl.h>
#include <unistd.h>
#include <QAbstractEventDispatcher>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLayout>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPixmap>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QWidget>

#include <algorithm>
#include <cstring>
#include <tuple>
#include <typeinfo>

namespace silhouette::tests {
namespace {

QJsonArray box(const QRect& rectangle) {
    return {rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height()};
}

QRect global(const QWidget* widget, const QRect& inside) {
    return QRect(widget->mapToGlobal(inside.topLeft()), inside.size());
}

QJsonObject describe(const QObject* object) {
    return {{"class", QString::fromLatin1(object->metaObject()->className())}, {"name", object->objectName()}};
}

QJsonObject item(const QWidget* owner, const char* kind, int index, const QRect& inside) {
    return {{"kind", kind}, {"index", index}, {"box", box(global(owner, inside))}};
}

QJsonObject action_item(const QWidget* owner, const QAction* action, int index, const QRect& inside) {
    QJsonObject made = item(owner, "action", index, inside);
    made["class"] = QString::fromLatin1(action->metaObject()->className());
    made["name"] = action->objectName();
    made["text"] = action->text();
    if (action->menu() != nullptr) {
        made["menu"] = action->menu()->objectName();
    }
    return made;
}

// Whether `layout` arranges `widget`, directly or by layouts in it; these are added from the inside out.
bool add_layouts(QLayout* layout, const QWidget* widget, QJsonArray& found) {
    for (int place = 0; layout != nullptr && place < layout->count(); ++place) {
        QLayoutItem* item = layout->itemAt(place);
        if (item->widget() == widget || add_layouts(item->layout(), widget, found)) {
            found.append(describe(layout));
            return true;
        }
    }
    return false;
}

// The layouts between a widget and its parent: they are no parents in Qt's tree of objects.
QJsonArray layouts_of(const QWidget* widget) {
    QJsonArray found;
    if (widget->parentWidget() != nullptr) {
        add_layouts(widget->parentWidget()->layout(), widget, found);
    }
    return found;
}

// The name of the page that a tab shows.
QString page_of(const QTabBar* tabs, int index) {
    const auto* pages = qobject_cast<const QTabWidget*>(tabs->parentWidget());
    const QWidget* page = pages == nullptr ? nullptr : pages->widget(index);
    return page == nullptr ? QString() : page->objectName();
}

// What is in a widget without being one.
QJsonArray items_of(QWidget* widget) {
    QJsonArray made;
    if (auto* menu = qobject_cast<QMenu*>(widget)) {
        int index = 0;
        for (QAction* action : menu->actions()) {
            made.append(action_item(menu, action, index++, menu->actionGeometry(action)));
        }
    } else if (auto* bar = qobject_cast<QMenuBar*>(widget)) {
        int index = 0;
        for (QAction* action : bar->actions()) {
            made.append(action_item(bar, action, index++, bar->actionGeometry(action)));
        }
    } else if (auto* tabs = qobject_cast<QTabBar*>(widget)) {
        for (int index = 0; index < tabs->count(); ++index) {
            QJsonObject tab = item(tabs, "tab", index, tabs->tabRect(index));
            tab["text"] = tabs->tabText(index);
            tab["name"] = page_of(tabs, index);
            made.append(tab);
        }
    } else if (auto* view = qobject_cast<QAbstractItemView*>(widget);
               view != nullptr && view->model() != nullptr && qobject_cast<QHeaderView*>(widget) == nullptr) {
        for (int row = 0; row < std::min(view->model()->rowCount(), 20); ++row) {
            const QModelIndex cell = view->model()->index(row, 0);
            QJsonObject made_row = item(view->viewport(), "row", row, view->visualRect(cell));
            made_row["text"] = cell.data().toString();
            made.append(made_row);
        }
    } else if (auto* button = qobject_cast<QToolButton*>(widget);
               button != nullptr && button->defaultAction() != nullptr) {
        made.append(action_item(button, button->defaultAction(), 0, button->rect()));
    }
    return made;
}

QJsonObject dump_widget(QWidget* widget, int number, int parent) {
    QJsonObject made = describe(widget);
    made["number"] = number;
    made["parent"] = parent;
    made["visible"] = widget->isVisible();
    made["enabled"] = widget->isEnabled();
    made["window"] = widget->isWindow();
    const QWidget* window = widget->window();
    made["front"] = window == QApplication::activePopupWidget() ? 2 : window == QApplication::activeWindow() ? 1 : 0;
    made["box"] = box(global(widget, widget->rect()));
    made["in_window"] = box(QRect(widget->mapTo(widget->window(), QPoint()), widget->size()));
    for (const char* property : {"text", "title", "plainText", "windowTitle"}) {
        const QVariant value = widget->property(property);
        if (value.isValid() && !value.toString().isEmpty()) {
            made["text"] = value.toString();
            break;
        }
    }
    if (widget->isVisible()) {
        made["items"] = items_of(widget);
    }
    return made;
}

void add(QJsonArray& widgets, QWidget* widget, int parent) {
    const int number = static_cast<int>(widgets.size());
    widgets.append(dump_widget(widget, number, parent));
    for (QObject* child : widget->children()) {
        if (auto* inside = qobject_cast<QWidget*>(child); inside != nullptr && !inside->isWindow()) {
            add(widgets, inside, number);
        }
    }
}

}  // namespace

Dump::Dump(const QString& log, const QString& requests) : log_(log) {
    if (!log_.open(QIODevice::WriteOnly | QIODevice::Append)) {
        return;
    }
    // Opened for both ways, so that the pipe never reports an end.
    requests_ = ::open(QFile::encodeName(requests).constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (requests_ >= 0) {
        auto* notifier = new QSocketNotifier(requests_, QSocketNotifier::Read, this);
        connect(notifier, &QSocketNotifier::activated, this, &Dump::answer);
    }
    QCoreApplication::instance()->installEventFilter(this);
}

Dump::~Dump() {
    if (requests_ >= 0) {
        ::close(requests_);
    }
}

void Dump::write(const QJsonObject& line) {
    log_.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    log_.flush();
}

bool Dump::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::Timer && hook_.isNull() &&
        std::strcmp(typeid(*object).name(), "N10silhouette2qt4HookE") == 0) {
        hook_ = object;
    }
    const bool press = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
    const bool menu_release = event->type() == QEvent::MouseButtonRelease && object->isWidgetType() &&
                              qobject_cast<QMenu*>(object) != nullptr;
    if ((press || menu_release) && object->isWidgetType() && event->spontaneous()) {
        log_mouse(static_cast<QWidget*>(object), static_cast<QMouseEvent*>(event));
    }
    return false;
}

void Dump::log_mouse(QWidget* receiver, const QMouseEvent* event) {
    QJsonArray chain;
    for (QObject* object = receiver; object != nullptr; object = object->parent()) {
        QJsonObject step = describe(object);
        if (object->isWidgetType()) {
            step["layouts"] = layouts_of(static_cast<QWidget*>(object));
        }
        chain.append(step);
    }
    const QPoint at = event->pos();
    const char* kind = event->type() == QEvent::MouseButtonPress      ? "press"
                       : event->type() == QEvent::MouseButtonDblClick ? "double"
                                                                      : "release";
    QJsonObject line{{"kind", kind},
                     {"time_ms", static_cast<double>(QDateTime::currentMSecsSinceEpoch())},
                     {"button", static_cast<int>(event->button())},
                     {"at", QJsonArray{at.x(), at.y()}},
                     {"inside", receiver->rect().contains(at)},
                     {"box", box(global(receiver, receiver->rect()))},
                     {"chain", chain}};
    if (auto* menu = qobject_cast<QMenu*>(receiver)) {
        if (const QAction* action = menu->actionAt(at)) {
            line["item"] =
                action_item(menu, action, static_cast<int>(menu->actions().indexOf(const_cast<QAction*>(action))),
                            menu->actionGeometry(const_cast<QAction*>(action)));
        }
    } else if (auto* bar = qobject_cast<QMenuBar*>(receiver)) {
        if (QAction* action = bar->actionAt(at)) {
            line["item"] =
                action_item(bar, action, static_cast<int>(bar->actions().indexOf(action)), bar->actionGeometry(action));
        }
    } else if (auto* tabs = qobject_cast<QTabBar*>(receiver)) {
        QJsonObject tab = item(tabs, "tab", tabs->tabAt(at), tabs->tabRect(tabs->tabAt(at)));
        tab["name"] = page_of(tabs, tabs->tabAt(at));
        line["item"] = tab;
    } else if (auto* button = qobject_cast<QToolButton*>(receiver);
               button != nullptr && button->defaultAction() != nullptr) {
        line["item"] = action_item(button, button->defaultAction(), 0, button->rect());
    }
    write(line);
}

void Dump::answer() {
    char bytes[4096];
    const auto count = ::read(requests_, bytes, sizeof bytes);
    if (count <= 0) {
        return;
    }
    for (const QByteArray& line : QByteArray(bytes, static_cast<int>(count)).split('\n')) {
        if (!line.isEmpty()) {
            const QString path = QFile::decodeName(line);
            line.endsWith(".json") ? dump(path) : picture(path);
        }
    }
}

void Dump::picture(const QString& path) {
    QWidget* const window = QApplication::activeWindow();
    const QPixmap picture = window != nullptr ? window->grab() : QPixmap(1, 1);
    if (picture.save(path + QStringLiteral(".part"), path.endsWith(QStringLiteral(".png")) ? "PNG" : "PPM")) {
        QDir().rename(path + QStringLiteral(".part"), path);
    }
}

bool Dump::hook_rests() const {
    return hook_.isNull() || QAbstractEventDispatcher::instance()->registeredTimers(hook_.data()).isEmpty();
}

void Dump::dump(const QString& path) {
    QJsonArray widgets;
    // Qt has them in the order of their addresses, which are other ones in each run: here in the order of their first
    // showing.
    QWidgetList windows = QApplication::topLevelWidgets();
    std::sort(windows.begin(), windows.end(), [](const QWidget* one, const QWidget* other) {
        return std::make_tuple(one->internalWinId(), one->objectName()) <
               std::make_tuple(other->internalWinId(), other->objectName());
    });
    for (QWidget* window : windows) {
        add(widgets, window, -1);
    }
    const QJsonObject all{{"time_ms", static_cast<double>(QDateTime::currentMSecsSinceEpoch())},
                          {"hook_rests", hook_rests()},
                          {"widgets", widgets}};
    QFile file(path + QStringLiteral(".part"));
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        file.write(QJsonDocument(all).toJson(QJsonDocument::Compact));
        file.close();
        QDir().rename(path + QStringLiteral(".part"), path);
    }
}

QObject* DumpPlugin::create(const QString& name, const QString&) {
    const QString log = qEnvironmentVariable("WIDGET_DUMP_LOG");
    if (name.compare(QLatin1String("widget_dump"), Qt::CaseInsensitive) != 0 || log.isEmpty()) {
        return nullptr;
    }
    return new Dump(log, qEnvironmentVariable("WIDGET_DUMP_REQUESTS"));
}

}  // namespace silhouette::tests
