// What elements of a role usually look like: the sizes, margins and growth that arranging falls back on where nothing
// was told. Pixels of a desktop at 100 %.
#pragma once

#include "replay/arrange.h"

namespace silhouette::replay {

struct Margins {
    int left = 0, top = 0, right = 0, bottom = 0;
};

Size usual_size(v1::Role role, v1::Role parent);
Margins usual_margins(v1::Role role, v1::Flow flow);
int usual_spacing(v1::Role role, v1::Flow flow);
// Whether it takes what space there is: editors, views, canvases; text inputs in width.
bool usually_grows(v1::Role role, bool horizontal);
// Its size is that of its inside.
bool is_container(v1::Role role);
// The flow of an element that tells none, by its role.
v1::Flow usual_flow(v1::Role role, v1::Flow told, std::size_t children);

}  // namespace silhouette::replay
