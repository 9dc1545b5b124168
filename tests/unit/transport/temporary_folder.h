// A folder that is gone when the test ends.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace silhouette::transport {

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

std::vector<std::byte> read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, std::span<const std::byte> content);
// All regular files below.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);
std::uint64_t bytes_below(const std::filesystem::path& folder);

std::vector<std::byte> to_bytes(const std::string& text);
std::string to_text(std::span<const std::byte> bytes);

}  // namespace silhouette::transport
