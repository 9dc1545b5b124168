// What the recorder is told of an element: parent, role, class, name by reference, place among unnamed siblings.
#pragma once

#include <QAction>
#include <QLayout>
#include <QString>
#include <QWidget>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/class_facts.h"

namespace silhouette::qt {

// Lives for the call of sil_adapter_element(): `info` points into it. Reads object names and classes, nothing else.
class Description {
  public:
    Description(const QWidget& widget, const ClassFacts& facts, std::uint32_t parent);
    // An action in a menu, menu bar or window.
    Description(const QWidget& place, const QAction& action, std::uint32_t parent);
    // A tab of a static bar, by the name of its page if it has one.
    Description(const QWidget* page, int index, std::uint32_t parent);
    // `index`: place among its layout's layouts, from 1.
    Description(const QLayout& layout, std::uint32_t index, std::uint32_t parent);
    Description(const Description&) = delete;
    Description& operator=(const Description&) = delete;

    sil_element_info info{};

  private:
    void set_name(const QString& name);

    QString name_;  // shares the object's own string
};

}  // namespace silhouette::qt
