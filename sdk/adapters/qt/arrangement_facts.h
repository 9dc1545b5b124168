// How a layout arranges what is in it, as far as the program set it: for one node of a layout.
#pragma once

#include <QLayout>
#include <QMargins>

#include <silhouette/adapter.h>

namespace silhouette::qt {

void set_margins(sil_layout_node& node, const QMargins& margins);

// Flow, spacing and margins of what is arranged by `layout`.
void set_arrangement(sil_layout_node& node, const QLayout& layout);

// Cell and stretch of the item of `layout` at `place`.
void set_cell(sil_layout_node& node, const QLayout& layout, int place);

}  // namespace silhouette::qt
