// The certificates of this run and the pins of their keys.
#pragma once

#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <cstdio>
#include <string>

#include "tests/catch.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "transport/route.h"

namespace silhouette::transport {

inline std::string pem(const std::string& name) {
    return (certificates() / name).string();
}

inline Pin pin_of(const std::string& name) {
    std::FILE* const file = std::fopen(pem(name + ".pem").c_str(), "r");
    REQUIRE(file != nullptr);
    X509* const certificate = PEM_read_X509(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    REQUIRE(certificate != nullptr);
    unsigned char* encoded = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
    Pin pin;
    SHA256(encoded, static_cast<std::size_t>(length), reinterpret_cast<unsigned char*>(pin.data()));
    OPENSSL_free(encoded);
    X509_free(certificate);
    return pin;
}

}  // namespace silhouette::transport
