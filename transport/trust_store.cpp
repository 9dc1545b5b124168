#include "transport/trust_store.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <mutex>

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
    const char* const given = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): as OpenSSL does
    return given != nullptr ? given : otherwise;
}

// What the store was read from.
struct Sources {
    std::string ca_file;
    std::array<State, 3> states;

    explicit Sources(std::string file)
        : ca_file(std::move(file)),
          states{ca_file.empty() ? State{} : state_of(ca_file.c_str()),
                 state_of(set_or(X509_get_default_cert_file_env(), X509_get_default_cert_file())),
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
    static_cast<void>(X509_STORE_set_default_paths(store.get()));
    const bool usable = ca_file.empty() || X509_STORE_load_file(store.get(), ca_file.c_str()) == 1;
    ERR_clear_error();
    if (!usable) {
        return nullptr;
    }
    last.sources = std::move(sources);
    last.store = store;
    return store;
}

}  // namespace silhouette::transport
