// The user's choice, stored per user and app: <state>/<app>/choice.json. Bound to user and machine, so that a copied
// profile is a "no". Unreadable, foreign, damaged or newer than we know: unknown, which is "no".
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "platform/private_file.h"
#include "privacy/consent/shortage.h"

namespace silhouette::privacy {

enum class Answer { unknown, no, yes };

struct Choice {
    Answer answer = Answer::unknown;
    std::uint32_t notice_version = 0;
    std::int64_t since = 0;  // UTC seconds; 0 when unknown
    std::string how;         // "switch", "command" or "host"
    // With "no": the local record of what was sent stays.
    bool keep_record = false;
    // Why it is unknown: "", "missing", "unreadable", "damaged", "newer", "foreign"; kShortage: it could not be read.
    std::string problem;
};

// Whose choice: an app's ("orders"), or that of one of its accounts ("orders/account-<32 hex>"). The second part is a
// hash keyed with machine and user: it tells nobody the account's name. Empty when it cannot be computed, or the
// system is short of descriptors.
std::string scope_of(const std::string& app, const std::string& account);
bool is_scope(std::string_view scope) noexcept;

// `state` is the folder of all apps (platform::default_state_folder()), `scope` an app id or a scope_of().
std::filesystem::path choice_file(const std::filesystem::path& state, const std::string& scope);
Choice read_choice(const std::filesystem::path& state, const std::string& scope);
// A file that says nothing that we understand (damaged, or newer than we know) is renamed to choice.json.damaged-N for
// support, N from 1 to kDamagedKept; past it the last one gives way. Only what is small and ours is kept.
inline constexpr int kDamagedKept = 4;
void set_damaged_aside(const std::filesystem::path& state, const std::string& scope);
bool was_set_aside(const std::filesystem::path& state, const std::string& scope);
// As if it had never been asked. Durable when it returns without error.
std::error_code forget_choice(const std::filesystem::path& state, const std::string& scope);
// Durable when it returns without error. Where a "no" cannot be written and a stored "yes" can be removed, that is done
// instead, without error.
std::error_code write_choice(const std::filesystem::path& state, const std::string& scope, const Choice& choice);
// Durable when `written` is; does not wait for the disk where the folders are there.
std::error_code write_choice_at_once(const std::filesystem::path& state, const std::string& scope, const Choice& choice,
                                     platform::ReplacedFile& written);

}  // namespace silhouette::privacy
