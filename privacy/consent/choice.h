// The user's choice, stored per user and app: <state>/<app>/choice.json. Bound to user and machine, so that a copied
// profile is a "no". Unreadable, foreign, damaged or newer than we know: unknown, which is "no".
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

namespace silhouette::privacy {

enum class Answer { unknown, no, yes };

struct Choice {
    Answer answer = Answer::unknown;
    std::uint32_t notice_version = 0;
    std::int64_t since = 0;  // UTC seconds; 0 when unknown
    std::string how;         // "switch", "command" or "host"
    std::string problem;     // why it is unknown: "", "missing", "unreadable", "damaged", "newer", "foreign"
};

// `state` is the folder of all apps (platform::default_state_folder()), `app` an app id.
std::filesystem::path choice_file(const std::filesystem::path& state, const std::string& app);
Choice read_choice(const std::filesystem::path& state, const std::string& app);
// Durable when it returns without error.
std::error_code write_choice(const std::filesystem::path& state, const std::string& app, const Choice& choice);

}  // namespace silhouette::privacy
