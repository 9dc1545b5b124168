#include "transport/epoch_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <utility>

#include "platform/descriptor.h"
#include "platform/last_error.h"
#include "platform/own_thread.h"
#include "platform/private_file.h"
#include "platform/process.h"
#include "transport/destroyed_key.h"
#include "transport/key_locks.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

using platform::last_error;

void sync_folder(const std::filesystem::path& file) noexcept {
    const platform::Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder) {
        const platform::Away away;
        ::fsync(folder.get());
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
    std::snprintf(name, sizeof(name), "%s%016llx", key_bytes::kTemporaryPrefix,
                  static_cast<unsigned long long>(number));
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
    // Where there are no locks nobody asks for them. Held by another: who tidies up took it for an abandoned one.
    if ((only_sure && !made.is_sure) || (!lock(made.descriptor, F_RDLCK) && is_held_by_another())) {
        error = std::make_error_code(std::errc::resource_unavailable_try_again);
    } else {
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
    if (!key_bytes::is_one(*content)) {
        error = std::make_error_code(std::errc::illegal_byte_sequence);
    } else if (key.key_ = platform::SecureBuffer(kBytes); !key.key_) {
        error = std::make_error_code(std::errc::not_enough_memory);
    } else {
        key.allowed_since_ = key_bytes::allowed_since_in(*content);
        std::ranges::copy(key_bytes::key_in(*content), key.key_.bytes().begin());
    }
    platform::cleanse(*content);
    if (error) {
        return std::nullopt;
    }
    return key;
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
        KeyUse use = KeyUse::begin(file, only_sure);
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
        fresh->allowed_since_ = allowed_since;
        auto content = key_bytes::encode(fresh->bytes(), allowed_since);
        Listed made;
        error = create_in_one_step(file, content, still, only_sure, made);
        platform::cleanse(content);
        if (!error) {
            // Another process may have said "no" in between.
            fresh->use_ = KeyUse(made);
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
    return key_bytes::mark_of(bytes());
}

}  // namespace silhouette::transport
