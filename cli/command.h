// The commands of `silhouette`. Each stands in a file of its own under cli/commands/ and adds itself to the parser.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>
#include <string>

namespace silhouette::cli {

inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;

// A failure that is told to the user as `silhouette COMMAND: message`, exit 1. Say what, where and what to do.
class Failure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// A usage error that only shows after parsing: exit 2.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The value of a secret option: the text itself, or `@FILE` for the file's first line; when empty, the environment
// variable. Throws Failure when a file cannot be read.
std::string secret(const std::string& option, const char* environment_variable);

// What main() runs after parsing; returns the exit code.
using Run = std::function<int()>;

// Each adds a subcommand and sets `run` when it was chosen.
void add_serve(CLI::App& app, Run& run);
void add_tenant(CLI::App& app, Run& run);
void add_record(CLI::App& app, Run& run);
void add_consent(CLI::App& app, Run& run);
void add_sessions(CLI::App& app, Run& run);
void add_export(CLI::App& app, Run& run);
void add_inspect(CLI::App& app, Run& run);
void add_names(CLI::App& app, Run& run);
void add_routes(CLI::App& app, Run& run);
void add_manifest(CLI::App& app, Run& run);

}  // namespace silhouette::cli
