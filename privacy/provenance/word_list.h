// Lists of words as one text, with a space between them: an array of them would cost the library, and the loader of the
// host, an address for each.
#pragma once

#include <algorithm>
#include <string_view>

namespace silhouette::privacy {

// Whether the test holds for one of them; the first that does ends it.
template <typename Test>
constexpr bool is_any_word(std::string_view list, Test&& test) {
    while (!list.empty()) {
        const auto end = std::min(list.find(' '), list.size());
        if (test(list.substr(0, end))) {
            return true;
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

}  // namespace silhouette::privacy
