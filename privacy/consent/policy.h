// The administrator's word: /etc/silhouette/policy.json. It can only forbid.
//
//   {"version": 1, "recording": "off"}                  no app of this computer is recorded
//   {"version": 1, "off_for": ["orders", "mail"]}       these apps are not
//
// No file forbids nothing. A file that cannot be relied on forbids everything: unreadable, not a regular file, a link,
// not the administrator's, writable by others, larger than 64 KiB, not of this form.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "privacy/consent/shortage.h"

namespace silhouette::privacy {

struct PolicyFile {
    // No setting and no variable of a user leads elsewhere; unit tests have files of their own.
    std::filesystem::path path = "/etc/silhouette/policy.json";
    uid_t owner = 0;
};

struct Policy {
    bool forbids = false;
    // Why the file cannot be relied on: "", "unreadable", "unsafe", "damaged"; kShortage: it could not be looked at.
    std::string problem;
};

// Whether the value of the variable DO_NOT_TRACK forbids to record: 1 by its convention; whatever else people write for
// it, too. Unset and empty, 0 and false do not.
bool forbids_tracking(std::string_view value) noexcept;

Policy read_policy(const PolicyFile& file, const std::string& app);

}  // namespace silhouette::privacy
