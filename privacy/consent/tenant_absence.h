// How long a tenant has not allowed recording, as far as this user's app knows: <state>/<scope>/tenant.json. A user who
// said "yes" is not recorded by surprise when a tenant allows it again after a long time: the answer does not count any
// more then.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace silhouette::privacy {

inline constexpr std::chrono::hours kAnswerOutlivesAbsence{24 * 30};

// `now`: UTC. The first day stands until a new answer or until the tenant allows it in time.
void note_tenant_off(const std::filesystem::path& state, const std::string& scope, std::chrono::seconds now);

// True when the user has to be asked anew; the stored choice is forgotten then.
bool note_tenant_allows(const std::filesystem::path& state, const std::string& scope, std::chrono::seconds now);

// The user answered: counted from the next time that the tenant is found off.
void forget_tenant_absence(const std::filesystem::path& state, const std::string& scope);

}  // namespace silhouette::privacy
