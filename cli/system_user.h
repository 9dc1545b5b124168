// Who runs the command, as the system knows: for the audit of a tenant's settings.
#pragma once

#include <string>

namespace silhouette::cli {

// The name of the real user, or `uid N` where the system has none for it.
std::string system_user();

}  // namespace silhouette::cli
