// What decides a widget's size: facts by class and policy for one node of a layout.
#pragma once

#include <QLayoutItem>
#include <QSizePolicy>
#include <QWidget>

#include <cstdint>

#include <silhouette/adapter.h>

#include "sdk/adapters/qt/class_facts.h"

class QTabBar;

namespace silhouette::qt {

// SIL_BOX_CONTENT_… of what it would like to have, also where the program set its size: splitters, stacks and scroll
// areas ask for that of what is in them.
std::uint16_t content_of_hint(const QWidget& widget, const ClassFacts& facts);

// Policy, margins of the widget itself, and flags but SIL_BOX_HIDDEN.
void set_box_facts(sil_layout_node& node, const QWidget& widget, const ClassFacts& facts);

// Whether its tabs stand above each other.
bool is_along_height(const QTabBar& bar);

std::uint8_t policy_of(QSizePolicy::Policy policy);
std::uint8_t horizontal_of(Qt::Alignment alignment);
std::uint8_t vertical_of(Qt::Alignment alignment);

// 0 … 255.
std::uint8_t small(int number);

}  // namespace silhouette::qt
