// The read-only data of a program or library file (ELF, little-endian). The file may be damaged or hostile: every
// number in it is checked against its size before use.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace silhouette::privacy {

// Larger files are refused; no program is larger, save with debug information inside.
inline constexpr std::size_t kProgramFileMax = std::size_t{1} << 30;

struct ProgramData {
    // Segments that are loaded read-only, without the table of symbol names, as in platform::LoadedModule.
    std::vector<std::span<const std::byte>> read_only;
    std::string problem;  // empty on success
};

// `file`: the whole content. What is returned points into it.
ProgramData parse_program(std::span<const std::byte> file);

// Reads a program file into memory, so that one that is changed or truncated later does no harm.
class ProgramFile {
  public:
    // Empty on success, otherwise what is wrong.
    std::string open(const std::filesystem::path& file);
    // Points into this object; stays valid when it is moved.
    std::span<const std::span<const std::byte>> read_only() const noexcept { return data_.read_only; }

  private:
    std::vector<std::byte> content_;
    ProgramData data_;
};

}  // namespace silhouette::privacy
