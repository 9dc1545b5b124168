// The file of erasure secrets; erasure.cpp uses them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <optional>
#include <span>
#include <string_view>
#include <thread>

#include "platform/descriptor.h"
#include "platform/file_lock.h"
#include "platform/own_thread.h"
#include "platform/private_file.h"
#include "platform/secure_memory.h"
#include "transport/erasure_line.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

namespace fs = std::filesystem;

// Room for the greatest number of lines with pins and long paths: what has grown beyond it could not be read.
constexpr std::size_t kFileBytesMax = 8u << 20;
// Looked at at once, and longer than any line: a CA file's name is the longest part of one.
constexpr std::size_t kBlockBytes = 32u << 10;

fs::path secrets_file(const fs::path& state) {
    return state / "erasure";
}

bool is_old(const ErasureSecret& secret) {
    return secret.day < std::time(nullptr) - std::chrono::seconds(policy::kErasureRetention).count();
}

// Oldest first, but what the user wants erased only when there is nothing else: that was promised.
void drop_some(std::vector<ErasureSecret>& secrets, std::size_t count) {
    for (const bool asked_for : {false, true}) {
        std::erase_if(secrets, [&](const ErasureSecret& one) {
            const bool goes = count > 0 && (one.asked != 0) == asked_for;
            count -= goes ? 1 : 0;
            return goes;
        });
    }
}

// An error is no empty file: what cannot be read now is not to be overwritten.
std::vector<ErasureSecret> read_secrets(const fs::path& state, std::error_code& error) {
    std::vector<ErasureSecret> secrets;
    auto content = platform::read_private_file(secrets_file(state), kFileBytesMax, error);
    if (!content) {
        if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
            error.clear();
        }
        return secrets;
    }
    error.clear();
    std::span<char> text(reinterpret_cast<char*>(content->data()), content->size());
    // With room for one more: a vector that grows leaves what it held behind.
    secrets.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 2);
    while (!text.empty()) {
        const auto end = std::find(text.begin(), text.end() - 1, '\n') + 1;
        const auto length = static_cast<std::size_t>(end - text.begin());
        if (auto secret = read_erasure_line(text.first(length))) {
            secrets.push_back(std::move(*secret));
        }
        text = text.subspan(length);
    }
    platform::cleanse(*content);
    return secrets;
}

// Acts while no other process does.
template <typename Action>
std::error_code while_locked(const fs::path& state, Action action) {
    if (const auto error = platform::make_private_folder(state)) {
        return error;
    }
    for (int attempt = 0; attempt < policy::kLockAttempts * 10; ++attempt) {
        if (const auto lock = platform::FileLock::try_acquire(state / "erasure.lock")) {
            return action();
        }
        std::this_thread::sleep_for(policy::kLockPause);
    }
    return std::make_error_code(std::errc::resource_unavailable_try_again);
}

// Reads, changes and replaces the file. The lock is held.
template <typename Change>
std::error_code rewrite_secrets(const fs::path& state, Change change) {
    std::error_code unreadable;
    auto secrets = read_secrets(state, unreadable);
    if (unreadable) {
        return unreadable;
    }
    change(secrets);
    std::string text;
    text.reserve(size_of_erasure_lines(secrets));
    for (bool is_too_long = true; is_too_long;) {
        for (const ErasureSecret& secret : secrets) {
            append_erasure_line(text, secret);
        }
        is_too_long = text.size() > kFileBytesMax;
        if (is_too_long) {
            drop_some(secrets, policy::kErasureSecretsMax / 16);
            platform::cleanse(std::as_writable_bytes(std::span(text)));
            text.clear();
        }
    }
    const auto error = secrets.empty()
                           ? platform::remove_private_file(secrets_file(state))
                           : platform::replace_private_file(secrets_file(state), std::as_bytes(std::span(text)));
    platform::cleanse(std::as_writable_bytes(std::span(text)));
    return error;
}

template <typename Change>
std::error_code change_secrets(const fs::path& state, Change change) {
    return while_locked(state, [&] { return rewrite_secrets(state, change); });
}

