// The configuration of an app that is recorded with no code change: what `silhouette record` put into its environment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace silhouette::launch {

// "NAME=value" each: the SILHOUETTE_* variables, and those of the user that the recorder goes by.
using Variables = std::vector<std::string>;

// Takes the SILHOUETTE_* variables out of the environment, and keeps programs that the app starts from inheriting the
// descriptors that they name. Empty, and the environment as it was, where there are none, in a program that is not the
// one named by SILHOUETTE_EXECUTABLE, and in set-id programs.
// On the host's first thread, before the app starts others: nobody may read the environment meanwhile.
std::optional<Variables> take_variables();

// Closes the descriptors that they name, where there is nobody to hand them to.
void close_descriptors(const Variables& variables) noexcept;

// "" where it is not among them.
std::string_view value_of(const Variables& variables, std::string_view name) noexcept;

}  // namespace silhouette::launch
