#include "transport/epoch_key.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "platform/own_thread.h"
#include "platform/private_file.h"
#include "platform/process.h"

namespace silhouette::transport {
namespace {

constexpr std::array<char, 8> kMagic{'S', 'I', 'L', 'K', 'E', 'Y', '1', '\n'};
constexpr std::size_t kFileBytes = EpochKey::kFileBytes;
static_assert(kFileBytes == kMagic.size() + EpochKey::kBytes);

std::error_code last_error() {
    return {errno, std::system_category()};
}

void sync_folder(const std::filesystem::path& file) noexcept {
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        const platform::Away away;
        ::fsync(folder);
        ::close(folder);
    }
}

constexpr char kTemporaryPrefix[] = ".epoch-";

// Held for some system calls on names, never while the disk is waited for: in this process no key appears behind the
// back of who destroys it.
std::mutex& names_mutex() noexcept {
    static auto* const one = new std::mutex();
    return *one;
}

// Of the open file description, on the whole file, without waiting.
bool lock(int descriptor, short kind) noexcept {
    struct flock whole {};
    whole.l_type = kind;
    whole.l_whence = SEEK_SET;
    return ::fcntl(descriptor, F_OFD_SETLK, &whole) == 0;
}

bool is_held_by_another() noexcept {
    return errno == EAGAIN || errno == EACCES;
}

// The folder that a file lies in, opened without an allocation; -1 with errno.
int open_folder_of(const char* file) noexcept {
    std::array<char, PATH_MAX> folder{'.', '\0'};
    if (const char* const slash = std::strrchr(file, '/')) {
        const auto length = std::max<std::size_t>(static_cast<std::size_t>(slash - file), 1);
        if (length >= folder.size()) {
            errno = ENAMETOOLONG;
            return -1;
        }
        std::memcpy(folder.data(), file, length);
        folder[length] = '\0';
    }
    return ::open(folder.data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

const char* name_of(const char* file) noexcept {
    const char* const slash = std::strrchr(file, '/');
    return slash != nullptr ? slash + 1 : file;
}

// The descriptor of what was overwritten, -1 when there was nothing of ours.
int overwrite_and_unlink(int folder, const char* name, bool& unlinked, std::error_code& error) noexcept {
    int descriptor = ::openat(folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    // What is not a regular file of ours is not overwritten, only unlinked.
    const bool ours =
        descriptor >= 0 && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid();
    if (ours) {
        const std::array<char, kFileBytes> nothing{};
        // Where it fails the key is only unlinked.
        [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, nothing.data(), nothing.size(), 0);
    } else if (descriptor >= 0) {
        ::close(descriptor);
        descriptor = -1;
    }
    if (::unlinkat(folder, name, 0) == 0) {
        unlinked = true;
    } else if (errno != ENOENT) {
        error = last_error();
    }
    return descriptor;
}

// Puts `content` at `file` unless there is one already: EEXIST; not wanted: ECANCELED. `descriptor` is then to be made
// durable and closed.
std::error_code create_in_one_step(const std::filesystem::path& file, std::span<const std::byte> content,
                                   const std::function<bool()>& still, int& descriptor) {
    std::array<std::byte, 8> random{};
    if (!platform::random_bytes(random)) {
        return std::make_error_code(std::errc::io_error);
    }
    std::uint64_t number = 0;
    std::memcpy(&number, random.data(), sizeof(number));
    char name[40];
    std::snprintf(name, sizeof(name), "%s%016llx", kTemporaryPrefix, static_cast<unsigned long long>(number));
    const std::filesystem::path temporary = file.parent_path() / name;
    const std::lock_guard names_lock(names_mutex());
    if (still && !still()) {
        return std::make_error_code(std::errc::operation_canceled);
    }
    descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return last_error();
    }
    std::error_code error;
    // Nobody has come by its name yet; where there are no locks nobody asks for them.
    static_cast<void>(lock(descriptor, F_RDLCK));
    errno = 0;
    if (::write(descriptor, content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
        ::link(temporary.c_str(), file.c_str()) != 0) {
        error = errno ? last_error() : std::make_error_code(std::errc::no_space_on_device);
        ::close(descriptor);
        descriptor = -1;
    }
    ::unlink(temporary.c_str());
    return error;
}

}  // namespace

std::filesystem::path epoch_key_file(const std::filesystem::path& state) {
    return state / "epoch.key";
}

std::optional<EpochKey> EpochKey::in_memory() {
    EpochKey key;
    key.key_ = platform::SecureBuffer(kBytes);
    if (!key.key_ || !platform::random_bytes(key.key_.bytes())) {
        return std::nullopt;
    }
    return key;
}

std::optional<EpochKey> EpochKey::read(const std::filesystem::path& file, std::error_code& error) {
    auto content = platform::read_private_file(file, kFileBytes, error);
    if (!content) {
        return std::nullopt;
    }
    EpochKey key;
    if (content->size() != kFileBytes || std::memcmp(content->data(), kMagic.data(), kMagic.size()) != 0) {
        error = std::make_error_code(std::errc::illegal_byte_sequence);
    } else if (key.key_ = platform::SecureBuffer(kBytes); !key.key_) {
        error = std::make_error_code(std::errc::not_enough_memory);
    } else {
        std::copy_n(content->begin() + kMagic.size(), kBytes, key.key_.bytes().begin());
    }
    platform::cleanse(*content);
    if (error) {
        return std::nullopt;
    }
    return key;
}

EpochKey::Use::~Use() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

EpochKey::Use EpochKey::begin_use(const std::filesystem::path& file) noexcept {
    Use use(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    return use.descriptor() < 0 || (!lock(use.descriptor(), F_RDLCK) && is_held_by_another()) ? Use() : std::move(use);
}

bool EpochKey::Use::lasts() const noexcept {
    struct stat status {};
    return descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 && status.st_nlink > 0;
}

std::optional<EpochKey> EpochKey::read_or_create(const std::filesystem::path& file, std::error_code& error,
                                                 const std::function<bool()>& wanted,
                                                 const std::function<bool()>& still) {
    error = platform::make_private_folder(file.parent_path());
    if (error) {
        return std::nullopt;
    }
    // More than once, since another process may create or destroy between our steps.
    for (int attempt = 0; attempt < 4; ++attempt) {
        error.clear();
        Use use = begin_use(file);
        if (auto key = read(file, error)) {
            if (use.lasts()) {
                key->use_ = std::move(use);
                return key;
            }
            continue;  // somebody destroys it at this moment
        }
        if (wanted && !wanted()) {
            error = std::make_error_code(std::errc::operation_canceled);
            return std::nullopt;
        }
        if (error == std::errc::illegal_byte_sequence || error == std::errc::file_too_large) {
            destroy_epoch_key(file);
        }
        auto fresh = in_memory();
        if (!fresh) {
            error = std::make_error_code(std::errc::not_enough_memory);
            return std::nullopt;
        }
        std::array<std::byte, kFileBytes> content{};
        std::memcpy(content.data(), kMagic.data(), kMagic.size());
        std::copy_n(fresh->bytes().begin(), kBytes, content.begin() + kMagic.size());
        int descriptor = -1;
        error = create_in_one_step(file, content, still, descriptor);
        platform::cleanse(content);
        if (!error) {
            // Another process may have said "no" in between.
            fresh->use_ = Use(descriptor);
            if ((wanted && !wanted()) || (still && !still())) {
                destroy_epoch_key(file);
                error = std::make_error_code(std::errc::operation_canceled);
                return std::nullopt;
            }
            const platform::Away away;
            if (::fsync(descriptor) == 0) {
                sync_folder(file);
            }
            return fresh;
        }
        // Gone: somebody who destroys a key tidied up. There: somebody else made one.
        if (error != std::errc::file_exists && error != std::errc::no_such_file_or_directory) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

std::array<std::byte, 8> EpochKey::mark() const {
    static constexpr char kPurpose[] = "silhouette epoch mark";
    std::array<unsigned char, sizeof(kPurpose) + kBytes> input{};
    std::memcpy(input.data(), kPurpose, sizeof(kPurpose));
    std::memcpy(input.data() + sizeof(kPurpose), bytes().data(), kBytes);
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(input.data(), input.size(), digest.data());
    platform::cleanse(std::as_writable_bytes(std::span(input)));
    std::array<std::byte, 8> mark{};
    std::memcpy(mark.data(), digest.data(), mark.size());
    return mark;
}

DestroyedKey::~DestroyedKey() {
    for (const int descriptor : {file_, folder_}) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

DestroyedKey::DestroyedKey(DestroyedKey&& other) noexcept
    : folder_(std::exchange(other.folder_, -1)), file_(std::exchange(other.file_, -1)) {}

DestroyedKey& DestroyedKey::operator=(DestroyedKey&& other) noexcept {
    std::swap(folder_, other.folder_);
    std::swap(file_, other.file_);
    return *this;
}

void DestroyedKey::make_durable() noexcept {
    const platform::Away away;
    // The zeros too: the blocks of an unlinked file would keep the key.
    if (file_ >= 0) {
        ::fdatasync(file_);
    }
    if (folder_ >= 0) {
        ::fsync(folder_);
    }
}

DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path& file, std::error_code& error) noexcept {
    DestroyedKey destroyed;
    const std::lock_guard lock(names_mutex());
    const int folder = open_folder_of(file.c_str());
    if (folder < 0) {
        error = errno == ENOENT ? std::error_code() : last_error();
        return destroyed;
    }
    bool unlinked = false;
    destroyed.file_ = overwrite_and_unlink(folder, name_of(file.c_str()), unlinked, error);
    // Who was killed while making a key left a second name of it, or a key that never became one.
    const int listed = ::fcntl(folder, F_DUPFD_CLOEXEC, 0);
    DIR* const entries = listed >= 0 ? ::fdopendir(listed) : nullptr;
    if (entries == nullptr) {
        error = last_error();
        if (listed >= 0) {
            ::close(listed);
        }
    } else {
        while (const dirent* const entry = ::readdir(entries)) {
            if (std::strncmp(entry->d_name, kTemporaryPrefix, std::strlen(kTemporaryPrefix)) == 0) {
                const int descriptor = overwrite_and_unlink(folder, entry->d_name, unlinked, error);
                if (descriptor >= 0) {
                    ::fdatasync(descriptor);
                    ::close(descriptor);
                }
            }
        }
        ::closedir(entries);
    }
    if (unlinked) {
        destroyed.folder_ = folder;
    } else {
        ::close(folder);
    }
    return destroyed;
}

bool destroy_unused_epoch_key(const std::filesystem::path& file) noexcept {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    // Held while it goes: who begins to use it at this moment makes another.
    if (descriptor >= 0 && !lock(descriptor, F_WRLCK) && is_held_by_another()) {
        ::close(descriptor);
        return false;
    }
    destroy_epoch_key(file);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return true;
}

std::error_code destroy_epoch_key(const std::filesystem::path& file) noexcept {
    std::error_code error;
    destroy_epoch_key_at_once(file, error).make_durable();
    return error;
}

}  // namespace silhouette::transport
