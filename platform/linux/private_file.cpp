#include "platform/private_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "platform/last_error.h"
#include "platform/own_thread.h"
#include "platform/process.h"
#include "platform/regular_file.h"
#include "platform/secure_memory.h"

namespace silhouette::platform {
namespace {

std::error_code synchronise(int descriptor) {
    const Away away;
    return ::fsync(descriptor) == 0 ? std::error_code() : last_error();
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return file.parent_path().empty() ? "." : file.parent_path();
}

std::error_code make_folder_durable(const std::filesystem::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor) {
        return last_error();
    }
    const Away away;
    // Some file systems (network, FUSE) have no fsync for folders, and say so.
    if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != ENOTSUP) {
        return last_error();
    }
    return {};
}

std::error_code check_own_folder(const std::filesystem::path& folder) {
    struct stat status {};
    if (::lstat(folder.c_str(), &status) != 0) {
        return last_error();
    }
    if (!S_ISDIR(status.st_mode)) {
        return std::make_error_code(S_ISLNK(status.st_mode) ? std::errc::too_many_symbolic_link_levels
                                                            : std::errc::not_a_directory);
    }
    if (status.st_uid != ::geteuid()) {
        return std::make_error_code(std::errc::permission_denied);
    }
    // Made by somebody with a wider mode: made narrow.
    if ((status.st_mode & 077) != 0 && ::chmod(folder.c_str(), 0700) != 0) {
        return last_error();
    }
    return {};
}

constexpr char kTemporaryPrefix[] = ".new-";

// A lock of the open file description: it ends with the descriptor, or with the process.
bool lock_whole(int descriptor) noexcept {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return ::fcntl(descriptor, F_OFD_SETLK, &whole) == 0;
}

std::filesystem::path temporary_name(const std::filesystem::path& file) {
    std::array<std::byte, 8> random{};
    random_bytes(random);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string name = kTemporaryPrefix;
    for (const std::byte value : random) {
        name += kDigits[std::to_integer<unsigned>(value) >> 4];
        name += kDigits[std::to_integer<unsigned>(value) & 15];
    }
    return file.parent_path() / name;
}

// now: a loss of power takes nothing of it.
enum class Durable { now, later };

std::error_code write_all(int descriptor, std::span<const std::byte> content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return last_error();
        }
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

std::error_code replace(const std::filesystem::path& file, std::span<const std::byte> content, Durable durable) {
    std::error_code error;
    // Again when somebody who tidies up took the new file for an abandoned one.
    for (int attempt = 0; attempt < 3; ++attempt) {
        const std::filesystem::path temporary = temporary_name(file);
        const Descriptor descriptor(
            ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!descriptor) {
            return last_error();
        }
        static_cast<void>(lock_whole(descriptor.get()));
        if (durable == Durable::later) {
            // Else ext4 looks for room, and hands it to the disk, while the file is renamed. Not every file system can.
            static_cast<void>(::fallocate(descriptor.get(), 0, 0, static_cast<off_t>(content.size())));
        }
        error = write_all(descriptor.get(), content);
        if (!error && durable == Durable::now) {
            error = synchronise(descriptor.get());
        }
        if (error) {
            ::unlink(temporary.c_str());
            return error;
        }
        if (::rename(temporary.c_str(), file.c_str()) == 0) {
            return durable == Durable::now ? make_folder_durable(folder_of(file)) : std::error_code();
        }
        error = last_error();
        ::unlink(temporary.c_str());
        if (error != std::errc::no_such_file_or_directory) {
            return error;
        }
    }
    return error;
}

}  // namespace

