// A child process; killed when its owner goes.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace silhouette::stress {

class Child {
  public:
    Child() = default;
    // `descriptors`: what it gets, as pairs of ours and its number. `variables` are added to the environment. Standard
    // output goes to `output` when that is not empty (standard error too when that is /dev/null). Throws
    // std::runtime_error.
    Child(const std::vector<std::string>& command, const std::vector<std::pair<int, int>>& descriptors,
          const std::vector<std::string>& variables = {}, const std::string& output = {});
    ~Child() { kill(); }
    Child(Child&& other) noexcept : process_(std::exchange(other.process_, -1)) {}
    Child& operator=(Child&& other) noexcept {
        kill();
        process_ = std::exchange(other.process_, -1);
        return *this;
    }

    pid_t process() const { return process_; }
    // kill -9, and waits for its end.
    void kill();
    void ask_to_end() const;
    // How it ended, when it did by itself: "" while it runs.
    std::string how_it_ended() const;
    // Waits for its end; the exit status as waitpid() gives it.
    int wait();

  private:
    pid_t process_ = -1;
};

}  // namespace silhouette::stress
