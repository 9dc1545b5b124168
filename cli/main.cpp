// `silhouette`: parses, runs one command, turns failures into messages and exit codes.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "cli/command.h"
#include "silhouette/silhouette.h"

namespace {

// A script asks the command that it has at hand, so each answers.
void add_version(CLI::App& command) {
    command.set_version_flag("--version", sil_version_text());
    for (auto* below : command.get_subcommands([](const CLI::App*) { return true; })) {
        add_version(*below);
    }
}

// What stands where a command should; empty when nothing but options does, or when a command was found.
std::string unknown_command(const CLI::App& app) {
    const CLI::App* chosen = &app;
    while (!chosen->get_subcommands().empty()) {
        chosen = chosen->get_subcommands().front();
    }
    const bool has_commands = !chosen->get_subcommands([](const CLI::App*) { return true; }).empty();
    const auto rest = app.remaining(true);
    const auto word = std::ranges::find_if(rest, [](const std::string& one) { return !one.starts_with('-'); });
    return has_commands && word != rest.end() ? *word : std::string();
}

}  // namespace

int main(int argc, char** argv) {
    namespace cli = silhouette::cli;
    CLI::App app{"Session replay for native desktop apps, without content", "silhouette"};
    app.require_subcommand(1);
    cli::Run run;
    cli::add_serve(app, run);
    cli::add_tenant(app, run);
    cli::add_record(app, run);
    cli::add_consent(app, run);
    cli::add_sessions(app, run);
    cli::add_export(app, run);
    cli::add_inspect(app, run);
    cli::add_names(app, run);
    cli::add_routes(app, run);
    cli::add_manifest(app, run);
    add_version(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (const std::string unknown = unknown_command(app); error.get_exit_code() != 0 && !unknown.empty()) {
            std::fprintf(stderr, "silhouette: there is no command '%s'\nRun with --help for more information.\n",
                         unknown.c_str());
            return cli::kExitUsage;
        }
        // Help and version print to standard output and exit 0; everything else is a usage error.
        return app.exit(error) == 0 ? 0 : cli::kExitUsage;
    }
    const auto chosen = app.get_subcommands();
    const std::string name = chosen.empty() ? "silhouette" : "silhouette " + chosen.front()->get_name();
    try {
        return run ? run() : cli::kExitUsage;
    } catch (const cli::UsageError& error) {
        std::fprintf(stderr, "%s: %s\nRun with --help for more information.\n", name.c_str(), error.what());
        return cli::kExitUsage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", name.c_str(), error.what());
        return cli::kExitFailure;
    }
}