// The file itself, to be looked at or changed where it is.
class OpenFile {
  public:
    OpenFile(const fs::path& state, int how)
        : descriptor_(::open(secrets_file(state).c_str(), how | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
        is_missing_ = !descriptor_ && (errno == ENOENT || errno == ENOTDIR);
        is_ours_ = descriptor_ && ::fstat(descriptor_.get(), &status_) == 0 && S_ISREG(status_.st_mode) &&
                   status_.st_uid == ::geteuid();
    }

    bool is_missing() const noexcept { return is_missing_; }
    bool is_ours() const noexcept { return is_ours_; }
    bool is_private() const noexcept { return is_ours_ && (status_.st_mode & 077) == 0; }
    off_t size() const noexcept { return status_.st_size; }

    // As much as there is of it.
    std::optional<std::size_t> read(std::span<char> part, off_t at) const noexcept {
        const ssize_t got = ::pread(descriptor_.get(), part.data(), part.size(), at);
        return got < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(got));
    }
    // Durable when true. `at` does not count for a file that is opened to append.
    bool write(std::string_view text, off_t at) const noexcept {
        const platform::Away away;
        return ::pwrite(descriptor_.get(), text.data(), text.size(), at) == static_cast<ssize_t>(text.size()) &&
               ::fdatasync(descriptor_.get()) == 0;
    }
    void cut_back() const noexcept { [[maybe_unused]] const int done = ::ftruncate(descriptor_.get(), size()); }

  private:
    platform::Descriptor descriptor_;
    struct stat status_ {};
    bool is_missing_ = false, is_ours_ = false;
};

// Whether the file takes one more line at its end: it is whole and not too long, and the oldest secret is within its
// retention.
bool takes_a_line(const OpenFile& file, std::size_t line) {
    if (!file.is_private() || file.size() <= 0 ||
        static_cast<std::size_t>(file.size()) > line * (policy::kErasureSecretsMax - 1) ||
        static_cast<std::size_t>(file.size()) + line > kFileBytesMax) {
        return false;
    }
    char last = 0;
    std::array<char, 4'096> start;
    const platform::CleansedAtEnd start_goes(start);
    const std::span<char> text(start.data(), file.read(start, 0).value_or(0));
    const auto end = std::find(text.begin(), text.end(), '\n');
    if (end == text.end() || file.read({&last, 1}, file.size() - 1) != 1 || last != '\n') {
        return false;
    }
    const auto oldest = read_erasure_line(text.first(static_cast<std::size_t>(end - text.begin()) + 1));
    return oldest && !is_old(*oldest);
}

// One line behind the others, which are not read: how long a session waits does not depend on how many there were.
// False: the file has to be written anew. The lock is held.
bool append_secret(const fs::path& state, const ErasureSecret& secret) {
    std::string line;
    line.reserve(size_of_erasure_lines({&secret, 1}));
    append_erasure_line(line, secret);
    const platform::CleansedAtEnd line_goes(line);
    const OpenFile file(state, O_RDWR | O_APPEND);
    if (!takes_a_line(file, line.size())) {
        return false;
    }
    const bool is_added = file.write(line, file.size());
    if (!is_added) {
        file.cut_back();
    }
    return is_added;
}

// Where a session's line starts. Looked for from the end, since what is sent is mostly new, and without reading the
// lines: no memory but this block is used, however many there are. False: the file cannot be read.
bool find_line(const OpenFile& file, std::string_view start, std::span<char> block, std::optional<off_t>& found) {
    for (off_t end = file.size(); end > 0;) {
        const off_t begin = std::max<off_t>(end - static_cast<off_t>(block.size()), 0);
        const auto part = block.first(static_cast<std::size_t>(end - begin));
        if (file.read(part, begin) != part.size()) {
            return false;
        }
        const auto at = std::string_view(part.data(), part.size()).rfind(start);
        if (at != std::string_view::npos) {
            found = begin + static_cast<off_t>(at);
            return true;
        }
        // It may lie across the edge.
        end = begin > 0 ? begin + static_cast<off_t>(start.size()) - 1 : 0;
    }
    return true;
}

