// How often something is uploaded: once in a batch interval, but at the high-water mark.
#include "tests/catch.h"
#include "tests/integration/transport/recorder_thread.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

struct Uploads {
    std::size_t batches = 0, intervals = 0;  // of those that passed meanwhile
};

// Frames without a pause until so many batches have come.
Uploads uploads_of(std::size_t padding, std::chrono::milliseconds interval, std::size_t enough) {
    const TemporaryFolder folder;
    FakeEndpoint endpoint([](const Received& request, std::size_t) { return acknowledge(request); });
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        options.batch_interval = interval;
        options.batch_bytes = 16 * 1024;
    });
    recorder.transport().open_epoch();
    recorder.begin_session();
    const auto began = std::chrono::steady_clock::now();
    CHECK(recorder.run_until([&] {
        recorder.add(1, padding);
        return endpoint.received().size() >= enough;
    }));
    return {endpoint.received().size(),
            static_cast<std::size_t>((std::chrono::steady_clock::now() - began) / interval)};
}

TEST_CASE("it is uploaded once in a batch interval, however much happens") {
    const auto [batches, intervals] = uploads_of(0, 400ms, 5);
    CHECK(batches <= intervals);
}

TEST_CASE("a batch that is full is uploaded before its interval has passed") {
    CHECK(uploads_of(4'000, 10min, 9).intervals == 0);
}

}  // namespace
}  // namespace silhouette::transport
