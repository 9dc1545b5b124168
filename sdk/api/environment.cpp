// sil_start_from_environment(): apps that know nothing of us, started by `silhouette record` (docs/record.md).
#include <silhouette/adapter.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "platform/process.h"
#include "platform/secure_memory.h"
#include "sdk/api/guard.h"
#include "sdk/api/handle.h"

extern "C" char** environ;  // NOLINT: the system's

namespace silhouette::api {
namespace {

constexpr std::string_view kPrefix = "SILHOUETTE_";
// A key is 64 characters or so; more is not read.
constexpr std::size_t kKeyMax = 4'096;

// Runs while the application object is made, before the app starts threads of its own: the environment may be changed.
std::string value_of(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : std::string();
}

void take_variables_out() {
    std::vector<std::string> names;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (text.substr(0, kPrefix.size()) == kPrefix) {
            names.emplace_back(text.substr(0, text.find('=')));
        }
    }
    for (const std::string& name : names) {
        ::unsetenv(name.c_str());
    }
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// The first line of what the descriptor gives; closes it.
std::string read_key(int descriptor) {
    std::string key;
    std::array<char, 256> piece{};
    bool more = true;
    while (more && key.size() < kKeyMax) {
        const ssize_t got = ::read(descriptor, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        for (const char character : std::string_view(piece.data(), static_cast<std::size_t>(got))) {
            if (character == '\n') {
                more = false;
                break;
            }
            key.push_back(character);
        }
    }
    platform::cleanse(std::as_writable_bytes(std::span(piece)));
    ::close(descriptor);
    return key;
}

// "<allowed 0|1> <version> <sampling> <valid_for>"
std::optional<privacy::Verdict> read_verdict(std::string_view text) {
    std::array<std::uint64_t, 4> numbers{};
    for (std::uint64_t& number : numbers) {
        const auto end = text.find(' ');
        const auto parsed = number_of<std::uint64_t>(text.substr(0, end));
        if (!parsed) {
            return std::nullopt;
        }
        number = *parsed;
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    privacy::Verdict verdict;
    verdict.allowed = numbers[0] == 1;
    verdict.version = numbers[1];
    verdict.sampling = static_cast<std::uint32_t>(numbers[2] < 1000 ? numbers[2] : 1000);
    if (numbers[3] != 0 && numbers[3] <= 2'592'000) {
        verdict.valid_for = std::chrono::seconds(numbers[3]);
    }
    verdict.received = recorder::verdict_clock_now();
    return verdict;
}

// Puts back what the user's own variable was.
void restore_plugin_path() {
    const char* const own = std::getenv("SILHOUETTE_QT_PLUGIN_PATH");
    if (own == nullptr) {
        return;
    }
    if (*own != '\0') {
        ::setenv("QT_PLUGIN_PATH", own, 1);
    } else {
        ::unsetenv("QT_PLUGIN_PATH");
    }
}

sil_status start_from_environment(sil_recorder** handle) {
    const std::string executable = value_of("SILHOUETTE_EXECUTABLE");
    if (executable.empty() || platform::is_set_id() || platform::executable_path() != executable) {
        return SIL_ERROR_DISABLED;
    }
    const std::string app = value_of("SILHOUETTE_APP"), endpoint = value_of("SILHOUETTE_ENDPOINT"),
                      tenant = value_of("SILHOUETTE_TENANT"), ca = value_of("SILHOUETTE_CA"),
                      version = value_of("SILHOUETTE_APP_VERSION"), verdict = value_of("SILHOUETTE_VERDICT");
    const bool this_run = value_of("SILHOUETTE_OPT_IN") == "run";
    const auto key_descriptor = number_of<int>(value_of("SILHOUETTE_KEY_FD"));
    const auto counters_descriptor = number_of<int>(value_of("SILHOUETTE_COUNTERS_FD"));
    const auto batch_ms = number_of<std::uint32_t>(value_of("SILHOUETTE_BATCH_MS"));
    restore_plugin_path();
    take_variables_out();
    if (counters_descriptor && *counters_descriptor >= 0) {
        ::fcntl(*counters_descriptor, F_SETFD, FD_CLOEXEC);
    }
    std::string key = key_descriptor && *key_descriptor >= 0 ? read_key(*key_descriptor) : std::string();

    sil_options options = SIL_OPTIONS_INIT;
    options.app = app.c_str();
    options.app_version = version.c_str();
    options.tenant = tenant.c_str();
    options.endpoint = endpoint.c_str();
    options.key = key.c_str();
    options.ca_file = ca.empty() ? nullptr : ca.c_str();
    options.batch_ms = batch_ms.value_or(0);
    recorder::Settings settings;
    const sil_status status = recorder::read_options(&options, settings);
    platform::cleanse(std::as_writable_bytes(std::span(key)));
    if (status != SIL_OK) {
        return status;
    }
    settings.waits_for_adapter = true;
    settings.yes_for_this_run = this_run;
    settings.verdict = verdict.empty() ? std::nullopt : read_verdict(verdict);
    settings.counters_descriptor = counters_descriptor.value_or(-1);
    return start(std::move(settings), handle);
}

}  // namespace
}  // namespace silhouette::api

extern "C" sil_status sil_start_from_environment(sil_recorder** recorder) {
    if (recorder == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    *recorder = nullptr;
    return silhouette::api::guarded([&] { return silhouette::api::start_from_environment(recorder); });
}
