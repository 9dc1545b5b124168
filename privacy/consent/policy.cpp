#include "privacy/consent/policy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "platform/descriptor.h"
#include "platform/last_error.h"
#include "platform/regular_file.h"
#include "privacy/grammar/name_grammar.h"

namespace silhouette::privacy {
namespace {

// A thousand app ids of full length.
constexpr std::size_t kFileMax = 65'536;

Policy forbidden(const char* problem = "") {
    return {true, problem};
}

bool is_safe(const struct stat& status, uid_t owner) {
    return status.st_uid == owner && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// A member that comes twice could be read one way by one reader and another way by the next.
nlohmann::json parse_strictly(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return {};  // the parser would take it for the end
    }
    std::set<std::string> keys;
    bool twice = false;
    const auto json = nlohmann::json::parse(
        text.begin(), text.end(),
        [&](int, nlohmann::json::parse_event_t event, nlohmann::json& value) {
            if (event == nlohmann::json::parse_event_t::key) {
                twice = !keys.insert(value.get<std::string>()).second || twice;
            }
            return true;
        },
        false);
    return twice ? nlohmann::json() : json;
}

Policy judge_text(std::string_view text, const std::string& app) {
    const auto json = parse_strictly(text);
    if (!json.is_object()) {
        return forbidden("damaged");
    }
    bool forbids = false, versioned = false, says_something = false;
    for (const auto& [key, value] : json.items()) {
        if (key == "version") {
            versioned = value.is_number_unsigned() && value.get<std::uint64_t>() == 1;
        } else if (key == "recording") {
            if (!value.is_string() || value.get_ref<const std::string&>() != "off") {
                return forbidden("damaged");
            }
            forbids = says_something = true;
        } else if (key == "off_for" && value.is_array()) {
            for (const auto& one : value) {
                if (!one.is_string() || !grammar::is_app_id(one.get_ref<const std::string&>())) {
                    return forbidden("damaged");
                }
                forbids = forbids || one.get_ref<const std::string&>() == app;
            }
            says_something = true;
        } else {
            return forbidden("damaged");
        }
    }
    return versioned && says_something ? Policy{forbids, ""} : forbidden("damaged");
}

}  // namespace

bool forbids_tracking(std::string_view value) noexcept {
    return !value.empty() && value != "0" && value != "false";
}

namespace {

Policy not_opened(int error) {
    return error == ENOENT ? Policy{} : forbidden(platform::is_shortage(error) ? kShortage : "unreadable");
}

}  // namespace

Policy read_policy(const PolicyFile& file, const std::string& app) {
    const platform::Descriptor folder(
        ::open(file.path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) {
        return not_opened(errno);
    }
    const platform::Descriptor opened =
        platform::open_regular(folder.get(), file.path.filename().c_str(), platform::Links::refused);
    if (!opened) {
        return not_opened(errno);
    }
    struct stat status {};
    struct stat folder_status {};
    if (::fstat(opened.get(), &status) != 0 || ::fstat(folder.get(), &folder_status) != 0) {
        return forbidden("unreadable");
    }
    if (!is_safe(status, file.owner) || !is_safe(folder_status, file.owner)) {
        return forbidden("unsafe");
    }
    std::string text;
    std::array<char, 4'096> block{};
    for (;;) {
        const ssize_t taken = ::read(opened.get(), block.data(), block.size());
        if (taken < 0) {
            if (errno == EINTR) {
                continue;
            }
            return forbidden("unreadable");
        }
        if (taken == 0) {
            break;
        }
        text.append(block.data(), static_cast<std::size_t>(taken));
        if (text.size() > kFileMax) {
            return forbidden("damaged");
        }
    }
    return judge_text(text, app);
}

}  // namespace silhouette::privacy
