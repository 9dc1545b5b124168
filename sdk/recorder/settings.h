// What the host asked for, checked and copied.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <silhouette/silhouette.h>

#include "privacy/consent/choice.h"
#include "privacy/consent/policy.h"
#include "privacy/consent/verdict.h"
#include "sdk/recorder/kept_routes.h"
#include "transport/endpoint.h"
#include "transport/policy.h"
#include "transport/route.h"

namespace silhouette::recorder {

struct Settings {
    std::string app, app_version, tenant, endpoint, key;
    transport::Trust trust;
    std::filesystem::path state, cache;  // of all apps; empty when there is no home
    sil_level level = SIL_LEVEL_SILHOUETTES;
    sil_layout layout = SIL_LAYOUT_STRICT;
    std::uint32_t queue_events = 4'096;
    std::uint32_t batch_bytes = 65'536;
    std::chrono::milliseconds batch_interval{30'000};
    std::uint64_t spool_bytes = 8u << 20;
    std::chrono::seconds spool_age{604'800};
    sil_log_function log = nullptr;
    void* log_context = nullptr;
    std::uint32_t notice_version = 1;                                   // of the privacy notice in force
    std::chrono::seconds verdict_valid{privacy::kVerdictValidDefault};  // at the most
    sil_choice_function choice = nullptr;                               // the host holds the choice
    void* choice_context = nullptr;
    privacy::Answer held = privacy::Answer::unknown;  // what the host answered, asked before the start
    std::string account;                              // empty: none
    std::filesystem::path manifest;                   // empty: none
    KeptRoutes routes;
    sil_key_function key_refused = nullptr;
    void* key_context = nullptr;
    bool metered = false;
    transport::Policy policy_of_transport;

    // Apps that know nothing of us (sil_start_from_variables()).
    bool waits_for_adapter = false;  // opens when the hook is there, so that its toolkit is known
    bool yes_for_this_run = false;
    std::optional<privacy::Verdict> verdict;  // learned just before the app started
    int counters_descriptor = -1;

    bool vetoed = false;  // DO_NOT_TRACK=1
    transport::ProxyChoice proxy;
    // Unit tests have files and clocks of their own; no option of a host and no variable leads here.
    privacy::PolicyFile policy;
    std::function<privacy::Clocks()> clocks;
};

// What the user's environment says: folders where the host names none, a veto, a proxy.
struct Surroundings {
    std::filesystem::path state, cache;  // empty when there is no home
    bool do_not_track = false;
    transport::ProxyChoice proxy;
};
// Reads the environment: on the thread of the host's that calls, never on one of ours, since the host may change it.
Surroundings surroundings_of_environment();

// Longer strings of the host's are mistakes; bounds what is read of them.
inline constexpr std::size_t kTextMax = 4'096;

// What a header can carry as it is: visible ASCII, up to 4,096. A line's end that was read with it is the usual
// mistake.
bool is_key(std::string_view text);

// Checks and copies. SIL_OK, or what is wrong.
sil_status read_options(const sil_options* options, const Surroundings& surroundings, Settings& settings);

// What the host answers for the choice that it holds. Calls it: on the thread of the host's that calls, below no lock.
privacy::Answer ask_host(const Settings& settings);

// The clocks of verdicts.
privacy::Clocks verdict_clocks_now() noexcept;

}  // namespace silhouette::recorder
