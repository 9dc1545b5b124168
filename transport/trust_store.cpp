#include "transport/trust_store.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <variant>

#include "platform/regular_file.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

// Enough of a file's or folder's state to tell that it is another one, or has other contents. All 0: there is none.
using State = std::array<std::int64_t, 6>;

State state_of(const char* path) {
    struct stat status {};
    if (path == nullptr || ::stat(path, &status) != 0) {
        return {};
    }
    return {static_cast<std::int64_t>(status.st_dev),
            static_cast<std::int64_t>(status.st_ino),
            status.st_size,
            status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec};
}

const char* set_or(const char* variable, const char* otherwise) {
    const char* const given = ::secure_getenv(variable);  // NOLINT(concurrency-mt-unsafe): as OpenSSL does
    return given != nullptr ? given : otherwise;
}

const char* default_file() {
    return set_or(X509_get_default_cert_file_env(), X509_get_default_cert_file());
}

// Certificates and revocation lists of a PEM file. False when it has none.
bool add_authorities(X509_STORE& store, const char* file) {
    const auto content = platform::read_file(file, policy::kAuthoritiesFileMax, platform::FileOwners::any);
    const auto* const text = std::get_if<std::string>(&content);
    if (text == nullptr) {
        return false;
    }
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(text->data(), static_cast<int>(text->size())), BIO_free);
    // An empty passphrase: else what is encrypted has OpenSSL ask the terminal, on our thread.
    char no_passphrase[] = "";
    STACK_OF(X509_INFO)* const all =
        source ? PEM_X509_INFO_read_bio(source.get(), nullptr, nullptr, no_passphrase) : nullptr;
    bool has_one = false;
    for (int place = 0; place < sk_X509_INFO_num(all); ++place) {
        const X509_INFO* const one = sk_X509_INFO_value(all, place);
        has_one = (one->x509 != nullptr && X509_STORE_add_cert(&store, one->x509) == 1) || has_one;
        has_one = (one->crl != nullptr && X509_STORE_add_crl(&store, one->crl) == 1) || has_one;
    }
    sk_X509_INFO_pop_free(all, X509_INFO_free);
    return has_one;
}

// What the store was read from.
struct Sources {
    std::string ca_file;
    std::array<State, 3> states;

    explicit Sources(std::string file)
        : ca_file(std::move(file)),
          states{ca_file.empty() ? State{} : state_of(ca_file.c_str()), state_of(default_file()),
                 state_of(set_or(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()))} {}
    bool operator==(const Sources&) const = default;
};

struct Shared {
    std::mutex mutex;
    Sources sources{{}};
    std::weak_ptr<X509_STORE> store;
};

Shared& shared() {
    // Never taken down: connections may still be made while a process ends.
    static auto& one = *new Shared;
    return one;
}

}  // namespace

std::shared_ptr<X509_STORE> trust_store(const std::string& ca_file) {
    // Looked at first: a file that changes while it is read is read again by the next connection.
    Sources sources(ca_file);
    Shared& last = shared();
    const std::lock_guard lock(last.mutex);
    auto store = last.store.lock();
    if (store && last.sources == sources) {
        return store;
    }
    store.reset(X509_STORE_new(), X509_STORE_free);
    if (!store) {
        return nullptr;
    }
    // As X509_STORE_set_default_paths() does, which would open whatever the variables of the environment name.
    static_cast<void>(add_authorities(*store, default_file()));
    if (X509_LOOKUP* const folder = X509_STORE_add_lookup(store.get(), X509_LOOKUP_hash_dir())) {
        static_cast<void>(X509_LOOKUP_add_dir(folder, nullptr, X509_FILETYPE_DEFAULT));
    }
    const bool usable = ca_file.empty() || add_authorities(*store, ca_file.c_str());
    ERR_clear_error();
    if (!usable) {
        return nullptr;
    }
    last.sources = std::move(sources);
    last.store = store;
    return store;
}

}  // namespace silhouette::transport
