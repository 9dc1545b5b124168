#include "cli/system_user.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace silhouette::cli {

std::string system_user() {
    const uid_t user = getuid();
    std::array<char, 16'384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || !found) {
        return "uid " + std::to_string(user);
    }
    return found->pw_name;
}

}  // namespace silhouette::cli
