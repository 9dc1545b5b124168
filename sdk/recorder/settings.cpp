#include "sdk/recorder/settings.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "platform/boot_clock.h"
#include "platform/process.h"
#include "privacy/grammar/name_grammar.h"
#include "sdk/boundary/queue.h"
#include "sdk/recorder/host_limits.h"

namespace silhouette::recorder {
namespace {

// A route table of thousands of templates.
constexpr std::size_t kRoutesMax = 1 << 20;

constexpr std::string_view kNoProxy = "direct";

bool copy_text(const char* text, bool required, std::string& copy, std::size_t most = kTextMax) {
    if (text == nullptr) {
        return !required;
    }
    const std::size_t length = ::strnlen(text, most + 1);
    if (length > most || (required && length == 0)) {
        return false;
    }
    copy.assign(text, length);
    return true;
}

// A field that is 0 keeps its default.
template <typename Number, typename Setting>
bool copy_number(Number number, Number low, Number high, Setting& setting) {
    if (number == 0) {
        return true;
    }
    if (number < low || number > high) {
        return false;
    }
    setting = Setting(number);
    return true;
}

}  // namespace

Surroundings surroundings_of_environment() {
    const char* const veto = std::getenv("DO_NOT_TRACK");  // NOLINT(concurrency-mt-unsafe): as the host does
    return {platform::default_state_folder(), platform::default_cache_folder(),
            veto != nullptr && privacy::forbids_tracking(veto), transport::proxy_choice_of_environment()};
}

bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= kTextMax &&
           std::all_of(text.begin(), text.end(), [](char character) { return character > ' ' && character < 127; });
}

sil_status read_options(const sil_options* options, const Surroundings& surroundings, Settings& settings) {
    // The smallest structure there ever was ends behind the key.
    constexpr std::size_t kSmallest = offsetof(sil_options, ca_file);
    if (options == nullptr || options->size < kSmallest || options->size > 64u << 10) {
        return SIL_ERROR_ARGUMENT;
    }
    sil_options given = SIL_OPTIONS_INIT;
    std::memcpy(static_cast<void*>(&given), options, std::min(options->size, sizeof given));
    std::string state, cache, manifest, routes, proxy, no_proxy, pins;
    if (!copy_text(given.app, true, settings.app) || !copy_text(given.app_version, false, settings.app_version) ||
        !copy_text(given.tenant, true, settings.tenant) || !copy_text(given.endpoint, true, settings.endpoint) ||
        !copy_text(given.key, true, settings.key) || !copy_text(given.ca_file, false, settings.trust.ca_file) ||
        !copy_text(given.state_dir, false, state) || !copy_text(given.cache_dir, false, cache) ||
        !copy_text(given.account, false, settings.account) || !copy_text(given.manifest, false, manifest) ||
        !copy_text(given.routes, false, routes, kRoutesMax) || !copy_text(given.proxy, false, proxy) ||
        !copy_text(given.no_proxy, false, no_proxy) || !copy_text(given.pins, false, pins) ||
        !copy_text(given.client_certificate, false, settings.trust.client_certificate) ||
        !copy_text(given.client_key, false, settings.trust.client_key)) {
        return SIL_ERROR_ARGUMENT;
    }
    // It is read at each opening, when the host's current folder may be any.
    if (!manifest.empty() && !manifest.starts_with('/')) {
        return SIL_ERROR_ARGUMENT;
    }
    const auto parsed_pins = transport::parse_pins(pins);
    if (!parsed_pins || settings.trust.client_certificate.empty() != settings.trust.client_key.empty() ||
        given.metered > 1 || take_limits(given.limits, settings.policy_of_transport) != nullptr ||
        (!proxy.empty() && proxy != kNoProxy && !transport::parse_proxy(proxy))) {
        return SIL_ERROR_ARGUMENT;
    }
    settings.trust.pins = *parsed_pins;
    if (!grammar::is_app_id(settings.app) || !grammar::is_configured(settings.tenant) ||
        (!settings.app_version.empty() && !grammar::is_configured(settings.app_version)) ||
        (!settings.account.empty() && !grammar::is_configured(settings.account))) {
        return SIL_ERROR_NAME;
    }
    std::uint32_t batch_ms = 0, spool_age = 0, verdict_valid = 0;
    if (!transport::parse_endpoint(settings.endpoint) || !is_key(settings.key) ||
        !copy_number(given.queue_events, boundary::Queue::kCapacityMin, boundary::Queue::kCapacityMax,
                     settings.queue_events) ||
        (settings.queue_events & (settings.queue_events - 1)) != 0 ||
        !copy_number(given.batch_bytes, 1'024u, 1u << 20, settings.batch_bytes) ||
        !copy_number(given.batch_ms, 100u, 600'000u, batch_ms) ||
        !copy_number(given.spool_bytes, 64u * 1'024, 1u << 30, settings.spool_bytes) ||
        !copy_number(given.spool_age_s, 60u, 2'592'000u, spool_age) ||
        !copy_number(given.notice_version, 1u, UINT32_MAX, settings.notice_version) ||
        !copy_number(given.verdict_valid_s, 60u, 2'592'000u, verdict_valid) ||
        (given.level != 0 && given.level != SIL_LEVEL_INTERACTIONS && given.level != SIL_LEVEL_SILHOUETTES) ||
        (given.layout != SIL_LAYOUT_STRICT && given.layout != SIL_LAYOUT_EXACT)) {
        return SIL_ERROR_ARGUMENT;
    }
    settings.manifest = manifest;
    settings.routes = KeptRoutes(std::move(routes));
    settings.layout = given.layout;
    settings.level = given.level != 0 ? given.level : SIL_LEVEL_SILHOUETTES;
    if (batch_ms != 0) {
        settings.batch_interval = std::chrono::milliseconds(batch_ms);
    }
    if (spool_age != 0) {
        settings.spool_age = std::chrono::seconds(spool_age);
    }
    if (verdict_valid != 0) {
        settings.verdict_valid = std::chrono::seconds(verdict_valid);
    }
    settings.choice = given.choice;
    settings.choice_context = given.choice_context;
    settings.log = given.log;
    settings.log_context = given.log_context;
    settings.state = state.empty() ? surroundings.state : std::filesystem::path(state);
    settings.cache = cache.empty() ? surroundings.cache : std::filesystem::path(cache);
    settings.vetoed = surroundings.do_not_track;
    settings.proxy = surroundings.proxy;
    if (!proxy.empty()) {
        settings.proxy = {proxy == kNoProxy ? std::string() : proxy, no_proxy, true};
    }
    settings.key_refused = given.key_refused;
    settings.key_context = given.key_context;
    settings.metered = given.metered != 0;
    return SIL_OK;
}

privacy::Answer ask_host(const Settings& settings) {
    switch (settings.choice(settings.notice_version, settings.choice_context)) {
        case SIL_CHOICE_YES:
            return privacy::Answer::yes;
        case SIL_CHOICE_NO:
            return privacy::Answer::no;
        default:
            return privacy::Answer::unknown;
    }
}

privacy::Clocks verdict_clocks_now() noexcept {
    return {platform::boot_time(), std::chrono::system_clock::now()};
}

}  // namespace silhouette::recorder
