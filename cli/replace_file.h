// Results that a command writes to a file: whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace silhouette::cli {

// Writes beside the file, then renames. Throws Failure, and leaves nothing behind, when that cannot be done.
void replace_file(const std::filesystem::path& file, std::string_view content);

}  // namespace silhouette::cli
