// How often something is uploaded: once in a batch interval, but at the high-water mark.
#include "tests/catch.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 400ms;

struct Uploads {
    std::size_t batches = 0, intervals = 0;  // of those that passed meanwhile
};

// Frames without a pause for a while; how many batches came of it.
Uploads uploads_of(std::size_t padding, std::chrono::milliseconds time) {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        options.batch_interval = kInterval;
        options.batch_bytes = 16 * 1024;
    });
    recorder.transport().open_epoch();
    recorder.begin_session();
    const auto began = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() < began + time) {
        recorder.add(1, padding);
        recorder.run_for(5ms);
    }
    CHECK(recorder.run_until([&] { return recorder.sent == recorder.captured; }));
    return {endpoint.received().size(),
            static_cast<std::size_t>((std::chrono::steady_clock::now() - began) / kInterval)};
}

TEST_CASE("it is uploaded once in a batch interval, however much happens") {
    const auto [batches, intervals] = uploads_of(0, 5 * kInterval);
    CHECK(batches >= 2);
    // The last one is what was open in the end.
    CHECK(batches <= intervals + 1);
}

TEST_CASE("a batch that is full is uploaded before its interval has passed") {
    CHECK(uploads_of(4'000, 5 * kInterval).batches > 8);
}

}  // namespace
}  // namespace silhouette::transport
