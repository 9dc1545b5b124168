// The certificates that are trusted: the system's store and, where one is given, the own CA file. Private to TLS.
//
// Reading them takes OpenSSL 20 ms and 1.8 MiB, so that connections share what was read: as long as one of them lives,
// the next takes its store, unless a file or folder that it came from was changed, replaced or removed meanwhile. With
// the last connection it is gone. Any thread.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

namespace silhouette::transport {

// Empty when `ca_file` is given and cannot be used. A system without a store of its own is no failure.
std::shared_ptr<X509_STORE> trust_store(const std::string& ca_file);

}  // namespace silhouette::transport
