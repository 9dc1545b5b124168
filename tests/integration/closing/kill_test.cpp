// Killed behind each numbered step of closing (sdk/epoch/README.md): what the next start finds, and what it leaves.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "platform/fault_point.h"
#include "privacy/consent/choice.h"
#include "tests/catch.h"
#include "tests/integration/closing/running_host.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/erasure.h"

using namespace silhouette;
using namespace silhouette::tests;
using namespace silhouette::transport;

namespace {

std::atomic<int> g_deadly{0};

// What is kept of a session after a "no": the choice, and the secret that erases it.
bool only_choice_and_secrets(const std::filesystem::path& folder) {
    for (const auto& file : files_below(folder)) {
        const auto name = file.filename().string();
        if (name != "choice.json" && name != "erasure" && name.find("lock") == std::string::npos) {
            return false;
        }
    }
    return true;
}

bool has_file(const std::filesystem::path& folder, const std::string& name) {
    for (const auto& file : files_below(folder)) {
        if (file.filename() == name || file.extension() == name) {
            return true;
        }
    }
    return false;
}

// Settings are answered; uploads are acknowledged up to the first, and never afterwards, so that a spool lies there.
FakeEndpoint::Script allows_and_stores_once() {
    return [stored = std::make_shared<std::atomic<int>>(0)](const Received& request, std::size_t) {
        if (request.method == "GET") {
            return settings_answer(1, true);
        }
        return (*stored)++ == 0 ? acknowledge(request) : answer(503);
    };
}

// In a child: records, says "no", and is killed behind `place`. Does not return.
[[noreturn]] void die_while_closing(const std::filesystem::path& folder, int place, std::uint32_t flags) {
    const FakeEndpoint endpoint(allows_and_stores_once());
    RunningHost host(folder, endpoint.url());
    if (!host.opens()) {
        ::_exit(2);
    }
    host.click(20);
    // The first batch's own segment is not to be taken for the next one's.
    if (!eventually([&] { return has_file(folder, "sent-1") && !has_file(folder, ".segment"); })) {
        ::_exit(3);
    }
    host.click(20);
    if (!eventually([&] { return has_file(folder, ".segment"); })) {
        ::_exit(4);
    }
    host.click(5);  // some in the queue
    g_deadly = place;
    host.no(flags);
    // The second half is the recorder thread's.
    eventually([] { return false; }, std::chrono::seconds(60));
    ::_exit(5);
}

// In a child: the next start of the app. Tells by its exit code what is wrong.
[[noreturn]] void start_again(const std::filesystem::path& folder) {
    const FakeEndpoint endpoint(allows_and_stores_once());
    const RunningHost next(folder, endpoint.url());
    const bool clean = eventually([&] { return only_choice_and_secrets(folder); });
    const bool closed = sil_state_now(next.recorder()) == SIL_STATE_USER_OFF;
    ::_exit((clean ? 0 : 1) | (closed ? 0 : 2) | (endpoint.connections() == 0 ? 0 : 4));
}

}  // namespace

extern "C" void silhouette_fault_point(int place) {
    if (place == g_deadly) {
        ::kill(::getpid(), SIGKILL);
        ::pause();
    }
}

TEST_CASE("killed behind any step of closing, the next start leaves nothing readable and sends nothing of it") {
    static_cast<void>(certificates());
    for (const std::uint32_t flags : {0u, std::uint32_t{SIL_CONSENT_DO_NOT_WAIT}}) {
        for (const int place : {1, 2, 31, 32, 3, 4, 5, 6, 71, 72, 73, 7, 8}) {
            if (place == 4 && flags == SIL_CONSENT_DO_NOT_WAIT) {
                continue;  // there the disk is waited for by the recorder thread
            }
            INFO("place " << place << ", flags " << flags);
            const TemporaryFolder folder;
            const pid_t child = ::fork();
            if (child == 0) {
                die_while_closing(folder.path(), place, flags);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            INFO("the host ended with " << (WIFEXITED(status) ? WEXITSTATUS(status) : -1));
            REQUIRE(WIFSIGNALED(status));
            const auto answer = privacy::read_choice(folder.path() / "state", "orders").answer;
            const bool told = place != 1 && place != 2;
            CHECK(answer == (told ? privacy::Answer::no : privacy::Answer::yes));
            const bool destroyed = told && place != 31 && place != 32;
            CHECK(has_file(folder.path(), "epoch.key") != destroyed);
            if (!told) {
                continue;  // the call had not done anything that lasts: the epoch goes on
            }
            const pid_t next = ::fork();
            if (next == 0) {
                start_again(folder.path());
            }
            ::waitpid(next, &status, 0);
            CHECK(WIFEXITED(status));
            CHECK(WEXITSTATUS(status) == 0);
        }
    }
}
