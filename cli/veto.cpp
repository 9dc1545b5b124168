#include "cli/veto.h"

#include <cstdlib>

#include "privacy/consent/policy.h"

namespace silhouette::cli {

const char* vetoed_by(const std::string& app) {
    const char* const variable =
        std::getenv("DO_NOT_TRACK");  // NOLINT(concurrency-mt-unsafe): no thread is running yet
    if (variable != nullptr && privacy::forbids_tracking(variable)) {
        return "DO_NOT_TRACK";
    }
    const auto policy = privacy::read_policy({}, app);
    if (!policy.forbids) {
        return "";
    }
    return policy.problem == "unreadable" ? "policy-unreadable"
           : policy.problem == "unsafe"   ? "policy-unsafe"
           : policy.problem == "damaged"  ? "policy-damaged"
                                          : "policy";
}

}  // namespace silhouette::cli
