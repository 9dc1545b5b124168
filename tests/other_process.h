// Another process of the app: a fork that does its work, says so, and then waits to be killed.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <utility>

#include "tests/catch.h"

namespace silhouette::tests {

// The work is done when the constructor returns. What it is to hold on to must not go with it.
class OtherProcess {
  public:
    explicit OtherProcess(const std::function<void()>& work) {
        int told[2];
        REQUIRE(::pipe(told) == 0);
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            work();
            [[maybe_unused]] const ssize_t written = ::write(told[1], "x", 1);
            for (;;) {
                ::pause();
            }
        }
        char word = 0;
        REQUIRE(::read(told[0], &word, 1) == 1);
        ::close(told[0]);
        ::close(told[1]);
    }
    ~OtherProcess() { kill(); }
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;
    void kill() {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(std::exchange(child_, 0), nullptr, 0);
        }
    }

  private:
    pid_t child_ = 0;
};

}  // namespace silhouette::tests
