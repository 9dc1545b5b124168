// `silhouette consent`: the user's own switch on the command line.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/app_scopes.h"
#include "cli/command.h"
#include "cli/veto.h"
#include "platform/process.h"
#include "privacy/consent/choice.h"
#include "privacy/grammar/name_grammar.h"
#include "silhouette/silhouette.h"
#include "transport/destroyed_key.h"
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
    std::string app, account;
    std::uint32_t notice_version = 0;  // 0: the one that the stored choice is of
    bool erase = false;
    bool keep_record = false;
    bool json = false;
};

struct Reason {
    const char* word;    // as sil_state_word() says it; "opted-in" when nothing on this computer speaks against it
    std::string detail;  // more, where there is more
};

// `veto`: as vetoed_by() says for the app, whosever choice it is.
Reason reason(const privacy::Choice& choice, const std::string& veto, const std::string& whose) {
    if (!veto.empty()) {
        return {sil_state_word(SIL_STATE_VETOED), veto};
    }
    if (choice.answer == privacy::Answer::yes) {
        return {"opted-in", ""};
    }
    const char* const off = sil_state_word(SIL_STATE_USER_OFF);
    if (choice.answer == privacy::Answer::no) {
        return {off, ""};
    }
    if (choice.problem != "missing") {
        return {off, choice.problem};
    }
    return {off, privacy::was_set_aside(platform::default_state_folder(), whose) ? "set-aside" : "never-asked"};
}

bool is_open(const Reason& why) {
    return std::string(why.word) == "opted-in";
}

// The app's, or that of the account that was named.
std::string scope(const ConsentOptions& options) {
    return privacy::scope_of(options.app, options.account);
}

