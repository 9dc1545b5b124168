// Orders: a small desktop app with everything that real ones have, and content everywhere. It embeds Silhouette.
#include <QApplication>

#include "main_window.h"
#include "recording.h"

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("orders"));
    QApplication::setApplicationVersion(QStringLiteral("1.0"));
    orders::Recording recording;
    orders::MainWindow window(recording);
    window.resize(960, 640);
    window.show();
    return QApplication::exec();
}