std::error_code make_private_folder(const std::filesystem::path& folder) {
    std::filesystem::path at;
    for (const auto& part : folder.lexically_normal()) {
        if (part.empty()) {
            continue;  // a slash at the end
        }
        at /= part;
        if (::mkdir(at.c_str(), 0700) == 0) {
            // Best effort: a folder that may be entered and written, but not read, cannot be synchronised.
            make_folder_durable(folder_of(at));
        } else if (errno != EEXIST) {
            // Not to be written, but there (a read-only root): the last one decides.
            const std::error_code error = last_error();
            struct stat status {};
            if (::stat(at.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
                return error;
            }
        }
    }
    return check_own_folder(at);
}

bool is_private_folder(const std::filesystem::path& folder) noexcept {
    struct stat status {};
    return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
           (status.st_mode & 07777) == 0700;
}

bool is_no_own_folder(const std::filesystem::path& folder) noexcept {
    struct stat status {};
    return ::lstat(folder.c_str(), &status) == 0 && (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid());
}

std::optional<std::vector<std::byte>> read_private_file(const std::filesystem::path& file, std::size_t limit,
                                                        std::error_code& error) {
    error.clear();
    const Descriptor descriptor = open_regular(AT_FDCWD, file.c_str(), Links::refused);
    struct stat status {};
    if (!descriptor || ::fstat(descriptor.get(), &status) != 0) {
        error = last_error();
        return std::nullopt;
    }
    if (status.st_uid != ::geteuid()) {
        error = std::make_error_code(std::errc::permission_denied);
        return std::nullopt;
    }
    std::vector<std::byte> content;
    // A vector that grows leaves what it held behind, and that may be a key.
    content.reserve(std::min(static_cast<std::size_t>(std::max<off_t>(status.st_size, 0)), limit));
    std::array<std::byte, 16'384> block;
    for (;;) {
        const ssize_t taken = ::read(descriptor.get(), block.data(), block.size());
        if (taken < 0) {
            if (errno == EINTR) {
                continue;
            }
            error = last_error();
            return std::nullopt;
        }
        if (taken == 0) {
            return content;
        }
        if (content.size() + static_cast<std::size_t>(taken) > limit) {
            error = std::make_error_code(std::errc::file_too_large);
            return std::nullopt;
        }
        content.insert(content.end(), block.begin(), block.begin() + taken);
        cleanse(std::span(block).first(static_cast<std::size_t>(taken)));  // it may have been a key
    }
}

std::error_code replace_private_file(const std::filesystem::path& file, std::span<const std::byte> content) {
    return replace(file, content, Durable::now);
}

std::error_code replace_private_file_at_once(const std::filesystem::path& file, std::span<const std::byte> content,
                                             ReplacedFile& replaced) {
    ReplacedFile now;
    now.file_ = file;
    now.before_ = Descriptor(::open(file.c_str(), O_PATH | O_CLOEXEC | O_NOFOLLOW));
    const std::error_code error = replace(file, content, Durable::later);
    if (!error) {
        replaced = std::move(now);
    }
    return error;
}

std::error_code ReplacedFile::make_durable() const {
    const Descriptor descriptor(::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    if (!descriptor) {
        return last_error();
    }
    if (const std::error_code error = synchronise(descriptor.get())) {
        return error;
    }
    return make_folder_durable(folder_of(file_));
}

void remove_abandoned_files(const std::filesystem::path& folder) noexcept {
    Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    DIR* const entries = opened ? ::fdopendir(opened.get()) : nullptr;
    if (entries == nullptr) {
        return;
    }
    const int descriptor = opened.release();                  // the entries' from now on
    while (const dirent* const entry = ::readdir(entries)) {  // NOLINT(concurrency-mt-unsafe): of this thread alone
        if (std::strncmp(entry->d_name, kTemporaryPrefix, std::strlen(kTemporaryPrefix)) != 0) {
            continue;
        }
        const Descriptor file(
            ::openat(descriptor, entry->d_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
        // Who is still at it holds the lock.
        if (file && lock_whole(file.get())) {
            ::unlinkat(descriptor, entry->d_name, 0);
        }
    }
    ::closedir(entries);
}

std::error_code remove_private_file(const std::filesystem::path& file) {
    if (::unlink(file.c_str()) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? std::error_code() : last_error();
    }
    return make_folder_durable(folder_of(file));
}

}  // namespace silhouette::platform
