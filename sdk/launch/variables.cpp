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
constexpr std::string_view kUsers[] = {"HOME",        "XDG_STATE_HOME", "XDG_CACHE_HOME", "DO_NOT_TRACK", "https_proxy",
                                       "HTTPS_PROXY", "all_proxy",      "ALL_PROXY",      "no_proxy",     "NO_PROXY"};

bool is_users(std::string_view name) {
    for (const std::string_view one : kUsers) {
        if (one == name) {
            return true;
        }
    }
    return false;
}

std::string_view name_of(std::string_view variable) noexcept {
    return variable.substr(0, variable.find('='));
}

constexpr std::string_view kDescriptors[] = {"SILHOUETTE_KEY_FD", "SILHOUETTE_COUNTERS_FD"};

// -1 where the text is none.
int descriptor_of(std::string_view number) noexcept {
    int descriptor = -1;
    const auto result = std::from_chars(number.data(), number.data() + number.size(), descriptor);
    return result.ec == std::errc{} && result.ptr == number.data() + number.size() ? descriptor : -1;
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
    for (const std::string_view name : kDescriptors) {
        if (const int descriptor = descriptor_of(value_of(taken, name)); descriptor >= 0) {
            ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        }
    }
    return taken;
}

void close_descriptors(const Variables& variables) noexcept {
    for (const std::string_view name : kDescriptors) {
        if (const int descriptor = descriptor_of(value_of(variables, name)); descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

std::string_view value_of(const Variables& variables, std::string_view name) noexcept {
    for (const std::string& one : variables) {
        if (name_of(one) == name && one.size() > name.size()) {
            return std::string_view(one).substr(name.size() + 1);
        }
    }
    return {};
}

}  // namespace silhouette::launch
