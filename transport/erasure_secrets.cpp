// The file of erasure secrets; erasure.cpp uses them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <thread>

#include "platform/file_lock.h"
#include "platform/own_thread.h"
#include "platform/private_file.h"
#include "platform/secure_memory.h"
#include "proto/hex.h"
#include "transport/erasure.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kFileBytesMax = 4 * 1024 * 1024;

fs::path secrets_file(const fs::path& state) {
    return state / "erasure";
}

std::string quoted(const std::string& text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

void append_hex(std::string& text, std::span<const std::byte> bytes) {
    const std::size_t at = text.size();
    text.resize(at + 2 * bytes.size());
    wire::write_hex(bytes, text.data() + at);
}

// Room for all lines, so that no copy of a secret stays behind when the text grows.
std::size_t size_of_lines(std::span<const ErasureSecret> secrets) {
    std::size_t size = 0;
    for (const ErasureSecret& one : secrets) {
        // An escaped character takes six; the rest of a line is shorter than this.
        size += 256 + 6 * (one.endpoint.size() + one.tenant.size() + one.ca_file.size());
    }
    return size;
}

// One JSON object a line: a damaged line costs one secret, not all. Ids and secrets are written in place.
void append_line(std::string& text, const ErasureSecret& secret) {
    text += R"({"session":")";
    append_hex(text, secret.session);
    text += R"(","secret":")";
    append_hex(text, secret.secret);
    text += R"(","endpoint":)" + quoted(secret.endpoint) + R"(,"tenant":)" + quoted(secret.tenant) + R"(,"ca":)" +
            quoted(secret.ca_file) + R"(,"day":)" + std::to_string(secret.day) + R"(,"sent":)" +
            (secret.sent ? "true" : "false") + R"(,"asked":)" + std::to_string(secret.asked) + "}\n";
}

// Reads the digits of a member and puts zeros in their place, so that no parser makes a copy of them.
bool take_hex(std::span<char> line, std::string_view start, std::span<std::byte> bytes) {
    const std::string_view text(line.data(), line.size());
    const auto at = text.find(start);
    if (at == std::string_view::npos || text.size() - at - start.size() < 2 * bytes.size()) {
        return false;
    }
    const auto digits = line.subspan(at + start.size(), 2 * bytes.size());
    const bool is_read = wire::from_hex({digits.data(), digits.size()}, bytes);
    std::fill(digits.begin(), digits.end(), '0');
    return is_read;
}

std::optional<ErasureSecret> from_line(std::span<char> text) {
    ErasureSecret secret;
    if (!take_hex(text, R"("session":")", secret.session) || !take_hex(text, R"("secret":")", secret.secret)) {
        return std::nullopt;
    }
    const json line = json::parse(text.begin(), text.end(), nullptr, false);
    if (!line.is_object()) {
        return std::nullopt;
    }
    const auto field = [&](const char* name) {
        const auto found = line.find(name);
        return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    secret.endpoint = field("endpoint");
    secret.tenant = field("tenant");
    secret.ca_file = field("ca");
    const auto number = [&](const char* name) {
        const auto found = line.find(name);
        return found != line.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
    };
    secret.day = number("day");
    secret.asked = number("asked");
    const auto sent = line.find("sent");
    secret.sent = sent == line.end() || !sent->is_boolean() || sent->get<bool>();
    return secret;
}

bool is_old(const ErasureSecret& secret) {
    return secret.day < std::time(nullptr) - std::chrono::seconds(policy::kErasureRetention).count();
}

template <typename Secrets>
auto find(Secrets& secrets, const SessionId& session) {
    return std::find_if(secrets.begin(), secrets.end(),
                        [&session](const ErasureSecret& one) { return one.session == session; });
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
        if (auto secret = from_line(text.first(length))) {
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
    text.reserve(size_of_lines(secrets));
    for (const ErasureSecret& secret : secrets) {
        append_line(text, secret);
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

// Whether a file of that size takes one more line at its end: it is ours, whole and not too long, and the oldest secret
// is within its retention.
bool takes_a_line(int descriptor, std::size_t line, off_t& size) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid() ||
        (status.st_mode & 077) != 0 || status.st_size <= 0 ||
        static_cast<std::size_t>(status.st_size) > line * (policy::kErasureSecretsMax - 1)) {
        return false;
    }
    size = status.st_size;
    char last = 0;
    std::array<char, 4'096> start;
    const ssize_t got = ::pread(descriptor, start.data(), start.size(), 0);
    const std::span<char> text(start.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    const auto end = std::find(text.begin(), text.end(), '\n');
    bool takes = false;
    if (end != text.end() && ::pread(descriptor, &last, 1, size - 1) == 1 && last == '\n') {
        if (const auto oldest = from_line(text.first(static_cast<std::size_t>(end - text.begin()) + 1))) {
            takes = !is_old(*oldest);
        }
    }
    platform::cleanse(std::as_writable_bytes(text));
    return takes;
}

// One line behind the others, which are not read: how long a session waits does not depend on how many there were.
// False: the file has to be written anew. The lock is held.
bool append_secret(const fs::path& state, const ErasureSecret& secret) {
    std::string line;
    line.reserve(size_of_lines({&secret, 1}));
    append_line(line, secret);
    const platform::CleansedAtEnd line_goes(line);
    const int descriptor =
        ::open(secrets_file(state).c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return false;
    }
    off_t size = 0;
    bool added = takes_a_line(descriptor, line.size(), size);
    if (added) {
        const platform::Away away;
        added = ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                ::fdatasync(descriptor) == 0;
        if (!added) {
            [[maybe_unused]] const int cut_back = ::ftruncate(descriptor, size);
        }
    }
    ::close(descriptor);
    return added;
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
                secrets.erase(secrets.begin(), secrets.begin() + policy::kErasureSecretsMax / 16);
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
    const auto judge = [&](const std::vector<ErasureSecret>& secrets) {
        const auto found = find(secrets, session);
        return found == secrets.end() || found->asked != 0 ? Sending::forbidden
               : found->sent                               ? Sending::allowed
                                                           : Sending::not_now;
    };
    std::error_code error;
    const auto secrets = read_secrets(state, error);
    Sending result = error ? Sending::not_now : judge(secrets);
    if (result != Sending::not_now || error) {
        return result;
    }
    // The first of its session. Somebody may have asked for its erasure meanwhile.
    error = change_secrets(state, [&](std::vector<ErasureSecret>& listed) {
        if (const auto found = find(listed, session); found != listed.end() && found->asked == 0) {
            found->sent = true;
        }
        result = judge(listed);
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
            one.asked = one.asked != 0 ? one.asked : std::max<std::int64_t>(std::time(nullptr), 1);
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
