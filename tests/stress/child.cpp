#include "tests/stress/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace silhouette::stress {

Child::Child(const std::vector<std::string>& command, const std::vector<std::pair<int, int>>& descriptors,
             const std::vector<std::string>& variables, const std::string& output) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!output.empty()) {
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (output == "/dev/null") {
            ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        }
    }
    for (const auto& [ours, its] : descriptors) {
        ::posix_spawn_file_actions_adddup2(&actions, ours, its);
    }
    std::vector<char*> arguments, environment;
    for (const std::string& one : command) {
        arguments.push_back(const_cast<char*>(one.c_str()));
    }
    arguments.push_back(nullptr);
    // The first one of a name counts.
    for (const std::string& one : variables) {
        environment.push_back(const_cast<char*>(one.c_str()));
    }
    for (char** one = environ; *one != nullptr; ++one) {
        environment.push_back(*one);
    }
    environment.push_back(nullptr);
    const int error =
        ::posix_spawn(&process_, command[0].c_str(), &actions, nullptr, arguments.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        process_ = -1;
        throw std::runtime_error("cannot start " + command[0]);
    }
}

void Child::kill() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        wait();
    }
}

void Child::ask_to_end() const {
    if (process_ > 0) {
        ::kill(process_, SIGTERM);
    }
}

std::string Child::how_it_ended() const {
    siginfo_t information{};
    if (process_ <= 0 || ::waitid(P_PID, static_cast<id_t>(process_), &information, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        information.si_pid == 0) {
        return {};
    }
    return (information.si_code == CLD_EXITED ? "status " : "signal ") + std::to_string(information.si_status);
}

int Child::wait() {
    int status = 0;
    if (process_ > 0) {
        ::waitpid(process_, &status, 0);
        process_ = -1;
    }
    return status;
}

}  // namespace silhouette::stress
