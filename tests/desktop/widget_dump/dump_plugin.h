// The tests' own eye in an app: what is where, and which widget really got each press. It knows nothing of what
// Silhouette's hook sees, so that the two can be compared; of the hook itself only whether it has still to look at
// something (a timer of it runs), so that a test can wait for that. A generic plugin for Qt 5 and Qt 6, key
// "widget_dump":
//
//   WIDGET_DUMP_LOG       file: one JSON object a line for every spontaneous press, double click and release on a menu
//   WIDGET_DUMP_REQUESTS  named pipe: for every path that is written into it, all widgets are dumped to that file,
//                         or a picture of the active window when it ends in .ppm or .png
//
// It reads texts, to find a button by its label: a test may, the product may not.
#pragma once

#include <QFile>
#include <QGenericPlugin>
#include <QJsonObject>
#include <QPointer>
#include <QSocketNotifier>

class QMouseEvent;

namespace silhouette::tests {

class Dump : public QObject {
    Q_OBJECT
  public:
    Dump(const QString& log, const QString& requests);
    ~Dump() override;
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    void log_mouse(QWidget* receiver, const QMouseEvent* event);
    void answer();
    void dump(const QString& path);
    void picture(const QString& path);
    void write(const QJsonObject& line);
    bool hook_rests() const;

    QFile log_;
    int requests_ = -1;
    QPointer<QObject> hook_;  // known once a timer of it has run
};

class DumpPlugin : public QGenericPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "widget_dump.json")
  public:
    QObject* create(const QString& name, const QString& specification) override;
};

}  // namespace silhouette::tests
