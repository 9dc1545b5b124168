// sil_start_from_variables(): apps that know nothing of us, started by `silhouette record` (docs/record.md).
#include <silhouette/adapter.h>

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <unistd.h>

#include "platform/boot_clock.h"
#include "platform/process.h"
#include "platform/secure_memory.h"
#include "sdk/api/guard.h"
#include "sdk/api/handle.h"

namespace silhouette::api {
namespace {

// A key is 64 characters or so; more is not read.
constexpr std::size_t kKeyMax = 4'096;

// The value of a variable among "NAME=value" texts; "" where there is none.
class Variables {
  public:
    explicit Variables(const char* const* variables) : variables_(variables) {}
    std::string operator[](std::string_view name) const {
        for (const char* const* one = variables_; *one != nullptr; ++one) {
            const std::string_view text(*one);
            if (text.size() > name.size() && text[name.size()] == '=' && text.substr(0, name.size()) == name) {
                return std::string(text.substr(name.size() + 1));
            }
        }
        return {};
    }

  private:
    const char* const* variables_;
};

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
    off_t place = 0;
    while (more && key.size() < kKeyMax) {
        // By place where there is one: all that inherit the descriptor share its position.
        ssize_t got = ::pread(descriptor, piece.data(), piece.size(), place);
        if (got < 0 && errno == ESPIPE) {
            got = ::read(descriptor, piece.data(), piece.size());
        }
        place += got > 0 ? got : 0;
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

// "<allowed 0|1> <version> <sampling> <valid_for> <allowed_since>"
std::optional<privacy::Verdict> read_verdict(std::string_view text) {
    std::array<std::uint64_t, 5> numbers{};
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
    verdict.allowed_since = numbers[4];
    verdict.received = platform::boot_time();
    verdict.received_wall = std::chrono::system_clock::now();
    return verdict;
}

recorder::Surroundings surroundings_of(const Variables& variables) {
    const std::string home = variables["HOME"];
    return {platform::state_folder(variables["XDG_STATE_HOME"], home),
            platform::cache_folder(variables["XDG_CACHE_HOME"], home),
            privacy::forbids_tracking(variables["DO_NOT_TRACK"]),
            transport::proxy_choice_of([&](const char* name) { return variables[name]; })};
}

sil_status start_from(const Variables& variables, sil_recorder** handle) {
    const std::string executable = variables["SILHOUETTE_EXECUTABLE"];
    if (executable.empty() || platform::is_set_id() || platform::executable_path() != executable) {
        return SIL_ERROR_DISABLED;
    }
    const std::string app = variables["SILHOUETTE_APP"], endpoint = variables["SILHOUETTE_ENDPOINT"],
                      tenant = variables["SILHOUETTE_TENANT"], ca = variables["SILHOUETTE_CA"],
                      manifest = variables["SILHOUETTE_MANIFEST"], version = variables["SILHOUETTE_APP_VERSION"],
                      verdict = variables["SILHOUETTE_VERDICT"];
    const bool this_run = variables["SILHOUETTE_OPT_IN"] == "run";
    const auto key_descriptor = number_of<int>(variables["SILHOUETTE_KEY_FD"]);
    const auto counters_descriptor = number_of<int>(variables["SILHOUETTE_COUNTERS_FD"]);
    const auto batch_ms = number_of<std::uint32_t>(variables["SILHOUETTE_BATCH_MS"]);
    std::string key = key_descriptor && *key_descriptor >= 0 ? read_key(*key_descriptor) : std::string();

    sil_options options = SIL_OPTIONS_INIT;
    options.app = app.c_str();
    options.app_version = version.c_str();
    options.tenant = tenant.c_str();
    options.endpoint = endpoint.c_str();
    options.key = key.c_str();
    options.ca_file = ca.empty() ? nullptr : ca.c_str();
    options.batch_ms = batch_ms.value_or(0);
    options.manifest = manifest.c_str();
    options.layout = variables["SILHOUETTE_LAYOUT"] == "exact" ? SIL_LAYOUT_EXACT : SIL_LAYOUT_STRICT;
    recorder::Settings settings;
    const sil_status status = recorder::read_options(&options, surroundings_of(variables), settings);
    platform::cleanse(std::as_writable_bytes(std::span(key)));
    if (status != SIL_OK) {
        if (counters_descriptor) {
            ::close(*counters_descriptor);
        }
        return status;
    }
    settings.waits_for_adapter = true;
    settings.yes_for_this_run = this_run;
    settings.verdict = verdict.empty() ? std::nullopt : read_verdict(verdict);
    settings.counters_descriptor = counters_descriptor.value_or(-1);
    const sil_status started = start(std::move(settings), handle);
    if (started != SIL_OK && counters_descriptor) {
        ::close(*counters_descriptor);  // nobody has begun to use it
    }
    return started;
}

}  // namespace
}  // namespace silhouette::api

extern "C" sil_status sil_start_from_variables(const char* const* variables, sil_recorder** recorder) {
    if (variables == nullptr || recorder == nullptr) {
        return SIL_ERROR_ARGUMENT;
    }
    *recorder = nullptr;
    return silhouette::api::guarded(
        [&] { return silhouette::api::start_from(silhouette::api::Variables(variables), recorder); });
}
