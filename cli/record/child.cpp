#include "cli/record/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "cli/command.h"

namespace silhouette::cli {
namespace {

std::atomic<pid_t> running_child{0};

void pass_on(int signal_number) {
    const pid_t child = running_child.load();
    if (child > 0) {
        ::kill(child, signal_number);
    }
}

std::vector<std::string> changed_environment(const std::map<std::string, std::string>& changes) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        if (!changes.contains(text.substr(0, text.find('=')))) {
            result.push_back(text);
        }
    }
    for (const auto& [name, value] : changes) {
        if (!value.empty()) {
            result.push_back(name);
            result.back().append("=").append(value);
        }
    }
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

// Signals that the parent handles while the child runs, put back at the end.
class Signals {
  public:
    Signals() {
        struct sigaction pass {};
        pass.sa_handler = pass_on;
        struct sigaction leave {};
        leave.sa_handler = SIG_IGN;
        ::sigaction(SIGTERM, &pass, &term_);
        ::sigaction(SIGHUP, &pass, &hang_up_);
        ::sigaction(SIGINT, &leave, &interrupt_);
        ::sigaction(SIGQUIT, &leave, &quit_);
    }
    ~Signals() { restore(); }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    void restore() const {
        ::sigaction(SIGTERM, &term_, nullptr);
        ::sigaction(SIGHUP, &hang_up_, nullptr);
        ::sigaction(SIGINT, &interrupt_, nullptr);
        ::sigaction(SIGQUIT, &quit_, nullptr);
    }

  private:
    struct sigaction term_ {
    }, hang_up_{}, interrupt_{}, quit_{};
};

}  // namespace

InheritedMemory::InheritedMemory(std::size_t bytes, const std::string& content)
    : descriptor_(::memfd_create("silhouette", MFD_CLOEXEC)) {
    if (!descriptor_ || ::ftruncate(descriptor_.get(), static_cast<off_t>(bytes)) != 0 ||
        ::pwrite(descriptor_.get(), content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
        const std::string why = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
        throw Failure("cannot make a memory file: " + why);
    }
}

ChildEnd run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment, const std::vector<int>& inherited) {
    auto argument_texts = arguments;
    auto environment_texts = changed_environment(environment);
    const auto argv = pointers(argument_texts);
    const auto envp = pointers(environment_texts);

    ChildEnd end;
    // The child tells through this pipe why it could not become the program; a success closes it.
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) {
        end.start_error = errno;
        return end;
    }
    const Signals signals;
    const pid_t child = ::fork();
    if (child == 0) {
        signals.restore();
        for (const int descriptor : inherited) {
            ::fcntl(descriptor, F_SETFD, 0);
        }
        ::execve(program.c_str(), argv.data(), envp.data());
        const int why = errno;
        [[maybe_unused]] const auto written = ::write(report[1], &why, sizeof why);
        ::_exit(127);
    }
    ::close(report[1]);
    if (child < 0) {
        end.start_error = errno;
        ::close(report[0]);
        return end;
    }
    running_child = child;
    int why = 0;
    ssize_t got = 0;
    do {
        got = ::read(report[0], &why, sizeof why);
    } while (got < 0 && errno == EINTR);
    ::close(report[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    running_child = 0;
    if (got == static_cast<ssize_t>(sizeof why)) {
        end.start_error = why;
        return end;
    }
    end.started = true;
    end.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return end;
}

}  // namespace silhouette::cli
