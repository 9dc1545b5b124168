// What forbids recording on this computer, whatever the user chose.
#pragma once

#include <string>

namespace silhouette::cli {

// "DO_NOT_TRACK", "policy", or "policy-" and why the policy file cannot be relied on; "" when nothing does.
const char* vetoed_by(const std::string& app);

}  // namespace silhouette::cli
