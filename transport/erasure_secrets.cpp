// The file of erasure secrets; erasure.cpp uses them.
#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "platform/file_lock.h"
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

// One JSON object a line: a damaged line costs one secret, not all.
std::string to_line(const ErasureSecret& secret) {
    const json line = {{"session", wire::to_hex(secret.session)},
                       {"secret", wire::to_hex(secret.secret)},
                       {"endpoint", secret.endpoint},
                       {"tenant", secret.tenant},
                       {"ca", secret.ca_file},
                       {"day", secret.day},
                       {"asked", secret.asked}};
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::optional<ErasureSecret> from_line(std::string_view text) {
    const json line = json::parse(text.begin(), text.end(), nullptr, false);
    if (!line.is_object()) {
        return std::nullopt;
    }
    const auto field = [&](const char* name) {
        const auto found = line.find(name);
        return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    ErasureSecret secret;
    if (!wire::from_hex(field("session"), secret.session) || !wire::from_hex(field("secret"), secret.secret)) {
        return std::nullopt;
    }
    secret.endpoint = field("endpoint");
    secret.tenant = field("tenant");
    secret.ca_file = field("ca");
    const auto day = line.find("day");
    secret.day = day != line.end() && day->is_number_integer() ? day->get<std::int64_t>() : 0;
    const auto asked = line.find("asked");
    secret.asked = asked != line.end() && asked->is_boolean() && asked->get<bool>();
    return secret;
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
    std::string_view text(reinterpret_cast<const char*>(content->data()), content->size());
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1);
        if (auto secret = from_line(text.substr(0, end + 1))) {
            secrets.push_back(std::move(*secret));
        }
        text.remove_prefix(end + 1);
    }
    platform::cleanse(*content);
    return secrets;
}

// Reads, changes and replaces the file while no other process does.
template <typename Change>
std::error_code change_secrets(const fs::path& state, Change change) {
    if (const auto error = platform::make_private_folder(state)) {
        return error;
    }
    for (int attempt = 0; attempt < policy::kLockAttempts * 10; ++attempt) {
        const auto lock = platform::FileLock::try_acquire(state / "erasure.lock");
        if (!lock) {
            std::this_thread::sleep_for(policy::kLockPause);
            continue;
        }
        std::error_code unreadable;
        auto secrets = read_secrets(state, unreadable);
        if (unreadable) {
            return unreadable;
        }
        change(secrets);
        std::string text;
        for (const ErasureSecret& secret : secrets) {
            text += to_line(secret);
        }
        const auto error = secrets.empty()
                               ? platform::remove_private_file(secrets_file(state))
                               : platform::replace_private_file(secrets_file(state), std::as_bytes(std::span(text)));
        platform::cleanse(std::as_writable_bytes(std::span(text)));
        return error;
    }
    return std::make_error_code(std::errc::resource_unavailable_try_again);
}

}  // namespace

std::vector<ErasureSecret> list_erasure_secrets(const fs::path& state) {
    std::error_code error;
    return read_secrets(state, error);
}

std::error_code add_erasure_secret(const fs::path& state, const ErasureSecret& secret) {
    return change_secrets(state, [&](std::vector<ErasureSecret>& secrets) {
        const std::int64_t oldest = std::time(nullptr) - std::chrono::seconds(policy::kErasureRetention).count();
        std::erase_if(secrets, [&](const ErasureSecret& one) { return one.day < oldest; });
        if (secrets.size() >= policy::kErasureSecretsMax) {
            secrets.erase(secrets.begin());
        }
        secrets.push_back(secret);
    });
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
        for (ErasureSecret& one : secrets) {
            one.asked = true;
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
