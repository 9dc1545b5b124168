#include "transport/spool_names.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include "transport/policy.h"

namespace silhouette::transport::spool_names {

std::string run_of(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    const std::string run = name.substr(0, kRunLength);
    if (run.size() != kRunLength || run.find_first_not_of("0123456789abcdef") != std::string::npos) {
        return {};
    }
    const std::string rest = name.substr(kRunLength);
    const bool segment = rest.size() == 1 + 6 + sizeof(kSegmentSuffix) - 1 && rest.front() == '-' &&
                         rest.compare(7, std::string::npos, kSegmentSuffix) == 0;
    return rest == kLockSuffix || segment ? run : std::string();
}

bool is_segment(const std::filesystem::path& file) {
    return file.extension() == kSegmentSuffix;
}

std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (!run_of(entry->path()).empty()) {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::optional<platform::FileLock> lock(const std::filesystem::path& file) {
    return platform::FileLock::try_acquire(file, platform::FileLock::Holder::process);
}

std::optional<platform::FileLock> lock_folder(const std::filesystem::path& folder) {
    for (int attempt = 0; attempt < policy::kLockAttempts; ++attempt) {
        if (auto held = lock(folder / "lock")) {
            return held;
        }
        std::this_thread::sleep_for(policy::kLockPause);
    }
    return std::nullopt;
}

}  // namespace silhouette::transport::spool_names
