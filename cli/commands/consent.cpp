// `silhouette consent`: the user's own switch on the command line.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "platform/process.h"
#include "privacy/consent/choice.h"
#include "privacy/grammar/name_grammar.h"
#include "silhouette/silhouette.h"
#include "transport/epoch_key.h"
#include "transport/erasure.h"
#include "transport/local_record.h"

namespace silhouette::cli {
namespace {

// The notice that `silhouette consent on` prints; a later wording gets a higher number and asks again.
constexpr std::uint32_t kNoticeVersion = 1;
// How long `off --erase` tries; what is not confirmed then can be tried again.
constexpr std::chrono::seconds kErasureWait{30};
constexpr const char* kNotice =
    "Silhouette records where you click, which windows and pages you open, and boxes without content.\n"
    "No text, value, image or key is recorded. It is sent only while the tenant allows it, too.\n"
    "Turn it off again with: silhouette consent off --app %s\n";

struct ConsentOptions {
    std::string app;
    bool erase = false;
    bool json = false;
};

const char* reason(const privacy::Choice& choice) {
    switch (choice.answer) {
        case privacy::Answer::yes:
            return "opted-in";
        case privacy::Answer::no:
            return "user-off";
        case privacy::Answer::unknown:
            break;
    }
    return choice.problem.empty() || choice.problem == "missing" ? "never-asked" : choice.problem.c_str();
}

std::string utc(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    char text[32];
    ::gmtime_r(&time, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

void print_state(const ConsentOptions& options) {
    const auto choice = privacy::read_choice(platform::default_state_folder(), options.app);
    const bool open = choice.answer == privacy::Answer::yes;
    if (options.json) {
        nlohmann::ordered_json result{
            {"app", options.app}, {"state", open ? "open" : "closed"}, {"reason", reason(choice)}};
        result["notice_version"] = choice.notice_version;
        result["since"] = choice.since ? nlohmann::ordered_json(utc(choice.since)) : nlohmann::ordered_json();
        std::printf("%s\n", result.dump().c_str());
        return;
    }
    std::printf("%s: %s (%s)%s%s\n", options.app.c_str(), open ? "open" : "closed", reason(choice),
                choice.since ? " since " : "", choice.since ? utc(choice.since).c_str() : "");
}

void store(const ConsentOptions& options, privacy::Answer answer) {
    privacy::Choice choice;
    choice.answer = answer;
    choice.notice_version = kNoticeVersion;
    choice.since =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    choice.how = "command";
    const auto state = platform::default_state_folder();
    if (state.empty()) {
        throw Failure("there is no home folder to keep the choice in: set HOME or XDG_STATE_HOME");
    }
    if (const auto error = privacy::write_choice(state, options.app, choice)) {
        throw Failure("the choice could not be stored in '" + privacy::choice_file(state, options.app).string() +
                      "': " + error.message());
    }
}

// An explicit "no" ends the epoch also when no process of the app is running to do it: the key first, so that the rest
// is unreadable before it is gone.
void wipe(const std::string& app) {
    transport::destroy_epoch_key(transport::epoch_key_file(platform::default_state_folder() / app));
    const auto cache = platform::default_cache_folder() / app;
    transport::wipe_local_record(cache);
}

int erase(const ConsentOptions& options) {
    const auto result = transport::erase_all(platform::default_state_folder() / options.app, sil_version_text(),
                                             std::chrono::steady_clock::now() + kErasureWait);
    std::fprintf(stderr, "erased %llu sessions, %llu were not there, %llu not confirmed%s%s\n",
                 static_cast<unsigned long long>(result.erased), static_cast<unsigned long long>(result.not_there),
                 static_cast<unsigned long long>(result.failed), result.problem.empty() ? "" : ": ",
                 result.problem.c_str());
    return result.failed == 0 ? 0 : kExitFailure;
}

}  // namespace

void add_consent(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("consent", "Show, give or withdraw your consent to the recording of an app");
    command->require_subcommand(1);
    auto options = std::make_shared<ConsentOptions>();
    const auto add = [&](const char* name, const char* help, auto action) {
        auto* verb = command->add_subcommand(name, help);
        verb->add_option("--app", options->app, "App id, [a-z0-9.-]{1,64}")->required();
        verb->add_flag("--json", options->json, "Print one JSON document");
        if (std::string(name) == "off") {
            verb->add_flag("--erase", options->erase, "Also delete what was sent");
        }
        verb->callback([options, action, &run] {
            run = [options, action] {
                if (!grammar::is_app_id(options->app)) {
                    throw UsageError("--app: '" + options->app + "' is not [a-z0-9.-]{1,64}");
                }
                const int code = action(*options);
                print_state(*options);
                return code;
            };
        });
    };
    add("status", "Print the state", [](const ConsentOptions&) { return 0; });
    add("on", "Opt in", [](const ConsentOptions& chosen) {
        std::fprintf(stderr, kNotice, chosen.app.c_str());
        store(chosen, privacy::Answer::yes);
        return 0;
    });
    add("off", "Opt out: recording ends at once, in every process of the app", [](const ConsentOptions& chosen) {
        // The key before the choice, so that who is killed in between leaves nothing that a later "yes" could revive;
        // and in wipe() once more.
        transport::destroy_epoch_key(transport::epoch_key_file(platform::default_state_folder() / chosen.app));
        store(chosen, privacy::Answer::no);
        wipe(chosen.app);
        return chosen.erase ? erase(chosen) : 0;
    });
}

}  // namespace silhouette::cli
