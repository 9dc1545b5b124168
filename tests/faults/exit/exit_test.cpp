// How an app's end, and the recorder's, go with an endpoint that does not answer; and that no way to end an app crashes
// or hangs, whatever the recorder does at that moment.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <random>
#include <set>

#include "proto/envelope/envelope.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/catch.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/stress/child.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette {
namespace {

using namespace std::chrono_literals;
using transport::FakeEndpoint;
using transport::Received;
using transport::TemporaryFolder;

// What is promised of the deadline. Judged by the best of some tries: others use the machine, too.
constexpr double kSlack = 50;
constexpr int kTries = 10;
// What hangs does not end at all; a busy machine is late by less.
constexpr auto kLate = 30s;

std::string answer_all(const Received& request, std::size_t) {
    if (request.method == "GET") {
        return transport::settings_answer(1, true);
    }
    // A new connection for each batch: there is always a handshake to be in the middle of.
    std::string text = transport::acknowledge(request);
    return text.insert(text.find("Content-Length"), "Connection: close\r\n");
}

// Takes connections into the kernel's queue, and says nothing.
class SilentPort {
  public:
    SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(socket_, 16) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        url_ = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    ~SilentPort() { ::close(socket_); }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;
    const std::string& url() const { return url_; }

  private:
    int socket_;
    std::string url_;
};

struct End {
    int status = 0;
    double milliseconds = 0;  // as the app printed it; or another number
    std::chrono::steady_clock::duration took{};
    bool exited_with(int code) const { return WIFEXITED(status) && WEXITSTATUS(status) == code; }
    bool signalled_with(int number) const { return WIFSIGNALED(status) && WTERMSIG(status) == number; }
};

// Runs exit_host. `verdict_given`: it records without asking the endpoint first.
End run_host(const std::string& url, const std::string& way, unsigned number = 0, bool verdict_given = false,
             const std::string& preload = "", unsigned clicks_us = 300'000) {
    const TemporaryFolder folder;
    std::vector<std::string> variables;
    const std::string key = (folder.path() / "key").string();
    int key_descriptor = -1;
    std::vector<std::pair<int, int>> descriptors;
    if (verdict_given) {
        std::ofstream(key) << "key\n";
        key_descriptor = ::open(key.c_str(), O_RDONLY | O_CLOEXEC);
        descriptors = {{key_descriptor, 4}};
        variables = {"SILHOUETTE_EXECUTABLE=" + std::filesystem::canonical(EXIT_HOST).string(),
                     "SILHOUETTE_APP=exits",
                     "SILHOUETTE_ENDPOINT=" + url,
                     "SILHOUETTE_TENANT=acme",
                     "SILHOUETTE_KEY_FD=4",
                     "SILHOUETTE_CA=" + (transport::certificates() / "ca.pem").string(),
                     "SILHOUETTE_OPT_IN=run",
                     "SILHOUETTE_VERDICT=1 1 1000 86400 0",
                     "SILHOUETTE_BATCH_MS=100",
                     "XDG_STATE_HOME=" + (folder.path() / "state").string(),
                     "XDG_CACHE_HOME=" + (folder.path() / "cache").string()};
    }
    // For an app with the address sanitizer: what is preloaded comes before its runtime; and in a forked child what
    // only the recorder's thread held, which is not there, would be taken for a leak.
    std::string sanitizer = std::getenv("ASAN_OPTIONS") != nullptr ? std::getenv("ASAN_OPTIONS") : "";
    if (!preload.empty()) {
        variables.push_back("LD_PRELOAD=" + preload);
        sanitizer += ":verify_asan_link_order=0";
    }
    if (way == "fork") {
        sanitizer += ":detect_leaks=0";
    }
    variables.push_back("ASAN_OPTIONS=" + sanitizer);
    const std::string output = (folder.path() / "output").string();
    const auto began = std::chrono::steady_clock::now();
    stress::Child child({EXIT_HOST, url, (transport::certificates() / "ca.pem").string(), folder.path().string(), way,
                         std::to_string(number), std::to_string(clicks_us)},
                        descriptors, variables, output);
    End end;
    const auto until = began + 60s;
    while (child.how_it_ended().empty() && std::chrono::steady_clock::now() < until) {
        ::usleep(2'000);
    }
    end.took = std::chrono::steady_clock::now() - began;
    if (child.how_it_ended().empty()) {
        child.kill();
        end.status = -1;  // hung
    } else {
        end.status = child.wait();
    }
    std::ifstream(output) >> end.milliseconds;
    if (key_descriptor >= 0) {
        ::close(key_descriptor);
    }
    return end;
}

// The shortest of some shutdowns; none may hang.
double best_shutdown(const std::string& url, unsigned deadline, const std::string& preload = "") {
    double best = 1e9;
    for (int i = 0; i < kTries && best > deadline + kSlack; ++i) {
        const End end = run_host(url, "shutdown", deadline, true, preload);
        CHECK(end.exited_with(7));
        CHECK(end.milliseconds < deadline + std::chrono::duration<double, std::milli>(kLate).count());
        best = std::min(best, end.milliseconds);
    }
    std::printf("a shutdown with %u ms took %.1f ms\n", deadline, best);
    return best;
}

TEST_CASE("a shutdown against an endpoint that says nothing ends at its deadline") {
    const SilentPort silent;
    const double whole = best_shutdown(silent.url(), 2'000);
    CHECK(whole >= 2'000 - 1);  // it did try as long as it might
    CHECK(whole <= 2'000 + kSlack);
    CHECK(best_shutdown(silent.url(), 300) <= 300 + kSlack);
    CHECK(best_shutdown(silent.url(), 0) <= kSlack);
}

TEST_CASE("a shutdown in the middle of an upload that nobody reads ends at its deadline") {
    FakeEndpoint endpoint(answer_all);
    transport::certificates();
    endpoint.stall();
    CHECK(best_shutdown(endpoint.url(), 300) <= 300 + kSlack);
    CHECK(best_shutdown(endpoint.url(), 0) <= kSlack);
    endpoint.release();
}

TEST_CASE("a resolver that hangs in getaddrinfo holds neither a shutdown nor an exit") {
    const std::string preload = HANGING_RESOLVER;
    CHECK(best_shutdown("https://nowhere.example:8443", 300, preload) <= 300 + kSlack);
    CHECK(best_shutdown("https://nowhere.example:8443", 0, preload) <= kSlack);
    const End end = run_host("https://nowhere.example:8443", "exit", 0, true, preload);
    CHECK(end.exited_with(7));
    CHECK(end.took < kLate);
}

TEST_CASE("a forked child is silent and ends in peace, the parent goes on and loses nothing") {
    FakeEndpoint endpoint(answer_all);
    transport::certificates();
    const End end = run_host(endpoint.url(), "fork");
    CHECK(end.exited_with(7));
    CHECK(end.took < kLate);
    std::uint64_t arrived = 0;
    std::set<std::string> ids;
    for (const Received& request : endpoint.received()) {
        envelope::Error error{};
        v1::Batch batch;
        const auto plain = envelope::open(std::as_bytes(std::span(request.body)), error);
        if (request.method == "POST" && request.complete() && plain &&
            batch.ParseFromArray(plain->data(), static_cast<int>(plain->size())) &&
            ids.insert(batch.header().batch_id()).second) {
            for (const auto& frame : batch.frames()) {
                arrived += static_cast<std::uint64_t>(frame.kinds_size());
            }
        }
    }
    CHECK(arrived == static_cast<std::uint64_t>(end.milliseconds));
}

TEST_CASE("no way to end an app crashes or hangs it, whatever the recorder does at that moment") {
    FakeEndpoint endpoint(answer_all);
    transport::certificates();
    std::minstd_rand random(3);
    const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH");
    const int rounds = length != nullptr && *length == 'l' ? 200 : 5;
    for (const char* const way : {"exit", "exit-on-another-thread", "_exit", "quick_exit", "static", "abort",
                                  "exception", "shutdown-while-clicking"}) {
        INFO(way);
        for (int round = 0; round < rounds; ++round) {
            const End end =
                run_host(endpoint.url(), way, 20, false, "", 50'000 + static_cast<unsigned>(random() % 300'000));
            INFO("status " << end.status);
            CHECK((std::string(way) == "abort" || std::string(way) == "exception" ? end.signalled_with(SIGABRT)
                                                                                  : end.exited_with(7)));
            CHECK(end.took < kLate);
        }
    }
    // They did send: what was ended was at work.
    CHECK(endpoint.received().size() > 20);
}

}  // namespace
}  // namespace silhouette
