// Which file a command line means, as the shell would find it.
#pragma once

#include <filesystem>
#include <string>

namespace silhouette::cli {

enum class ProgramProblem { none, not_found, not_executable };

struct Program {
    std::filesystem::path file;        // as found
    std::filesystem::path executable;  // links resolved; the file whose process the hook may act in
    ProgramProblem problem = ProgramProblem::none;
};

// `command` with a slash is a path, otherwise it is looked for in $PATH.
Program find_program(const std::string& command);

// Base name in lower case: the default of --app. Not checked against the grammar of app ids.
std::string default_app_id(const std::string& command);

}  // namespace silhouette::cli
