#include "sdk/adapters/qt/arrangement_facts.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QGridLayout>
#include <QStackedLayout>
#include <QWidget>

#include "sdk/adapters/qt/box_facts.h"

namespace silhouette::qt {
namespace {

sil_flow flow_of(const QBoxLayout& layout) {
    return layout.direction() == QBoxLayout::LeftToRight || layout.direction() == QBoxLayout::RightToLeft
               ? SIL_FLOW_ROW
               : SIL_FLOW_COLUMN;
}

sil_flow flow_of(const QLayout& layout) {
    if (const auto* const box = qobject_cast<const QBoxLayout*>(&layout)) {
        return flow_of(*box);
    }
    return qobject_cast<const QGridLayout*>(&layout) != nullptr      ? SIL_FLOW_GRID
           : qobject_cast<const QFormLayout*>(&layout) != nullptr    ? SIL_FLOW_FORM
           : qobject_cast<const QStackedLayout*>(&layout) != nullptr ? SIL_FLOW_STACK
                                                                     : SIL_FLOW_WRAP;
}

int spacing_of(const QLayout& layout) {
    if (const auto* const grid = qobject_cast<const QGridLayout*>(&layout)) {
        return grid->horizontalSpacing();
    }
    if (const auto* const form = qobject_cast<const QFormLayout*>(&layout)) {
        return form->verticalSpacing();
    }
    return layout.spacing();
}

}  // namespace

void set_margins(sil_layout_node& node, const QMargins& margins) {
    node.margin_left = small(margins.left());
    node.margin_top = small(margins.top());
    node.margin_right = small(margins.right());
    node.margin_bottom = small(margins.bottom());
}

void set_arrangement(sil_layout_node& node, const QLayout& layout) {
    node.flow = flow_of(layout);
    node.spacing = small(spacing_of(layout));
    QMargins margins = layout.contentsMargins();
    if (const QWidget* const widget = qobject_cast<QWidget*>(layout.parent())) {
        // A group box keeps the strip of its title here.
        margins += widget->contentsMargins();
    }
    set_margins(node, margins);
}

void set_cell(sil_layout_node& node, const QLayout& layout, int place) {
    if (const auto* const box = qobject_cast<const QBoxLayout*>(&layout)) {
        node.stretch = small(box->stretch(place));
    } else if (const auto* const grid = qobject_cast<const QGridLayout*>(&layout)) {
        int row = 0, column = 0, rows = 1, columns = 1;
        grid->getItemPosition(place, &row, &column, &rows, &columns);
        node.row = small(row);
        node.column = small(column);
        node.row_span = small(rows);
        node.column_span = small(columns);
        node.stretch = small(grid->columnStretch(column));
    } else if (const auto* const form = qobject_cast<const QFormLayout*>(&layout)) {
        int row = 0;
        QFormLayout::ItemRole role = QFormLayout::FieldRole;
        form->getItemPosition(place, &row, &role);
        node.row = small(row);
        node.column = role == QFormLayout::FieldRole ? 1 : 0;
        node.column_span = role == QFormLayout::SpanningRole ? 2 : 1;
    }
}

}  // namespace silhouette::qt
