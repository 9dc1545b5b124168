#include "platform/process.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <thread>

#include "tests/catch.h"

using namespace silhouette::platform;

TEST_CASE("random bytes differ each time") {
    std::array<std::byte, 16> first{};
    std::array<std::byte, 16> second{};
    REQUIRE(random_bytes(first));
    REQUIRE(random_bytes(second));
    CHECK(first != second);
}

TEST_CASE("folders follow the XDG variables, which count only when absolute") {
    ::setenv("HOME", "/home/somebody", 1);
    ::setenv("XDG_STATE_HOME", "/state", 1);
    ::setenv("XDG_CACHE_HOME", "relative", 1);
    CHECK(default_state_folder() == "/state/silhouette");
    CHECK(default_cache_folder() == "/home/somebody/.cache/silhouette");
    ::unsetenv("XDG_STATE_HOME");
    CHECK(default_state_folder() == "/home/somebody/.local/state/silhouette");
    ::unsetenv("HOME");
    CHECK(default_state_folder().empty());
}

TEST_CASE("an own thread has its name and takes no signals") {
    std::string name(16, '\0');
    bool blocks = false;
    std::thread([&] {
        prepare_own_thread("sil-test");
        ::pthread_getname_np(::pthread_self(), name.data(), name.size());
        sigset_t set;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &set);
        blocks = ::sigismember(&set, SIGTERM) == 1 && ::sigismember(&set, SIGALRM) == 1;
    }).join();
    CHECK(std::string(name.c_str()) == "sil-test");
    CHECK(blocks);
}

TEST_CASE("a file that may not grow sends no signal, and one that was blocked or waited is so afterwards") {
    const auto [was_blocked, waited] = GENERATE(table<bool, bool>({{false, false}, {true, false}, {true, true}}));
    INFO("blocked " << was_blocked << ", waiting " << waited);
    // In a child, whose own the limit is.
    const pid_t child = ::fork();
    if (child == 0) {
        sigset_t size, now;
        ::sigemptyset(&size);
        ::sigaddset(&size, SIGXFSZ);
        if (was_blocked) {
            ::pthread_sigmask(SIG_BLOCK, &size, nullptr);
        }
        if (waited) {
            ::raise(SIGXFSZ);
        }
        const rlimit nothing{0, 0};
        const int file = ::open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
        bool is_well = file >= 0 && ::setrlimit(RLIMIT_FSIZE, &nothing) == 0;
        {
            const SizeSignalHeld held;
            is_well = is_well && ::write(file, "x", 1) == -1 && errno == EFBIG;
        }
        ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
        is_well = is_well && (::sigismember(&now, SIGXFSZ) == 1) == was_blocked;
        ::sigpending(&now);
        is_well = is_well && (::sigismember(&now, SIGXFSZ) == 1) == waited;
        ::_exit(is_well ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("this test runs with its user's rights, from its own path") {
    CHECK_FALSE(is_set_id());
    CHECK(executable_path().filename() == "unit_platform");
}
