// Keys and tokens: `sil_<kind>_<id>_<secret>`, 256 random bits in the secret. Stored are the id and the secret's
// SHA-256; a random secret of that size needs no slow hash.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace silhouette::ingest {

struct AccessKey {
    std::string text;  // what the user is shown, once
    std::string id;    // 16 hex digits, public
    std::string hash;  // 32 bytes
};

// `kind` is for people: ingest, admin, viewer. Throws StorageError when the system has no randomness to give.
AccessKey make_access_key(std::string_view kind);

struct AccessKeyParts {
    std::string id;
    std::string secret;  // 32 bytes
};
std::optional<AccessKeyParts> split_access_key(std::string_view text);

// Throws StorageError when the system has none to give.
std::string random_bytes(std::size_t count);

std::string sha256(std::string_view bytes);

// Compares in a time that depends on the lengths only.
bool same_secret(std::string_view left, std::string_view right);

// Whether `hash` is the SHA-256 of `secret`; compares in constant time.
bool secret_matches(std::string_view secret, std::string_view hash);

}  // namespace silhouette::ingest
