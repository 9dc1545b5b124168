// A certificate of our own for `silhouette serve` without one: a small authority (ca.pem, which clients trust) and a
// leaf for this host, signed by it. Files 0600 in the data folder.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace silhouette::ingest {

class CertificateError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct CertificateFiles {
    std::filesystem::path certificate, key;
};

// Makes what is missing; renews the leaf when fewer than 30 of its 397 days are left or `host` is not in it, and the
// authority when it has expired. Names in the leaf: localhost, 127.0.0.1, ::1 and `host`. Throws CertificateError.
CertificateFiles own_certificate(const std::filesystem::path& folder, const std::string& host);

}  // namespace silhouette::ingest
