// Whose choice, spool and record a command is about, where an app has accounts of its own.
#pragma once

#include <string>
#include <vector>

namespace silhouette::cli {

// That of the account which is named; without one the app's, and those of every account of it that ever answered.
std::vector<std::string> scopes_of(const std::string& app, const std::string& account);

// Throws UsageError for what is neither empty nor an account's name.
void check_account(const std::string& account);

}  // namespace silhouette::cli
