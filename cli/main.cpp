// `silhouette`: parses, runs one command, turns failures into messages and exit codes.
#include <cstdio>
#include <exception>

#include "cli/command.h"
#include "silhouette/silhouette.h"

int main(int argc, char** argv) {
    namespace cli = silhouette::cli;
    CLI::App app{"Session replay for native desktop apps, without content", "silhouette"};
    app.set_version_flag("--version", sil_version_text());
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
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
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
