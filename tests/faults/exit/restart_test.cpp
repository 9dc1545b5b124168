// A recorder that is started and shut down again and again leaves no thread, descriptor, hook or memory behind.
#include <cstdlib>
#include <string>

#include "tests/catch.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/stress/child.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette {
namespace {

TEST_CASE("started, used and shut down again and again, also by dlopen and dlclose, it leaves nothing behind") {
    transport::FakeEndpoint endpoint([](const transport::Received& request, std::size_t) {
        return request.method == "GET" ? transport::settings_answer(1, true) : transport::acknowledge(request);
    });
    const char* const length = std::getenv("SILHOUETTE_TEST_LENGTH");
    const bool is_long = length != nullptr && *length == 'l';
    std::size_t started = 0;
    for (const std::string opened : {"once", "each"}) {
        INFO("opened " << opened);
#ifdef __SANITIZE_THREAD__
        // Its runtime loses count of what is mapped where a library is opened some hundred times, and ends the process.
        const int times = is_long && opened == "once" ? 1'000 : 40;
#else
        const int times = is_long ? 1'000 : 40;
#endif
        started += static_cast<std::size_t>(times);
        const transport::TemporaryFolder folder;
        // Without the caches of glibc's threads, which keep what was given back and count it as in use: with them the
        // count rises by some KiB over the first hundreds of times and then no more; without, by not one allocation.
        stress::Child child({RESTART_HOST, LIBRARY, endpoint.url(), (transport::certificates() / "ca.pem").string(),
                             folder.path().string(), std::to_string(times), opened},
                            {}, {"GLIBC_TUNABLES=glibc.malloc.tcache_count=0"});
        const int status = child.wait();
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }
    CHECK(endpoint.received().size() >= 2 * started);
}

}  // namespace
}  // namespace silhouette
