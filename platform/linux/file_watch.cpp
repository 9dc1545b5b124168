#include "platform/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace silhouette::platform {
namespace {

// Of the folder above: until the next one appears, or can be entered. What others write in it (it may be a home) does
// not wake anybody.
constexpr std::uint32_t kAncestorEvents =
    IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t kFolderEvents = kAncestorEvents | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_MODIFY;
// Of 4 KiB each, at a time: who writes without a pause does not keep the thread. What is left is told again.
constexpr int kReadsMax = 16;
// Of the folders further up, and links among them: that they themselves go; nothing that happens inside.
constexpr std::uint32_t kWayEvents = IN_DELETE_SELF | IN_MOVE_SELF;

}  // namespace

FileWatch::FileWatch(const std::filesystem::path& file)
    : file_(std::filesystem::absolute(file).lexically_normal()),
      descriptor_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    watch_nearest();
    if (watch_ < 0) {
        descriptor_ = {};
    }
}

// From the top down, and before the folder itself is looked for: what moves meanwhile is told.
bool FileWatch::watch_the_way() {
    bool is_whole = true;
    std::vector<int> way;
    std::filesystem::path at;
    for (const auto& part : file_.parent_path()) {
        at /= part;
        if (!at.has_relative_path()) {
            continue;
        }
        // A link, and the folder that it leads to.
        for (const std::uint32_t kind : {std::uint32_t{IN_DONT_FOLLOW}, std::uint32_t{IN_ONLYDIR}}) {
            if (const int watch = ::inotify_add_watch(descriptor_.get(), at.c_str(), kWayEvents | kind); watch >= 0) {
                way.push_back(watch);
            } else if (errno == ENOENT || errno == ENOTDIR) {
                is_whole = false;
            }
        }
    }
    for (const int before : way_) {
        if (before != watch_ && std::find(way.begin(), way.end(), before) == way.end()) {
            ::inotify_rm_watch(descriptor_.get(), before);
        }
    }
    way_ = std::move(way);
    return is_whole;
}

std::filesystem::path FileWatch::next_below(const std::filesystem::path& folder) const {
    return *std::next(file_.begin(), std::distance(folder.begin(), folder.end()));
}

void FileWatch::watch_nearest() {
    if (!descriptor_) {
        return;
    }
    // A folder may appear between a failed try and the next one above it; so after each success it is looked again
    // whether a nearer one exists by now.
    for (int round = 0; round < 64; ++round) {
        const bool is_whole = watch_the_way();
        std::filesystem::path folder = file_.parent_path();
        int watch = ::inotify_add_watch(descriptor_.get(), folder.c_str(), kFolderEvents);
        while (watch < 0 && folder.has_relative_path()) {
            folder = folder.parent_path();
            watch = ::inotify_add_watch(descriptor_.get(), folder.c_str(), kAncestorEvents);
        }
        if (watch_ >= 0 && watch_ != watch && std::find(way_.begin(), way_.end(), watch_) == way_.end()) {
            ::inotify_rm_watch(descriptor_.get(), watch_);
        }
        watch_ = watch;
        watched_ = folder;
        if (watch < 0) {
            return;
        }
        if (folder == file_.parent_path()) {
            if (is_whole) {
                return;
            }
            continue;  // it came back while the way was walked: what lies above it is not watched
        }
        if (::access((folder / next_below(folder)).c_str(), X_OK) != 0) {
            return;
        }
    }
}

bool FileWatch::take_changes() {
    if (!descriptor_) {
        return false;
    }
    bool changed = false;
    bool move = false;
    alignas(inotify_event) std::array<char, 4096> buffer;
    for (int reads = 0; reads < kReadsMax; ++reads) {
        const ssize_t taken = ::read(descriptor_.get(), buffer.data(), buffer.size());
        if (taken <= 0) {
            break;
        }
        for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(inotify_event)) <= taken;) {
            inotify_event event;
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = buffer.data() + at + sizeof event;
            at += static_cast<ssize_t>(sizeof event) + event.len;
            if ((event.mask & IN_Q_OVERFLOW) != 0) {
                changed = move = true;
                continue;
            }
            if (std::find(way_.begin(), way_.end(), event.wd) != way_.end() &&
                (event.mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
                move = changed = true;
            }
            if (event.wd != watch_) {
                continue;
            }
            if (watched_ != file_.parent_path()) {
                move = true;
                // Also where it has gone again by now: somebody may have read the file meanwhile.
                changed = changed || (event.len > 0 && next_below(watched_) == name);
            } else if ((event.mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) != 0) {
                move = true;
            } else if (event.len > 0 ? std::string_view(name) == file_.filename().native()
                                     : (event.mask & IN_ATTRIB) != 0) {
                changed = true;  // the file, or whose folder it lies in
            }
        }
    }
    if (move) {
        const std::filesystem::path before = watched_;
        watch_nearest();
        // The file may have appeared together with its folder, or gone with it.
        changed = changed || watched_ != before || watched_ == file_.parent_path();
    }
    return changed;
}

}  // namespace silhouette::platform
