// Names that toolkits give to their own elements: the same in every program, so they tell nothing of its user. A list
// of our own making and no pattern: a name that a user made must not pass because it begins like one of these.
#pragma once

#include <string_view>

namespace silhouette::privacy {

// A word list (word_list.h).
std::string_view toolkit_names() noexcept;

}  // namespace silhouette::privacy
