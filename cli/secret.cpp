#include <cstdlib>
#include <fstream>

#include "cli/command.h"

namespace silhouette::cli {

std::string secret(const std::string& option, const char* environment_variable) {
    if (option.empty()) {
        // Read once, before any thread is started.
        const char* value = std::getenv(environment_variable);  // NOLINT(concurrency-mt-unsafe)
        return value ? value : "";
    }
    if (option.front() != '@') {
        return option;
    }
    const std::string file = option.substr(1);
    std::ifstream stream(file);
    std::string line;
    const bool is_read = stream && std::getline(stream, line);
    if (line.ends_with('\r')) {  // an editor of another system wrote it
        line.pop_back();
    }
    if (!is_read || line.empty()) {
        throw Failure("cannot read a secret from the file '" + file + "': it is missing, unreadable or empty");
    }
    return line;
}

}  // namespace silhouette::cli
