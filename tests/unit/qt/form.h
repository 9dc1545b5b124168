// A window of controls below each other, each with a name.
#pragma once

#include <QVBoxLayout>
#include <QWidget>

namespace silhouette::tests {

struct Form : QWidget {
    QVBoxLayout* rows = new QVBoxLayout(this);

    Form() {
        setObjectName("form");
        setFixedSize(500, 400);
        move(200, 150);
    }
    template <typename Widget>
    Widget* add(Widget* widget, const char* name) {
        widget->setObjectName(name);
        rows->addWidget(widget);
        return widget;
    }
};

}  // namespace silhouette::tests