std::string utc(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    char text[32];
    ::gmtime_r(&time, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

// Beside the app's own choice: accounts of it that are opted in.
std::size_t count_open_accounts(const ConsentOptions& options, const std::string& veto) {
    const auto scopes = scopes_of(options.app, options.account);
    return static_cast<std::size_t>(std::count_if(scopes.begin() + 1, scopes.end(), [&](const std::string& whose) {
        return is_open(reason(privacy::read_choice(platform::default_state_folder(), whose), veto, whose));
    }));
}

void print_state(const ConsentOptions& options) {
    const auto choice = privacy::read_choice(platform::default_state_folder(), scope(options));
    const std::string veto = vetoed_by(options.app);
    const std::size_t open_accounts = count_open_accounts(options, veto);
    const Reason why = reason(choice, veto, scope(options));
    const bool open = is_open(why);
    if (options.json) {
        nlohmann::ordered_json result{{"app", options.app}, {"state", open ? "open" : "closed"}, {"reason", why.word}};
        result["detail"] = why.detail;
        result["notice_version"] = choice.notice_version;
        result["since"] = choice.since ? nlohmann::ordered_json(utc(choice.since)) : nlohmann::ordered_json();
        if (open_accounts != 0) {
            result["open_accounts"] = open_accounts;
        }
        std::printf("%s\n", result.dump().c_str());
        return;
    }
    std::printf("%s: %s (%s%s%s)%s%s\n", options.app.c_str(), open ? "open" : "closed", why.word,
                why.detail.empty() ? "" : ", ", why.detail.c_str(), choice.since ? " since " : "",
                choice.since ? utc(choice.since).c_str() : "");
    if (open_accounts != 0) {
        std::printf("%s: open for %zu of its accounts\n", options.app.c_str(), open_accounts);
    }
}

void store(const ConsentOptions& options, const std::string& whose, privacy::Answer answer) {
    privacy::Choice choice;
    choice.answer = answer;
    choice.notice_version = options.notice_version;
    if (choice.notice_version == 0) {
        choice.notice_version =
            std::max(privacy::read_choice(platform::default_state_folder(), whose).notice_version, kNoticeVersion);
    }
    choice.since =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    choice.how = "command";
    choice.keep_record = options.keep_record;
    const auto state = platform::default_state_folder();
    if (state.empty()) {
        throw Failure("there is no home folder to keep the choice in: set HOME or XDG_STATE_HOME");
    }
    if (const auto error = privacy::write_choice(state, whose, choice)) {
        throw Failure("the choice could not be stored in '" + privacy::choice_file(state, whose).string() +
                      "': " + error.message());
    }
    if (privacy::read_choice(state, whose).answer == privacy::Answer::unknown) {
        std::fprintf(stderr,
                     "The disk does not take the answer; the yes that was stored is removed, which turns off all the "
                     "same.\n");
    }
}

// An explicit "no" ends the epoch also when no process of the app is running to do it: the key first, so that the rest
// is unreadable before it is gone.
void wipe(const std::string& whose, bool keep_record) {
    const auto state = platform::default_state_folder();
    const auto cache = platform::default_cache_folder() / whose;
    if (!keep_record) {
        transport::destroy_epoch_key(transport::record_key_file(cache));
    }
    // Unless the user has said "yes" again meanwhile, in the app: the key that lies there is of a newer epoch then.
    transport::destroy_epoch_key(transport::epoch_key_file(state / whose), {[&](const auto&) {
                                     return privacy::read_choice(state, whose).answer != privacy::Answer::yes;
                                 }});
    transport::wipe_local_record(state / whose, cache);
}

int erase(const std::vector<std::string>& scopes) {
    transport::ErasureResult all;
    const auto deadline = std::chrono::steady_clock::now() + kErasureWait;
    for (const std::string& whose : scopes) {
        const auto folder = platform::default_state_folder() / whose;
        // Remembered: what is not confirmed now is tried again by the app's next start, and by the next `off --erase`.
        std::uint32_t count = 0;
        if (const auto error = transport::ask_for_erasure(folder, count)) {
            throw Failure("that the erasure is wanted could not be stored: " + error.message());
        }
        const auto result = transport::erase_all(folder, sil_version_text(), deadline);
        all.erased += result.erased;
        all.not_there += result.not_there;
        all.failed += result.failed;
        all.problem = result.problem.empty() ? all.problem : result.problem;
    }
    std::fprintf(stderr, "erased %llu sessions, %llu were not there, %llu not confirmed%s%s\n",
                 static_cast<unsigned long long>(all.erased), static_cast<unsigned long long>(all.not_there),
                 static_cast<unsigned long long>(all.failed), all.problem.empty() ? "" : ": ", all.problem.c_str());
    return all.failed == 0 ? 0 : kExitFailure;
}

}  // namespace

void add_consent(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("consent", "Show, give or withdraw your consent to the recording of an app");
    command->require_subcommand(1);
    auto options = std::make_shared<ConsentOptions>();
    const auto add = [&](const char* name, const char* help, auto action) {
        auto* verb = command->add_subcommand(name, help);
        verb->add_option("--app", options->app, "App id, [a-z0-9.-]{1,64}")->required();
        verb->add_option("--account", options->account,
                         "The app's own account, where it has some; `off` without it is for all of them");
        verb->add_flag("--json", options->json, "Print one JSON document");
        if (std::string(name) == "off") {
            verb->add_flag("--erase", options->erase, "Also delete what was sent");
            verb->add_flag("--keep-record", options->keep_record, "Keep the local record of what was sent");
        }
        if (std::string(name) == "on") {
            verb->add_option(
                    "--notice-version", options->notice_version,
                    "Version of the app's privacy notice that you read (default: that of your last answer, or 1)")
                ->check(CLI::Range(1u, UINT32_MAX));
        }
        verb->callback([options, action, &run] {
            run = [options, action] {
                if (!grammar::is_app_id(options->app)) {
                    throw UsageError("--app: '" + options->app + "' is not [a-z0-9.-]{1,64}");
                }
                check_account(options->account);
                const int code = action(*options);
                print_state(*options);
                return code;
            };
        });
    };
    add("status", "Print the state", [](const ConsentOptions&) { return 0; });
    add("on", "Opt in", [](const ConsentOptions& chosen) {
        std::fprintf(stderr, kNotice, chosen.app.c_str());
        const std::string whose = scope(chosen);
        // A "no" whose command was killed may have left the key of its epoch: this "yes" is not to revive that.
        if (const auto before = privacy::read_choice(platform::default_state_folder(), whose);
            before.answer == privacy::Answer::no) {
            wipe(whose, before.keep_record);
        }
        store(chosen, whose, privacy::Answer::yes);
        return 0;
    });
    add("off", "Opt out: recording ends at once, in every process of the app", [](const ConsentOptions& chosen) {
        const auto scopes = scopes_of(chosen.app, chosen.account);
        std::string problem;
        for (const std::string& whose : scopes) {
            try {
                store(chosen, whose, privacy::Answer::no);
            } catch (const Failure& failure) {
                problem = failure.what();  // the other accounts are closed all the same
                continue;
            }
            wipe(whose, chosen.keep_record);
        }
        if (!problem.empty()) {
            throw Failure(problem);
        }
        return chosen.erase ? erase(scopes) : 0;
    });
}

}  // namespace silhouette::cli
