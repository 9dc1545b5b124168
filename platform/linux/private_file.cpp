#include "platform/private_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "platform/process.h"

namespace silhouette::platform {
namespace {

std::error_code last_error() {
    return {errno, std::generic_category()};
}

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    explicit operator bool() const { return value_ >= 0; }
    int get() const { return value_; }

  private:
    int value_;
};

std::error_code make_durable(const std::filesystem::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor) {
        return last_error();
    }
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

std::filesystem::path temporary_name(const std::filesystem::path& file) {
    std::array<std::byte, 8> random{};
    random_bytes(random);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string name = ".new-";
    for (const std::byte value : random) {
        name += kDigits[std::to_integer<unsigned>(value) >> 4];
        name += kDigits[std::to_integer<unsigned>(value) & 15];
    }
    return file.parent_path() / name;
}

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
            make_durable(at.parent_path().empty() ? "." : at.parent_path());
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

std::optional<std::vector<std::byte>> read_private_file(const std::filesystem::path& file, std::size_t limit,
                                                        std::error_code& error) {
    error.clear();
    // O_NONBLOCK: a pipe in the file's place does not hold us up.
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!descriptor || ::fstat(descriptor.get(), &status) != 0) {
        error = last_error();
        return std::nullopt;
    }
    if (!S_ISREG(status.st_mode)) {
        error = std::make_error_code(std::errc::invalid_argument);
        return std::nullopt;
    }
    if (status.st_uid != ::geteuid()) {
        error = std::make_error_code(std::errc::permission_denied);
        return std::nullopt;
    }
    std::vector<std::byte> content;
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
    }
}

std::error_code replace_private_file(const std::filesystem::path& file, std::span<const std::byte> content) {
    const std::filesystem::path temporary = temporary_name(file);
    {
        const Descriptor descriptor(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!descriptor) {
            return last_error();
        }
        std::error_code error = write_all(descriptor.get(), content);
        if (!error && ::fsync(descriptor.get()) != 0) {
            error = last_error();
        }
        if (error) {
            ::unlink(temporary.c_str());
            return error;
        }
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        const std::error_code error = last_error();
        ::unlink(temporary.c_str());
        return error;
    }
    return make_durable(file.parent_path().empty() ? "." : file.parent_path());
}

std::error_code remove_private_file(const std::filesystem::path& file) {
    if (::unlink(file.c_str()) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? std::error_code() : last_error();
    }
    return make_durable(file.parent_path().empty() ? "." : file.parent_path());
}

}  // namespace silhouette::platform
