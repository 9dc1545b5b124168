#include "platform/process.h"

#include <pthread.h>
#include <signal.h>

#include <array>
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

TEST_CASE("this test runs with its user's rights, from its own path") {
    CHECK_FALSE(is_set_id());
    CHECK(executable_path().filename() == "unit_platform");
}
