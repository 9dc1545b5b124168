// `silhouette record`: runs an unmodified app with the hook loaded.
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/command.h"
#include "cli/record/child.h"
#include "cli/record/counters.h"
#include "cli/record/program.h"
#include "cli/replace_file.h"
#include "cli/veto.h"
#include "platform/mapped_words.h"
#include "platform/process.h"
#include "privacy/consent/choice.h"
#include "privacy/grammar/name_grammar.h"
#include "replay/words.h"
#include "silhouette/silhouette.h"
#include "transport/verdict_client.h"

namespace silhouette::cli {
namespace {

// What a caller can tell apart, as env(1), timeout(1) and the shells do.
constexpr int kExitOwnFailure = 125;
constexpr int kExitNotExecutable = 126;
constexpr int kExitNotFound = 127;

// How long COMMAND may wait for the tenant's verdict.
constexpr std::chrono::milliseconds kVerdictWait{5'000};

struct RecordOptions {
    std::string app, endpoint, tenant, key, ca, manifest, report, program;
    bool opt_in = false;
    std::uint32_t batch_ms = 0;
    std::string layout = "strict";
    std::vector<std::string> command;
};

void check(const RecordOptions& options, const std::string& app, const std::string& key) {
    if (!grammar::is_app_id(app)) {
        throw UsageError("the app id '" + app + "' is not [a-z0-9.-]{1,64}: give one with --app");
    }
    if (!grammar::is_configured(options.tenant)) {
        throw UsageError("--tenant: '" + options.tenant + "' is not [A-Za-z0-9._+-]{1,64}");
    }
    if (!options.endpoint.starts_with("https://")) {
        throw UsageError("--endpoint: '" + options.endpoint + "' does not start with https://");
    }
    if (key.empty()) {
        throw UsageError("no ingest key: give --key K, --key @FILE or SILHOUETTE_KEY");
    }
    if (!options.manifest.empty() && ::access(options.manifest.c_str(), R_OK) != 0) {
        throw UsageError("--manifest: cannot read '" + options.manifest + "'");
    }
    if (!options.ca.empty() && ::access(options.ca.c_str(), R_OK) != 0) {
        throw UsageError("--ca: cannot read '" + options.ca + "'");
    }
}

bool opted_in(const RecordOptions& options, const std::string& app) {
    if (const char* veto = vetoed_by(app); *veto != '\0') {
        std::fprintf(stderr, "silhouette record: recording is forbidden here (%s): nothing is recorded\n", veto);
        return false;
    }
    if (options.opt_in) {
        return true;
    }
    const privacy::Choice choice = privacy::read_choice(platform::default_state_folder(), app);
    if (choice.answer != privacy::Answer::yes) {
        const bool is_damaged = !choice.problem.empty() && choice.problem != "missing";
        std::fprintf(stderr,
                     "silhouette record: no yes of yours is stored for '%s'%s%s%s: nothing is recorded until "
                     "`silhouette consent on --app %s`\n",
                     app.c_str(), is_damaged ? " (" : "", is_damaged ? choice.problem.c_str() : "",
                     is_damaged ? ")" : "", app.c_str());
    }
    return choice.answer == privacy::Answer::yes;
}

std::string ask_tenant(const RecordOptions& options, const std::string& app, const std::string& key) {
    transport::Options client;
    client.endpoint = options.endpoint;
    client.tenant = options.tenant;
    client.key = key;
    client.trust.ca_file = options.ca;
    client.proxy = transport::proxy_choice_of_environment();
    client.app = app;
    client.sdk_version = sil_version_text();
    transport::Failure failure{};
    const auto verdict = transport::ask_once(client, kVerdictWait, failure);
    if (!verdict) {
        const char* const why = failure == transport::Failure::untried ? "the endpoint must be https://host[:port]"
                                                                       : transport::to_text(failure);
        std::fprintf(stderr,
                     "silhouette record: no verdict from the tenant (%s): nothing is recorded until there is one\n",
                     why);
        return {};
    }
    if (!verdict->allowed) {
        std::fprintf(stderr,
                     "silhouette record: the tenant does not allow recording: nothing is recorded until it does\n");
    }
    return std::string(verdict->allowed ? "1" : "0") + " " + std::to_string(verdict->version) + " " +
           std::to_string(verdict->sampling) + " " + std::to_string(verdict->valid_for.count()) + " " +
           std::to_string(verdict->allowed_since);
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread is running yet
    return value ? value : "";
}

// Both plugin folders: each Qt loads the one that fits and passes over the other.
void add_plugins(std::map<std::string, std::string>& environment) {
    const auto plugins = platform::executable_path().parent_path().parent_path() / "lib" / "silhouette";
    const std::string users = variable("QT_PLUGIN_PATH");
    environment["QT_PLUGIN_PATH"] =
        (plugins / "qt5").string() + ":" + (plugins / "qt6").string() + (users.empty() ? "" : ":" + users);
    environment["SILHOUETTE_QT_PLUGIN_PATH"] = users;
    const std::string generic = variable("QT_QPA_GENERIC_PLUGINS");
    environment["QT_QPA_GENERIC_PLUGINS"] = "silhouette" + (generic.empty() ? "" : "," + generic);
    if (!std::filesystem::exists(plugins)) {
        std::fprintf(stderr, "silhouette record: no hooks in '%s': the app runs unrecorded\n", plugins.c_str());
    }
}

nlohmann::ordered_json report_of(const Counters& counters) {
    nlohmann::ordered_json by_reason = nlohmann::ordered_json::object();
    for (std::size_t reason = 0; reason < counters.dropped_by_reason.size(); ++reason) {
        if (counters.dropped_by_reason[reason] != 0) {
            by_reason[replay::drop_word(static_cast<v1::DropReason>(reason))] = counters.dropped_by_reason[reason];
        }
    }
    return {{"captured", counters.captured},
            {"sent", counters.sent},
            {"dropped", counters.dropped},
            {"wiped", counters.wiped},
            {"pending", counters.pending},
            {"dropped_by_reason", by_reason},
            {"hook", counters.begun ? "loaded" : "none"},
            {"network",
             {{"upload", transport::to_word(counters.upload)}, {"verdict", transport::to_word(counters.verdict)}}}};
}

int record(const RecordOptions& options) {
    const std::string app = options.app.empty() ? default_app_id(options.command.front()) : options.app;
    const std::string key = secret(options.key, "SILHOUETTE_KEY");
    check(options, app, key);
    const Program program = find_program(options.command.front());
    if (program.problem != ProgramProblem::none) {
        const bool missing = program.problem == ProgramProblem::not_found;
        std::fprintf(stderr, "silhouette record: %s: %s\n", options.command.front().c_str(),
                     missing ? "there is no such program" : "it is not an executable file");
        return missing ? kExitNotFound : kExitNotExecutable;
    }
    const bool is_opted_in = opted_in(options, app);
    std::map<std::string, std::string> environment{
        {"SILHOUETTE_APP", app},
        {"SILHOUETTE_ENDPOINT", options.endpoint},
        {"SILHOUETTE_TENANT", options.tenant},
        {"SILHOUETTE_CA", options.ca.empty() ? "" : std::filesystem::absolute(options.ca).string()},
        {"SILHOUETTE_MANIFEST", options.manifest.empty() ? "" : std::filesystem::absolute(options.manifest).string()},
        {"SILHOUETTE_OPT_IN", options.opt_in ? "run" : ""},
        {"SILHOUETTE_LAYOUT", options.layout},
        {"SILHOUETTE_BATCH_MS", options.batch_ms ? std::to_string(options.batch_ms) : ""},
        {"SILHOUETTE_VERDICT", is_opted_in ? ask_tenant(options, app, key) : ""},
        {"SILHOUETTE_EXECUTABLE", options.program.empty()
                                      ? program.executable.string()
                                      : std::filesystem::weakly_canonical(options.program).string()},
        {"SILHOUETTE_KEY", ""}};
    add_plugins(environment);
    const InheritedMemory key_memory(key.size() + 1, key + "\n");
    const InheritedMemory counter_memory(recorder::kCounterWords * sizeof(std::uint64_t), "");
    environment["SILHOUETTE_KEY_FD"] = std::to_string(key_memory.descriptor());
    environment["SILHOUETTE_COUNTERS_FD"] = std::to_string(counter_memory.descriptor());

    const ChildEnd end =
        run_child(program.file, options.command, environment, {key_memory.descriptor(), counter_memory.descriptor()});
    if (!end.started) {
        std::fprintf(stderr, "silhouette record: %s: cannot be started: %s\n", options.command.front().c_str(),
                     std::strerror(end.start_error));  // NOLINT(concurrency-mt-unsafe)
        return end.start_error == ENOEXEC || end.start_error == EACCES ? kExitNotExecutable : kExitOwnFailure;
    }
    const auto words =
        platform::MappedWords::from_descriptor(::dup(counter_memory.descriptor()), recorder::kCounterWords);
    const Counters counters = read_counters(words.words());
    const auto report = report_of(counters);
    if (!options.report.empty()) {
        try {
            replace_file(options.report, report.dump(2) + "\n");
        } catch (const std::exception& error) {
            std::fprintf(stderr, "silhouette record: --report: %s\n", error.what());
        }
    }
    // Without a yes of both there is no recorder in an app that has the hook, either.
    if (is_opted_in && environment["SILHOUETTE_VERDICT"].starts_with('1') && !counters.begun) {
        std::fprintf(stderr,
                     "silhouette record: nothing was recorded (no-hook): '%s' loaded no hook; hooks are there for Qt "
                     "5.15 and Qt 6, and a script needs --program\n",
                     options.command.front().c_str());
    }
    const auto number = [&report](const char* name) { return report[name].get<unsigned long long>(); };
    std::fprintf(stderr, "captured %llu sent %llu dropped %llu wiped %llu pending %llu\n", number("captured"),
                 number("sent"), number("dropped"), number("wiped"), number("pending"));
    return end.exit_code;
}

}  // namespace

void add_record(CLI::App& app, Run& run) {
    auto* command =
        app.add_subcommand("record", "Run an app with the hook loaded, and record it while consent is active");
    auto options = std::make_shared<RecordOptions>();
    command->add_option("--app", options->app, "App id, [a-z0-9.-]{1,64} (default: base name of COMMAND, lower case)");
    command->add_option("--endpoint", options->endpoint, "The ingest endpoint, https://HOST[:PORT]")->required();
    command->add_option("--tenant", options->tenant, "The tenant's name")->required();
    command->add_option("--key", options->key, "The tenant's ingest key, or @FILE (default: $SILHOUETTE_KEY)");
    command->add_option("--ca", options->ca, "Trust the certificates in this PEM file, too");
    command->add_option("--manifest", options->manifest, "Names that shipped with the app, one a line");
    command->add_flag("--opt-in", options->opt_in, "The user's yes for this run; never stored");
    command->add_option("--report", options->report, "Write the counters as JSON to this file");
    command->add_option("--program", options->program,
                        "The executable that may be recorded, when COMMAND is a script that starts it");
    command->add_option("--batch-ms", options->batch_ms, "Longest time between uploads, in ms (default 30000)")
        ->check(CLI::Range(100, 600'000));
    command
        ->add_option("--layout", options->layout,
                     "Boxes that are told: strict (those that no content can move), or exact, for apps whose windows "
                     "show no content")
        ->check(CLI::IsMember({"strict", "exact"}));
    command->add_option("COMMAND", options->command, "The app and its arguments, behind --")->required();
    command->positionals_at_end();
    command->callback([options, &run] {
        run = [options] {
            try {
                return record(*options);
            } catch (const Failure& error) {
                std::fprintf(stderr, "silhouette record: %s\n", error.what());
                return kExitOwnFailure;
            }
        };
    });
}

}  // namespace silhouette::cli
