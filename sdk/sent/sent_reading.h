// The local record of what was sent, told in words: the cold half of sil_sent_read(). Any thread; reads files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace silhouette::sent {

struct SentText {
    std::int64_t sent = 0;  // UTC seconds
    std::uint32_t items = 0;
    std::string text;
};

struct SentReading {
    std::vector<SentText> batches;  // newest first
    bool damaged = false;           // something that is kept could not be read
};

// `state` and `cache` are the app's folders.
SentReading read_sent(const std::filesystem::path& state, const std::filesystem::path& cache);

}  // namespace silhouette::sent
