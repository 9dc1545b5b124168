// Who the endpoint has to be before it gets a byte, and who we have to be.
#include <openssl/ssl.h>

#include "tests/catch.h"
#include "tests/faults/network/faulty.h"
#include "tests/faults/network/pins.h"

namespace silhouette::transport {
namespace {

// Nothing but handshakes: neither the question nor a batch.
void check_nothing_was_sent(const FakeEndpoint& endpoint, RecorderThread& recorder) {
    recorder.run_for(300ms);
    CHECK(endpoint.connections() > 0);
    CHECK(endpoint.questions() == 0);
    CHECK(endpoint.received().empty());
    CHECK(recorder.transport().pending_items() == 3);
    CHECK(recorder.balanced());
}

FakeEndpoint::Script acknowledging() {
    return [](const Received& request, std::size_t) { return acknowledge(request); };
}

TEST_CASE("a certificate that is not the endpoint's: not a byte of a batch, and the reason is told") {
    const auto [certificate, reason] = GENERATE(table<std::string, Failure>({{"expired", Failure::expired},
                                                                             {"wrong_host", Failure::wrong_host},
                                                                             {"subject_only", Failure::wrong_host},
                                                                             {"stranger", Failure::untrusted},
                                                                             {"self_signed", Failure::untrusted}}));
    INFO(certificate);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging(), certificate);
    RecorderThread recorder(folder.path(), endpoint.url("localhost"), be_quick);
    record_something(recorder);
    recorder.transport().ask_verdict(true);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(reason) && !recorder.questions.empty(); }));
    check_nothing_was_sent(endpoint, recorder);
    CHECK(recorder.questions.back() == reason);
    CHECK(recorder.verdicts.empty());
    CHECK(std::string(to_word(reason)).starts_with("certificate-"));
}

TEST_CASE("pinned keys: the one in use or the one in reserve, the authority's too, and no other") {
    const std::string pinned = GENERATE("good", "ca", "other_key");
    INFO(pinned);
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
        be_quick(options);
        options.trust.pins = {pin_of("stranger"), pin_of(pinned)};
    });
    record_something(recorder);
    if (pinned == "other_key") {
        // As when the key that was in use is revoked: the certificate is good, and its key is not wanted any more.
        REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::pin); }));
        check_nothing_was_sent(endpoint, recorder);
    } else {
        CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    }
}

TEST_CASE("a client certificate, for endpoints that want one") {
    const TemporaryFolder folder;
    FakeEndpoint::Manner manner;
    manner.wants_ca = true;
    manner.newest_tls = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
    FakeEndpoint endpoint(acknowledging(), manner);
    SECTION("given") {
        RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
            options.trust.client_certificate = pem("client.pem");
            options.trust.client_key = pem("client.key");
        });
        record_something(recorder);
        CHECK(recorder.run_until([&] { return recorder.sent == 3; }));
    }
    SECTION("none, or one that the endpoint does not accept") {
        const std::string name = GENERATE("", "stranger");
        RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
            be_quick(options);
            if (!name.empty()) {
                options.trust.client_certificate = pem(name + ".pem");
                options.trust.client_key = pem(name + ".key");
            }
        });
        record_something(recorder);
        REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::client_certificate); }));
        check_nothing_was_sent(endpoint, recorder);
    }
    SECTION("files that do not belong together, or are not there") {
        const std::string key = GENERATE("good.key", "nothing.key");
        RecorderThread recorder(folder.path(), endpoint.url(), [&](Options& options) {
            be_quick(options);
            options.trust.client_certificate = pem("client.pem");
            options.trust.client_key = pem(key);
        });
        record_something(recorder);
        REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::client_certificate); }));
        CHECK(endpoint.connections() == 0);
    }
}

TEST_CASE("a CA file that cannot be read is told, and nothing is sent on the system's word") {
    const TemporaryFolder folder;
    FakeEndpoint endpoint(acknowledging());
    RecorderThread recorder(folder.path(), endpoint.url(), [](Options& options) {
        be_quick(options);
        options.trust.ca_file = "/nowhere/ca.pem";
    });
    record_something(recorder);
    REQUIRE(recorder.run_until([&] { return recorder.upload_ended(Failure::ca_file); }));
    CHECK(endpoint.connections() == 0);
}

}  // namespace
}  // namespace silhouette::transport
