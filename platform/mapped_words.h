// 64-bit words that outlive the process: mapped from a file (shared), so that kill -9 loses none of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace silhouette::platform {

class MappedWords {
  public:
    MappedWords() = default;
    // From a private file of `count` words, made when missing; or from an inherited descriptor (memfd), which it keeps.
    static MappedWords open(const std::filesystem::path& file, std::size_t count);
    static MappedWords from_descriptor(int descriptor, std::size_t count);
    ~MappedWords();
    MappedWords(MappedWords&& other) noexcept;
    MappedWords& operator=(MappedWords&& other) noexcept;
    MappedWords(const MappedWords&) = delete;
    MappedWords& operator=(const MappedWords&) = delete;

    // Empty when it could not be opened.
    std::span<std::atomic<std::uint64_t>> words() const noexcept { return words_; }

  private:
    std::span<std::atomic<std::uint64_t>> words_;
};

}  // namespace silhouette::platform
