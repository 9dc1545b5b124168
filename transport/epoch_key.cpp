#include "transport/epoch_key.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include "platform/own_thread.h"
#include "platform/private_file.h"
#include "platform/process.h"
#include "transport/key_locks.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

constexpr std::array<char, 8> kMagic{'S', 'I', 'L', 'K', 'E', 'Y', '2', '\n'};
constexpr std::size_t kFileBytes = EpochKey::kFileBytes;
constexpr std::size_t kKeyAt = kMagic.size() + sizeof(std::uint64_t);
static_assert(kFileBytes == kKeyAt + EpochKey::kBytes);

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

// Held by who destroys a key, so that nobody else does meanwhile: until it is gone no other can come in its place.
// Where it is not to be had in time, it is done without.
class DestroyersLock {
  public:
    explicit DestroyersLock(int folder) noexcept : folder_(folder) {
        for (int attempt = 0; attempt < policy::kDestroyersAttempts && !is_held_; ++attempt) {
            is_held_ = ::flock(folder_, LOCK_EX | LOCK_NB) == 0;
            if (!is_held_ && errno != EWOULDBLOCK) {
                return;
            }
            if (!is_held_) {
                std::this_thread::sleep_for(policy::kLockPause);
            }
        }
    }
    ~DestroyersLock() {
        if (is_held_) {
            ::flock(folder_, LOCK_UN);
        }
    }
    DestroyersLock(const DestroyersLock&) = delete;
    DestroyersLock& operator=(const DestroyersLock&) = delete;

  private:
    int folder_;
    bool is_held_ = false;
};

EpochMark mark_of(std::span<const std::byte, EpochKey::kBytes> key) noexcept {
    static constexpr char kPurpose[] = "silhouette epoch mark";
    std::array<unsigned char, sizeof(kPurpose) + EpochKey::kBytes> input{};
    std::memcpy(input.data(), kPurpose, sizeof(kPurpose));
    std::memcpy(input.data() + sizeof(kPurpose), key.data(), key.size());
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(input.data(), input.size(), digest.data());
    platform::cleanse(std::as_writable_bytes(std::span(input)));
    EpochMark mark{};
    std::memcpy(mark.data(), digest.data(), mark.size());
    return mark;
}

std::optional<EpochMark> read_mark(int descriptor) noexcept {
    std::array<std::byte, kFileBytes + 1> content{};
    const platform::CleansedAtEnd content_goes(content);
    if (::pread(descriptor, content.data(), content.size(), 0) != static_cast<ssize_t>(kFileBytes) ||
        std::memcmp(content.data(), kMagic.data(), kMagic.size()) != 0) {
        return std::nullopt;
    }
    return mark_of(std::span<const std::byte, EpochKey::kBytes>(content.data() + kKeyAt, EpochKey::kBytes));
}

// Whether this process alone works with the file. names_mutex() is held.
bool is_ours_alone(int descriptor) noexcept {
    descriptor = own_use_of(descriptor);
    // Held while it goes: who begins to use it at this moment makes another.
    return lock(descriptor, F_WRLCK) || !is_held_by_another();
}

bool is_meant(const WhichKey& which, int descriptor) noexcept {
    try {
        return !which.is_it || which.is_it(read_mark(descriptor));
    } catch (...) {
        return true;  // no memory to tell: rather gone than left
    }
}

