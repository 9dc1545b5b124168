// The command with `serve` and `tenant` only.
#include <cstdio>
#include <exception>

#include "cli/command.h"

int main(int argc, char** argv) {
    namespace cli = silhouette::cli;
    CLI::App app{"ingest endpoint under test", "silhouette"};
    app.require_subcommand(1);
    cli::Run run;
    cli::add_serve(app, run);
    cli::add_tenant(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : cli::kExitUsage;
    }
    try {
        return run();
    } catch (const cli::UsageError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return cli::kExitUsage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return cli::kExitFailure;
    }
}
