#include "transport/session_secrets.h"

#include <ctime>

#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

ErasureSecret secret(std::size_t number) {
    ErasureSecret one;
    one.session[0] = static_cast<std::byte>(number);
    one.secret[31] = static_cast<std::byte>(number + 1);
    one.endpoint = "https://127.0.0.1:1";
    one.tenant = "acme";
    one.day = std::time(nullptr);
    return one;
}

// A file where the app's folder should be, until it is freed.
struct BlockedDisk {
    BlockedDisk() { write_file(state, to_bytes("in the way")); }
    void free() const { std::filesystem::remove(state); }

    TemporaryFolder folder;
    std::filesystem::path state = folder.path() / "app";
};

TEST_CASE("a session is sent when the disk has its secret, and not before") {
    const BlockedDisk disk;
    SessionSecrets secrets(disk.state, {});
    CHECK_FALSE(secrets.add(secret(1)));
    CHECK_FALSE(secrets.add(secret(2)));
    CHECK(secrets.may_send(secret(1).session) == Sending::not_now);
    CHECK(secrets.may_send(secret(2).session) == Sending::not_now);
    disk.free();
    CHECK(secrets.may_send(secret(1).session) == Sending::allowed);
    const auto listed = list_erasure_secrets(disk.state);
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].sent);
    CHECK_FALSE(listed[1].sent);
    CHECK(secrets.may_send(secret(2).session) == Sending::allowed);
    CHECK(secrets.may_send(secret(3).session) == Sending::forbidden);
    CHECK(secrets.add(secret(4)));
}

TEST_CASE("without a folder no session is sent") {
    SessionSecrets secrets({}, {});
    CHECK_FALSE(secrets.add(secret(1)));
    CHECK(secrets.may_send(secret(1).session) == Sending::not_now);
}

TEST_CASE("whose erasure was asked for while the disk refused is never sent") {
    const BlockedDisk disk;
    std::uint32_t asked = 0;
    SessionSecrets secrets(disk.state, [&] { return asked; });
    CHECK_FALSE(secrets.add(secret(1)));
    ++asked;
    CHECK_FALSE(secrets.add(secret(2)));
    disk.free();
    CHECK(secrets.may_send(secret(1).session) == Sending::forbidden);
    CHECK(secrets.may_send(secret(2).session) == Sending::allowed);
    CHECK(list_erasure_secrets(disk.state).size() == 1);
}

TEST_CASE("whose erasure is asked for while its secret is being stored is never sent") {
    const TemporaryFolder folder;
    std::uint32_t questions = 0;
    // Told at add() and before the file is written; one more when it is there.
    SessionSecrets secrets(folder.path(), [&] { return ++questions > 2 ? 1u : 0u; });
    CHECK(secrets.add(secret(1)));
    CHECK(list_erasure_secrets(folder.path()).empty());
    CHECK(secrets.may_send(secret(1).session) == Sending::forbidden);
}

TEST_CASE("what waits for the disk is bounded, oldest out first, and goes when it is over") {
    const BlockedDisk disk;
    SessionSecrets secrets(disk.state, {});
    for (std::size_t i = 0; i <= policy::kUnstoredSecretsMax; ++i) {
        CHECK_FALSE(secrets.add(secret(i)));
    }
    disk.free();
    CHECK(secrets.may_send(secret(0).session) == Sending::forbidden);
    CHECK(secrets.may_send(secret(1).session) == Sending::allowed);
    CHECK(list_erasure_secrets(disk.state).size() == policy::kUnstoredSecretsMax);

    const BlockedDisk another;
    SessionSecrets forgotten(another.state, {});
    CHECK_FALSE(forgotten.add(secret(1)));
    forgotten.forget();
    another.free();
    CHECK(forgotten.may_send(secret(1).session) == Sending::forbidden);
}

TEST_CASE(
    "what it takes to erase a session holds no password, no time of day and no path that means another elsewhere") {
    Session session;
    session.id[0] = std::byte{5};
    session.secret[3] = std::byte{9};
    session.started = 86'400 * 3 + 12'345;
    Options options;
    options.endpoint = "https://replay.example";
    options.tenant = "acme";
    options.key = "ingest-key";
    options.trust.ca_file = "ca.pem";
    options.proxy.of_host = true;
    options.proxy.https_proxy = "http://person:password@proxy:3128";
    const auto one = erasure_secret_of(session, options);
    CHECK(one.session == session.id);
    CHECK(one.secret == session.secret);
    CHECK(one.endpoint == options.endpoint);
    CHECK(one.tenant == "acme");
    CHECK(one.day == 86'400 * 3);
    CHECK(one.trust.ca_file == std::filesystem::absolute("ca.pem"));
    CHECK(one.trust.client_key.empty());
    REQUIRE(one.proxy);
    CHECK(one.proxy->https_proxy.find("password") == std::string::npos);
    CHECK(one.proxy->https_proxy.find("proxy:3128") != std::string::npos);
    options.proxy.of_host = false;
    CHECK_FALSE(erasure_secret_of(session, options).proxy);
}

}  // namespace
}  // namespace silhouette::transport