// What the file says of a session; where it says that nothing was sent, and is to be written, it says "sent" from then
// on.
Sending look_up(const OpenFile& file, const SessionId& session, bool write) {
    if (file.is_missing()) {
        return Sending::forbidden;
    }
    if (!file.is_ours()) {
        return Sending::not_now;
    }
    std::vector<char> block(kBlockBytes);
    const platform::CleansedAtEnd block_goes(block);
    std::optional<off_t> at;
    std::string start = erasure_line_start(session);
    const platform::CleansedAtEnd start_goes(start);
    if (!find_line(file, start, block, at)) {
        return Sending::not_now;
    }
    if (!at) {
        return Sending::forbidden;
    }
    const auto got = file.read(block, *at);
    if (!got) {
        return Sending::not_now;
    }
    const std::string_view rest(block.data(), *got);
    const auto length = std::min(rest.find('\n'), rest.size());
    const auto not_sent = find_not_sent(rest.substr(0, length));
    const auto secret = read_erasure_line(std::span(block).first(length));
    if (!secret || secret->asked != 0 || (!secret->sent && !not_sent)) {
        return Sending::forbidden;
    }
    if (secret->sent) {
        return Sending::allowed;
    }
    if (!write) {
        return Sending::not_now;
    }
    const off_t mark = *at + static_cast<off_t>(*not_sent);
    if (!file.write({&kErasureSent, 1}, mark)) {
        // What is not durable is not to be taken for noted by the next batch.
        file.write({&kErasureNotSent, 1}, mark);
        return Sending::not_now;
    }
    return Sending::allowed;
}

}  // namespace

std::vector<ErasureSecret> list_erasure_secrets(const fs::path& state) {
    std::error_code error;
    return read_secrets(state, error);
}

std::error_code add_erasure_secret(const fs::path& state, const ErasureSecret& secret) {
    return while_locked(state, [&] {
        if (append_secret(state, secret)) {
            return std::error_code();
        }
        return rewrite_secrets(state, [&](std::vector<ErasureSecret>& secrets) {
            std::erase_if(secrets, is_old);
            if (secrets.size() >= policy::kErasureSecretsMax - 1) {
                // Some at once, so that the next ones find room at the end.
                drop_some(secrets, policy::kErasureSecretsMax / 16);
            }
            secrets.push_back(secret);
        });
    });
}

void forget_old_erasure_secrets(const fs::path& state) {
    const auto secrets = list_erasure_secrets(state);
    if (std::any_of(secrets.begin(), secrets.end(), is_old)) {
        // Where the file cannot be written it is tried again by the next start.
        static_cast<void>(
            change_secrets(state, [](std::vector<ErasureSecret>& listed) { std::erase_if(listed, is_old); }));
    }
}

Sending note_sending(const fs::path& state, const SessionId& session) {
    const Sending before = look_up(OpenFile(state, O_RDONLY), session, false);
    if (before != Sending::not_now) {
        return before;
    }
    // The first of its session. Somebody may have asked for its erasure meanwhile, or put another file there.
    Sending result = Sending::not_now;
    const auto error = while_locked(state, [&] {
        result = look_up(OpenFile(state, O_RDWR), session, true);
        return std::error_code();
    });
    return error ? Sending::not_now : result;
}

std::error_code ask_for_erasure(const fs::path& state, std::uint32_t& count) {
    count = 0;
    std::error_code unreadable;
    if (read_secrets(state, unreadable).empty()) {
        if (unreadable) {
            return unreadable;
        }
        return {};  // nothing was sent: no folder is made to remember it
    }
    return change_secrets(state, [&](std::vector<ErasureSecret>& secrets) {
        std::erase_if(secrets, [](const ErasureSecret& one) { return !one.sent; });
        for (ErasureSecret& one : secrets) {
            if (one.asked == 0) {
                one.asked = std::max<std::int64_t>(std::time(nullptr), 1);
                one.asked_uptime = uptime().count();
            }
        }
        count = static_cast<std::uint32_t>(secrets.size());
    });
}

std::error_code remove_erasure_secret(const fs::path& state, const SessionId& session) {
    return change_secrets(state, [&](std::vector<ErasureSecret>& secrets) {
        std::erase_if(secrets, [&](const ErasureSecret& one) { return one.session == session; });
    });
}

}  // namespace silhouette::transport
