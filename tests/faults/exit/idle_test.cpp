// An app that records and in which nothing happens: by strace, no system call of ours but those of the settings poll's
// renewals.
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "tests/catch.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/stress/child.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette {
namespace {

using transport::Received;

// System calls of one renewal: the answer is read, the next question written, and what Asio and the clocks need around
// both. Measured: 20.
constexpr int kCallsOfRenewal = 40;
// When somebody sets the clock, a verdict's age is looked at, and asked for anew by a connection of its own. Measured:
// 125, of which 54 read the system's certificates.
constexpr int kCallsOfClockStep = 200;
constexpr int kSecondsBetweenRenewals = 240;

// Lines of strace between the two marks, by thread; the main thread's own are left out.
std::map<std::string, std::vector<std::string>> calls_while_idle(const std::filesystem::path& trace, bool& marked) {
    std::map<std::string, std::vector<std::string>> calls;
    std::ifstream file(trace);
    std::string main_thread;
    bool is_idle = false;
    for (std::string line; std::getline(file, line);) {
        const std::string thread = line.substr(0, line.find(' '));
        if (main_thread.empty()) {
            main_thread = thread;
        }
        if (line.find("write(1, \"idle\\n\"") != std::string::npos) {
            is_idle = true;
        } else if (line.find("write(1, \"end\\n\"") != std::string::npos) {
            marked = is_idle;
            break;
        } else if (is_idle && thread != main_thread) {
            calls[thread].push_back(line);
        }
    }
    return calls;
}

TEST_CASE("while nothing happens no system call is made but the settings poll's renewals") {
    transport::FakeEndpoint* serving = nullptr;
    transport::FakeEndpoint endpoint([&serving](const Received& request, std::size_t) {
        if (request.method != "GET") {
            return transport::acknowledge(request);
        }
        const auto wait = request.headers.find("prefer");
        if (wait != request.headers.end()) {
            // Held as long as is asked for.
            const auto until = std::chrono::steady_clock::now() +
                               std::chrono::seconds(std::atoi(wait->second.c_str() + sizeof "wait=" - 1));
            while (std::chrono::steady_clock::now() < until && !serving->closed()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
            return transport::answer(304, "ETag: \"1\"\r\n");
        }
        return transport::settings_answer(1, true);
    });
    serving = &endpoint;
    const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH");
    const int seconds = length != nullptr && *length == 'l' ? 600 : 12;
    const transport::TemporaryFolder folder, traces;  // apart: the recorder watches its own
    const auto trace = traces.path() / "trace";
    stress::Child child(
        {"/usr/bin/strace", "-f", "-o", trace.string(), EXIT_HOST, endpoint.url(),
         (transport::certificates() / "ca.pem").string(), folder.path().string(), "idle", std::to_string(seconds)},
        {}, {}, (traces.path() / "output").string());
    const int status = child.wait();
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 7);
    bool marked = false;
    const auto calls = calls_while_idle(trace, marked);
    REQUIRE(marked);
    std::size_t sum = 0;
    int clock_steps = 0;
    for (const auto& [thread, lines] : calls) {
        std::map<std::string, int> cancelled;
        for (const std::string& line : lines) {
            UNSCOPED_INFO(line);
            if (line.find("= -1 ECANCELED") != std::string::npos) {
                clock_steps = std::max(clock_steps, ++cancelled[line.substr(0, line.find(','))]);
            }
        }
        sum += lines.size();
    }
    const int renewals = seconds / kSecondsBetweenRenewals;
    std::printf(
        "%zu system calls of other threads than the app's own in %d s, %d renewals due, %d steps of the clock\n", sum,
        seconds, renewals, clock_steps);
    CHECK(sum <= static_cast<std::size_t>(renewals * kCallsOfRenewal + clock_steps * kCallsOfClockStep));
    if (renewals > 0) {
        CHECK(sum > 0);  // they were seen at all
    }
}

}  // namespace
}  // namespace silhouette
