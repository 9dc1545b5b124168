#include "sdk/launch/variables.h"

#include <charconv>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include "platform/process.h"

extern "C" char** environ;  // NOLINT: the system's

namespace silhouette::launch {
namespace {

constexpr std::string_view kPrefix = "SILHOUETTE_";

// The user's own, as they were when the app started: the recorder is started on another thread, where reading the
// environment could meet the app changing it.
constexpr std::string_view kUsers[] = {"HOME",        "XDG_STATE_HOME", "XDG_CACHE_HOME", "DO_NOT_TRACK",
                                       "https_proxy", "HTTPS_PROXY",    "no_proxy",       "NO_PROXY"};

bool is_users(std::string_view name) {
    for (const std::string_view one : kUsers) {
        if (one == name) {
            return true;
        }
    }
    return false;
}

std::string_view name_of(std::string_view variable) {
    return variable.substr(0, variable.find('='));
}

void keep_from_children(std::string_view number) {
    int descriptor = -1;
    const auto result = std::from_chars(number.data(), number.data() + number.size(), descriptor);
    if (result.ec == std::errc{} && result.ptr == number.data() + number.size() && descriptor >= 0) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
}

}  // namespace

std::optional<Variables> take_variables() {
    const char* const executable = std::getenv("SILHOUETTE_EXECUTABLE");
    if (executable == nullptr || platform::is_set_id() || platform::executable_path() != executable) {
        return std::nullopt;
    }
    Variables taken;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view name = name_of(*entry);
        if (name.substr(0, kPrefix.size()) == kPrefix || is_users(name)) {
            taken.emplace_back(*entry);
        }
    }
    for (const std::string& one : taken) {
        if (const std::string name(name_of(one)); !is_users(name)) {
            ::unsetenv(name.c_str());
        }
    }
    keep_from_children(value_of(taken, "SILHOUETTE_KEY_FD"));
    keep_from_children(value_of(taken, "SILHOUETTE_COUNTERS_FD"));
    return taken;
}

std::string_view value_of(const Variables& variables, std::string_view name) {
    for (const std::string& one : variables) {
        if (name_of(one) == name && one.size() > name.size()) {
            return std::string_view(one).substr(name.size() + 1);
        }
    }
    return {};
}

}  // namespace silhouette::launch
