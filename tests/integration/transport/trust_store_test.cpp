// Certificates that are trusted are read once for all connections, and again when what they came from has changed.
#include "transport/trust_store.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>

#include "tests/catch.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/tls.h"

namespace silhouette::transport {
namespace {

bool leads_to(X509_STORE* store, const std::filesystem::path& certificate) {
    const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(certificate.c_str(), "r"), BIO_free);
    const std::unique_ptr<X509, void (*)(X509*)> read(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr),
                                                      X509_free);
    const std::unique_ptr<X509_STORE_CTX, void (*)(X509_STORE_CTX*)> verification(X509_STORE_CTX_new(),
                                                                                  X509_STORE_CTX_free);
    REQUIRE(X509_STORE_CTX_init(verification.get(), store, read.get(), nullptr) == 1);
    return X509_verify_cert(verification.get()) == 1;
}

TEST_CASE("connections share the certificates that were read, as long as one of them lives") {
    Trust trust;
    trust.ca_file = certificates() / "ca.pem";
    Failure failure = Failure::none;
    auto one = make_tls_context(trust, failure), other = make_tls_context(trust, failure);
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->native_handle() != other->native_handle());
    CHECK(SSL_CTX_get_cert_store(one->native_handle()) == SSL_CTX_get_cert_store(other->native_handle()));
    const std::weak_ptr<X509_STORE> store = trust_store(trust.ca_file);
    CHECK(store.lock().get() == SSL_CTX_get_cert_store(one->native_handle()));
    one.reset();
    CHECK_FALSE(store.expired());
    other.reset();
    CHECK(store.expired());
}

TEST_CASE("a CA file that was replaced is read again, and one that is gone is trusted no longer") {
    const TemporaryFolder folder;
    const auto ca = folder.path() / "ca.pem";
    std::filesystem::copy_file(certificates() / "ca.pem", ca);
    const auto before = trust_store(ca);
    REQUIRE(before);
    CHECK(leads_to(before.get(), certificates() / "good.pem"));
    CHECK_FALSE(leads_to(before.get(), certificates() / "stranger.pem"));

    std::filesystem::copy_file(certificates() / "other_ca.pem", folder.path() / "new.pem");
    std::filesystem::rename(folder.path() / "new.pem", ca);
    const auto after = trust_store(ca);
    REQUIRE(after);
    CHECK(after != before);
    CHECK_FALSE(leads_to(after.get(), certificates() / "good.pem"));
    CHECK(leads_to(after.get(), certificates() / "stranger.pem"));

    std::ofstream(ca, std::ios::trunc) << "not a certificate\n";
    CHECK_FALSE(trust_store(ca));
    std::filesystem::remove(ca);
    CHECK_FALSE(trust_store(ca));
}

TEST_CASE("who trusts another CA file has a store of its own") {
    const auto own = trust_store(certificates() / "ca.pem"), other = trust_store(certificates() / "other_ca.pem"),
               system = trust_store("");
    REQUIRE(own);
    REQUIRE(other);
    REQUIRE(system);
    CHECK(leads_to(own.get(), certificates() / "good.pem"));
    CHECK_FALSE(leads_to(other.get(), certificates() / "good.pem"));
    CHECK_FALSE(leads_to(system.get(), certificates() / "good.pem"));
}

}  // namespace
}  // namespace silhouette::transport
