// How the recorder comes into apps that know nothing of it.
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sdk/launch/launch.h"
#include "tests/catch.h"

using namespace silhouette::launch;

namespace {

bool is_in_environment(const std::string& name) {
    return std::getenv(name.c_str()) != nullptr;
}

void set(const char* name, const std::string& value) {
    ::setenv(name, value.c_str(), 1);
}

std::string own_executable() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

// Waits for what the other thread tells.
class Bell {
  public:
    void ring() {
        const std::lock_guard lock(mutex_);
        rung_ = true;
        changed_.notify_all();
    }
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(60), [this] { return rung_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;
};

// What the made-up hook library (launched_library.cpp) counts, as it tells it to this program.
std::atomic<int> starts{0}, attaches{0}, ends{0};

}  // namespace

extern "C" SIL_API void launched_tells(const char* what) {
    (what[0] == 's' ? starts : what[0] == 'a' ? attaches : ends)++;
}

TEST_CASE("without variables nothing is taken, and in another program they are left alone") {
    ::unsetenv("SILHOUETTE_EXECUTABLE");
    CHECK_FALSE(take_variables());
    set("SILHOUETTE_EXECUTABLE", "/usr/bin/other");
    set("SILHOUETTE_APP", "orders");
    CHECK_FALSE(take_variables());
    CHECK(is_in_environment("SILHOUETTE_EXECUTABLE"));
    CHECK(is_in_environment("SILHOUETTE_APP"));
    ::unsetenv("SILHOUETTE_EXECUTABLE");
    ::unsetenv("SILHOUETTE_APP");
}

TEST_CASE("what is taken is gone from the environment, the user's own stays, and children do not inherit the key") {
    int key[2];
    REQUIRE(::pipe(key) == 0);
    set("SILHOUETTE_EXECUTABLE", own_executable());
    set("SILHOUETTE_APP", "orders");
    set("SILHOUETTE_KEY_FD", std::to_string(key[0]));
    set("https_proxy", "http://proxy.example:3128");
    const auto taken = take_variables();
    REQUIRE(taken);
    for (char** entry = environ; *entry != nullptr; ++entry) {
        CHECK(std::string(*entry).rfind("SILHOUETTE_", 0) != 0);
    }
    CHECK(is_in_environment("https_proxy"));
    CHECK(value_of(*taken, "SILHOUETTE_APP") == "orders");
    CHECK(value_of(*taken, "https_proxy") == "http://proxy.example:3128");
    CHECK(value_of(*taken, "SILHOUETTE_TENANT").empty());
    CHECK((::fcntl(key[0], F_GETFD) & FD_CLOEXEC) != 0);
    ::unsetenv("https_proxy");
    ::close(key[0]);
    ::close(key[1]);
}

TEST_CASE("a hook library is loaded and started on another thread, attached when asked, ended once") {
    starts = attaches = ends = 0;
    Bell bell;
    Launch launch;
    launch.begin(LAUNCHED_LIBRARY, {"SILHOUETTE_APP=orders"}, [&] { bell.ring(); });
    REQUIRE(bell.wait());
    CHECK(starts == 1);
    CHECK(attaches == 0);
    launch.attach();
    CHECK(attaches == 1);
    launch.end();
    launch.end();
    CHECK(ends == 1);
    launch.attach();
    CHECK(attaches == 1);
}

TEST_CASE("an app that ends while the recorder starts ends it, and hears nothing more") {
    starts = attaches = ends = 0;
    std::atomic<int> told{0};
    {
        Launch launch;
        launch.begin(LAUNCHED_LIBRARY, {"SILHOUETTE_APP=slow"}, [&] { ++told; });
        launch.end();
    }
    CHECK(starts == 1);
    CHECK(ends == 1);
    CHECK(told <= 1);
}

TEST_CASE("where the library cannot be loaded the descriptors of key and counters are closed") {
    int key[2], counters[2];
    REQUIRE(::pipe(key) == 0);
    REQUIRE(::pipe(counters) == 0);
    Launch launch;
    launch.begin(
        "nowhere.so",
        {"SILHOUETTE_KEY_FD=" + std::to_string(key[0]), "SILHOUETTE_COUNTERS_FD=" + std::to_string(counters[0])},
        [] { FAIL("there is nothing to be ready"); });
    launch.end();
    CHECK(::fcntl(key[0], F_GETFD) == -1);
    CHECK(::fcntl(counters[0], F_GETFD) == -1);
    ::close(key[1]);
    ::close(counters[1]);
}

TEST_CASE("a library that is not there, or is not ours, leaves the app alone") {
    for (const char* const place : {"nowhere.so", "/proc/self/exe"}) {
        Launch launch;
        launch.begin(place, {}, [] { FAIL("there is nothing to be ready"); });
        launch.end();
        launch.attach();
    }
    Launch never_begun;
    never_begun.attach();
    never_begun.end();
}

TEST_CASE("in a forked child nothing is touched and nothing waited for") {
    starts = attaches = ends = 0;
    Bell bell;
    Launch launch;
    launch.begin(LAUNCHED_LIBRARY, {"SILHOUETTE_APP=orders"}, [&] { bell.ring(); });
    REQUIRE(bell.wait());
    const pid_t child = ::fork();
    if (child == 0) {
        launch.attach();
        launch.end();
        ::_exit(attaches == 0 && ends == 0 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    launch.end();
}
