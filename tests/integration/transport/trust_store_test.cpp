// Certificates that are trusted are read once for all connections, and again when what they came from has changed.
#include "transport/trust_store.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
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

// In the environment as long as it lives.
class Variable {
  public:
    Variable(const char* name, const std::filesystem::path& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

TEST_CASE("the environment's certificates are trusted in the place of the system's") {
    SECTION("a file") {
        const Variable file("SSL_CERT_FILE", certificates() / "ca.pem");
        CHECK(leads_to(trust_store("").get(), certificates() / "good.pem"));
    }
    SECTION("a folder") {
        const TemporaryFolder folder;
        const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file((certificates() / "ca.pem").c_str(), "r"),
                                                       BIO_free);
        const std::unique_ptr<X509, void (*)(X509*)> ca(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr),
                                                        X509_free);
        char name[16];
        std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(ca.get()));
        std::filesystem::copy_file(certificates() / "ca.pem", folder.path() / name);
        const Variable variable("SSL_CERT_DIR", folder.path());
        CHECK(leads_to(trust_store("").get(), certificates() / "good.pem"));
    }
}

TEST_CASE("what is no file of a fitting size is no certificate: nobody waits for it, nobody reads it without end") {
    const TemporaryFolder folder;
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    std::ofstream(folder.path() / "huge") << "-----BEGIN CERTIFICATE-----\n";
    std::filesystem::resize_file(folder.path() / "huge", std::uintmax_t{1} << 30);
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    for (const auto& path : {folder.path() / "pipe", folder.path() / "huge", folder.path(),
                             std::filesystem::path("/dev/zero"), folder.path() / "nothing"}) {
        INFO(path);
        const auto failure_with = [](const Trust& trust) {
            Failure failure = Failure::none;
            return make_tls_context(trust, failure) ? Failure::none : failure;
        };
        CHECK(failure_with({path, {}, {}, {}}) == Failure::ca_file);
        Trust trust;
        trust.client_certificate = certificates() / "client.pem";
        trust.client_key = path;
        CHECK(failure_with(trust) == Failure::client_certificate);
        std::swap(trust.client_certificate, trust.client_key);
        CHECK(failure_with(trust) == Failure::client_certificate);
        const Variable file("SSL_CERT_FILE", path), named_folder("SSL_CERT_DIR", path);
        CHECK_FALSE(leads_to(trust_store("").get(), certificates() / "good.pem"));
    }
    ::getrusage(RUSAGE_SELF, &after);
    CHECK(after.ru_maxrss - before.ru_maxrss < 8'192);  // KiB
}

}  // namespace
}  // namespace silhouette::transport
