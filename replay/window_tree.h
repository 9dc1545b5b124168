// The elements of a window as a tree to arrange, out of the layouts that were told of its views.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "replay/arrange.h"
#include "replay/session.h"

namespace silhouette::replay {

// Deeper than any real window; what is drawn is nested as deep, in browsers too.
inline constexpr int kDepthMax = 100;

// Rows of a view's layout: told in whole or by what changed.
using Rows = std::vector<LayoutRow>;
void apply_layout(Rows& rows, const LayoutChange& change);

// The view that is the window itself, by window; where none is, its first.
std::map<std::uint32_t, std::uint32_t> base_views(const Session& session);

// `page`, the layout of a view that was entered, put in the place of its element, `root`, within the window's rows.
void put_page_into(Rows& rows, const Rows& page, std::uint32_t root, bool window_is_known);

// The tree below `root`; rows without a parent stand below the view's element.
std::vector<Node> nodes_of(const Session& session, std::uint32_t root, std::uint32_t view, const Rows& rows);

}  // namespace silhouette::replay