// A file of ours that may be overwritten; -1 when there is none.
int open_to_destroy(int folder, const char* name) noexcept {
    const int descriptor = ::openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    if (descriptor >= 0 &&
        (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid())) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

// What is not a regular file of ours (-1) is not overwritten, only unlinked.
void overwrite_and_unlink(int descriptor, int folder, const char* name, bool& unlinked,
                          std::error_code& error) noexcept {
    if (descriptor >= 0) {
        const std::array<char, kFileBytes> nothing{};
        // Where it fails the key is only unlinked.
        [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, nothing.data(), nothing.size(), 0);
    }
    if (::unlinkat(folder, name, 0) == 0) {
        unlinked = true;
    } else if (errno != ENOENT) {
        error = last_error();
    }
}

// Puts `content` at `file` unless there is one already: EEXIST; not wanted: ECANCELED; a fork came between, and
// `only_sure`: EAGAIN. `made` is then to be made durable and closed.
std::error_code create_in_one_step(const std::filesystem::path& file, std::span<const std::byte> content,
                                   const std::function<bool()>& still, bool only_sure, Listed& made) {
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
    made = open_listed(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
    if (made.descriptor < 0) {
        return last_error();
    }
    std::error_code error;
    if (only_sure && !made.is_sure) {
        error = std::make_error_code(std::errc::resource_unavailable_try_again);
    } else {
        // Nobody has come by its name yet; where there are no locks nobody asks for them.
        static_cast<void>(lock(made.descriptor, F_RDLCK));
        errno = 0;
        if (::write(made.descriptor, content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
            ::link(temporary.c_str(), file.c_str()) != 0) {
            error = errno ? last_error() : std::make_error_code(std::errc::no_space_on_device);
        }
    }
    if (error) {
        close_listed(std::exchange(made, {}));
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
        // As this machine writes numbers: a file of another one is of no use here.
        std::memcpy(&key.allowed_since_, content->data() + kMagic.size(), sizeof(key.allowed_since_));
        std::copy_n(content->begin() + kKeyAt, kBytes, key.key_.bytes().begin());
    }
    platform::cleanse(*content);
    if (error) {
        return std::nullopt;
    }
    return key;
}

EpochKey::Use::~Use() {
    if (descriptor_ < 0 || (is_listed_ && !is_in_list(descriptor_))) {
        return;  // not listed any more: a child of fork(), closed long ago, and perhaps another file's by now
    }
    const std::lock_guard lock(names_mutex());
    close_listed({descriptor_, is_listed_});
}

EpochKey::Use EpochKey::begin_use(const std::filesystem::path& file, bool only_sure) noexcept {
    wait_until_no_fork_is_under_way();
    Listed opened;
    {
        const std::lock_guard names_lock(names_mutex());
        // To be written: who destroys the key asks for the whole lock here.
        opened = open_listed(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        if (opened.descriptor >= 0 && only_sure && !opened.is_sure) {
            close_listed(std::exchange(opened, {}));
        }
    }
    Use use(opened.descriptor, opened.is_listed);
    return use.descriptor() < 0 || (!lock(use.descriptor(), F_RDLCK) && is_held_by_another()) ? Use() : std::move(use);
}

bool EpochKey::Use::lasts() const noexcept {
    struct stat status {};
    return descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 && status.st_nlink > 0;
}

std::optional<EpochKey> EpochKey::read_or_create(const std::filesystem::path& file, std::error_code& error,
                                                 const std::function<bool()>& wanted,
                                                 const std::function<bool()>& still, std::uint64_t allowed_since) {
    error = platform::make_private_folder(file.parent_path());
    if (error) {
        return std::nullopt;
    }
    // More than once, since another process may create or destroy between our steps.
    for (int attempt = 0; attempt < policy::kKeyAttempts; ++attempt) {
        error.clear();
        const bool only_sure = attempt + 1 < policy::kKeyAttempts;
        Use use = begin_use(file, only_sure);
        if (auto key = read(file, error)) {
            if (use.lasts()) {
                if (key->allowed_since_ != allowed_since) {
                    error = std::make_error_code(std::errc::operation_canceled);
                    return std::nullopt;
                }
                key->use_ = std::move(use);
                return key;
            }
            continue;  // somebody destroys it at this moment, or a fork came between
        }
        if (wanted && !wanted()) {
            error = std::make_error_code(std::errc::operation_canceled);
            return std::nullopt;
        }
        if (error == std::errc::illegal_byte_sequence || error == std::errc::file_too_large) {
            // Unless another one came in its place meanwhile.
            destroy_epoch_key(file, {[](const auto& mark) { return !mark; }});
        }
        auto fresh = in_memory();
        if (!fresh) {
            error = std::make_error_code(std::errc::not_enough_memory);
            return std::nullopt;
        }
        std::array<std::byte, kFileBytes> content{};
        std::memcpy(content.data(), kMagic.data(), kMagic.size());
        fresh->allowed_since_ = allowed_since;
        std::memcpy(content.data() + kMagic.size(), &allowed_since, sizeof(allowed_since));
        std::copy_n(fresh->bytes().begin(), kBytes, content.begin() + kKeyAt);
        Listed made;
        error = create_in_one_step(file, content, still, only_sure, made);
        platform::cleanse(content);
        if (!error) {
            // Another process may have said "no" in between.
            fresh->use_ = Use(made.descriptor, made.is_listed);
            if ((wanted && !wanted()) || (still && !still())) {
                destroy_epoch_key(file, key_of(fresh->mark()));
                error = std::make_error_code(std::errc::operation_canceled);
                return std::nullopt;
            }
            const platform::Away away;
            if (::fsync(made.descriptor) == 0) {
                sync_folder(file);
            }
            return fresh;
        }
        // Gone: somebody who destroys a key tidied up. There: somebody else made one. Not now: a fork came between.
        if (error != std::errc::file_exists && error != std::errc::no_such_file_or_directory &&
            error != std::errc::resource_unavailable_try_again) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

EpochMark EpochKey::mark() const {
    return mark_of(bytes());
}

bool is_used_by_others(const std::filesystem::path& file) noexcept {
    const std::lock_guard lock(names_mutex());
    const int descriptor = ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return false;
    }
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    // Only asked for: a lock that were taken could stay with a child of fork().
    const bool is_used = ::fcntl(own_use_of(descriptor), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    ::close(descriptor);
    return is_used;
}

WhichKey key_of(const EpochMark& mark, bool unless_others_use_it) {
    return {[mark](const std::optional<EpochMark>& found) { return found == mark; }, unless_others_use_it};
}

DestroyedKey::~DestroyedKey() {
    for (const int descriptor : files_) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
    if (folder_ >= 0) {
        ::close(folder_);
    }
}

DestroyedKey::DestroyedKey(DestroyedKey&& other) noexcept {
    *this = std::move(other);
}

DestroyedKey& DestroyedKey::operator=(DestroyedKey&& other) noexcept {
    std::swap(folder_, other.folder_);
    std::swap(files_, other.files_);
    std::swap(is_gone_, other.is_gone_);
    return *this;
}

void DestroyedKey::make_durable() noexcept {
    const platform::Away away;
    // The zeros too: the blocks of an unlinked file would keep the key.
    for (const int file : files_) {
        if (file >= 0) {
            ::fdatasync(file);
        }
    }
    if (folder_ >= 0) {
        ::fsync(folder_);
    }
}

DestroyedKey destroy_epoch_key_at_once(const std::filesystem::path& file, std::error_code& error,
                                       const WhichKey& which) noexcept {
    DestroyedKey destroyed;
    const std::lock_guard lock(names_mutex());
    const int folder = open_folder_of(file.c_str());
    if (folder < 0) {
        error = errno == ENOENT ? std::error_code() : last_error();
        destroyed.is_gone_ = errno == ENOENT;
        return destroyed;
    }
    const DestroyersLock destroyers_lock(folder);
    const char* const name = name_of(file.c_str());
    bool unlinked = false;
    destroyed.files_[0] = open_to_destroy(folder, name);
    const int descriptor = destroyed.files_[0];
    if (descriptor >= 0 &&
        (!is_meant(which, descriptor) || (which.unless_others_use_it && !is_ours_alone(descriptor)))) {
        ::close(folder);
        return destroyed;
    }
    overwrite_and_unlink(descriptor, folder, name, unlinked, error);
    destroyed.is_gone_ = !error;
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
                const int other = open_to_destroy(folder, entry->d_name);
                overwrite_and_unlink(other, folder, entry->d_name, unlinked, error);
                const auto room = std::find(destroyed.files_.begin() + 1, destroyed.files_.end(), -1);
                if (room != destroyed.files_.end()) {
                    *room = other;
                } else if (other >= 0) {
                    // More than processes are killed in this moment: the disk has it when it will.
                    ::close(other);
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

std::error_code destroy_epoch_key(const std::filesystem::path& file, const WhichKey& which) noexcept {
    std::error_code error;
    destroy_epoch_key_at_once(file, error, which).make_durable();
    return error;
}

}  // namespace silhouette::transport
