#include "privacy/consent/tenant_absence.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "platform/private_file.h"
#include "privacy/consent/choice.h"

namespace silhouette::privacy {
namespace {

constexpr std::size_t kFileMax = 256;

std::filesystem::path absence_file(const std::filesystem::path& state, const std::string& scope) {
    return state / scope / "tenant.json";
}

// Empty when it is not known to be off. A file that cannot be read is as old as can be.
std::optional<std::chrono::seconds> off_since(const std::filesystem::path& file) {
    std::error_code error;
    const auto content = platform::read_private_file(file, kFileMax, error);
    if (!content) {
        return error == std::errc::no_such_file_or_directory ? std::nullopt
                                                             : std::optional(std::chrono::seconds::zero());
    }
    const auto* const text = reinterpret_cast<const char*>(content->data());
    const auto json = nlohmann::json::parse(text, text + content->size(), nullptr, false);
    const auto since = json.is_object() ? json.find("off_since") : json.end();
    return since != json.end() && since->is_number_integer() ? std::chrono::seconds(since->get<std::int64_t>())
                                                             : std::chrono::seconds::zero();
}

}  // namespace

void note_tenant_off(const std::filesystem::path& state, const std::string& scope, std::chrono::seconds now) {
    if (state.empty() || !is_scope(scope) || off_since(absence_file(state, scope))) {
        return;
    }
    const std::string text = "{\"format\":1,\"off_since\":" + std::to_string(now.count()) + "}\n";
    // Where the disk refuses, a shorter absence is remembered later.
    static_cast<void>(platform::replace_private_file(absence_file(state, scope), std::as_bytes(std::span(text))));
}

bool note_tenant_allows(const std::filesystem::path& state, const std::string& scope, std::chrono::seconds now) {
    if (state.empty() || !is_scope(scope)) {
        return false;
    }
    const auto since = off_since(absence_file(state, scope));
    if (!since) {
        return false;
    }
    if (now - *since < kAnswerOutlivesAbsence) {
        forget_tenant_absence(state, scope);
        return false;
    }
    static_cast<void>(forget_choice(state, scope));
    return true;
}

void forget_tenant_absence(const std::filesystem::path& state, const std::string& scope) {
    if (!state.empty() && is_scope(scope)) {
        static_cast<void>(platform::remove_private_file(absence_file(state, scope)));
    }
}

}  // namespace silhouette::privacy
