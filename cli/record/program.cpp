#include "cli/record/program.h"

#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <string_view>

namespace silhouette::cli {
namespace {

bool is_file(const std::filesystem::path& path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
}

Program judge(const std::filesystem::path& file) {
    Program program;
    program.file = file;
    if (::access(file.c_str(), X_OK) != 0) {
        program.problem = ProgramProblem::not_executable;
        return program;
    }
    std::error_code error;
    program.executable = std::filesystem::canonical(file, error);
    return program;
}

}  // namespace

Program find_program(const std::string& command) {
    Program missing;
    missing.problem = ProgramProblem::not_found;
    if (command.find('/') != std::string::npos) {
        std::error_code error;
        if (!std::filesystem::exists(command, error)) {
            return missing;
        }
        if (!is_file(command)) {
            missing.problem = ProgramProblem::not_executable;
            return missing;
        }
        return judge(command);
    }
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): no thread is running yet
    std::string_view rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
    Program found = missing;
    while (true) {
        const auto colon = rest.find(':');
        const std::string_view folder = rest.substr(0, colon);
        const auto file = std::filesystem::path(folder.empty() ? "." : folder) / command;
        if (is_file(file)) {
            found = judge(file);
            if (found.problem == ProgramProblem::none) {
                return found;
            }
        }
        if (colon == std::string_view::npos) {
            return found;
        }
        rest.remove_prefix(colon + 1);
    }
}

std::string default_app_id(const std::string& command) {
    std::string id = std::filesystem::path(command).filename().string();
    for (char& character : id) {
        character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    return id;
}

}  // namespace silhouette::cli
