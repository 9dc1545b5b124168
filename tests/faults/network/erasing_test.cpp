// `silhouette consent off --erase` goes by the trust and the way of the app's uploads, as they were kept.
#include <sys/wait.h>

#include <array>
#include <cstdio>

#include "tests/catch.h"
#include "tests/faults/network/faulty.h"
#include "tests/faults/network/pins.h"
#include "tests/integration/transport/tunnel.h"
#include "transport/erasure.h"

namespace silhouette::transport {
namespace {

std::string answer_all(const Received& request, std::size_t) {
    return request.method == "DELETE" ? answer(204) : acknowledge(request);
}

// One session that was sent to the endpoint behind the network.
struct SentOnce {
    explicit SentOnce(const std::function<void(Options&)>& change) {
        RecorderThread recorder(home.path(), "https://127.0.0.1:" + std::to_string(port), [&](Options& options) {
            be_quick(options);
            options.state = state();
            change(options);
        });
        record_something(recorder);
        REQUIRE(recorder.run_until([&] { return recorder.sent == 3; }));
        network.set_endpoint(other.port());
        network.drop_all();
    }
    std::filesystem::path state() const { return home.path() / "silhouette/orders"; }

    struct Ended {
        int code = -1;
        std::string said;
    };
    // With another proxy in the environment than the one that the app was given.
    Ended erase() const {
        const std::string line = "env https_proxy=http://127.0.0.1:1 XDG_STATE_HOME='" + home.path().string() +
                                 "' XDG_CACHE_HOME='" + home.path().string() +
                                 "' " SILHOUETTE_COMMAND " consent off --app orders --erase 2>&1";
        Ended ended;
        std::FILE* const pipe = ::popen(line.c_str(), "r");
        REQUIRE(pipe != nullptr);
        std::array<char, 256> part;
        while (std::fgets(part.data(), part.size(), pipe) != nullptr) {
            ended.said += part.data();
        }
        ended.code = WEXITSTATUS(::pclose(pipe));
        return ended;
    }

    TemporaryFolder home;
    FakeEndpoint endpoint{answer_all};
    // Of the same authority and for the same name, with a key of its own.
    FakeEndpoint other{answer_all, "other_key"};
    faults::Proxy network{1};
    std::uint16_t port = (network.set_endpoint(endpoint.port()), network.add_host());
};

TEST_CASE("an erasure by the command is held to the app's pins: whoever has another key gets no byte of it") {
    SentOnce app([](Options& options) {
        options.trust.pins = {pin_of("good"), Pin{}};
        options.proxy = {"", "", true};
    });
    const auto refused = app.erase();
    CHECK(refused.code == 1);
    CHECK(refused.said.find("its key is none of the pinned ones") != std::string::npos);
    CHECK(app.other.connections() > 0);
    CHECK(app.other.received().empty());
    auto secrets = list_erasure_secrets(app.state());
    REQUIRE(secrets.size() == 1);
    CHECK(secrets[0].asked != 0);

    app.network.set_endpoint(app.endpoint.port());
    app.network.drop_all();
    const auto erased = app.erase();
    INFO(erased.said);
    CHECK(erased.code == 0);
    CHECK(app.endpoint.received().back().method == "DELETE");
    CHECK(list_erasure_secrets(app.state()).empty());
}

TEST_CASE("an erasure by the command goes through the proxy that the app was given, and never past it") {
    Tunnel tunnel("Proxy-Authorization: Basic bWFyaWE6cEBzcw==");
    SentOnce app([&](Options& options) {
        options.proxy = {"http://maria:p%40ss@127.0.0.1:" + std::to_string(tunnel.port()), "", true};
    });
    // The password stays with the app.
    const std::string kept = to_text(read_file(app.state() / "erasure"));
    CHECK(kept.find(tunnel.url()) != std::string::npos);
    CHECK(kept.find("maria") == std::string::npos);
    CHECK(kept.find("p%40ss") == std::string::npos);
    app.network.set_endpoint(app.endpoint.port());
    const std::size_t before = app.endpoint.received().size();
    const auto refused = app.erase();
    CHECK(refused.code == 1);
    CHECK(refused.said.find("the proxy demands a password") != std::string::npos);
    CHECK(app.endpoint.received().size() == before);
    CHECK(app.other.connections() == 0);
    CHECK(list_erasure_secrets(app.state()).size() == 1);
}

}  // namespace
}  // namespace silhouette::transport
