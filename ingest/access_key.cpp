#include "ingest/access_key.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <span>
#include <utility>

#include "ingest/database.h"
#include "proto/hex.h"

namespace silhouette::ingest {
namespace {

constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kSecretBytes = 32;

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw StorageError(StorageError::Kind::unavailable, "the system has no random numbers to give");
    }
    return bytes;
}

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool same_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

AccessKey make_access_key(std::string_view kind) {
    const std::string id = wire::to_hex(random_bytes(kIdBytes));
    const std::string secret = random_bytes(kSecretBytes);
    return {"sil_" + std::string(kind) + "_" + id + "_" + wire::to_hex(secret), id, sha256(secret)};
}

std::optional<AccessKeyParts> split_access_key(std::string_view text) {
    constexpr std::size_t tail = kIdBytes * 2 + 1 + kSecretBytes * 2;
    if (text.size() <= tail || text.size() > tail + 32 || text.substr(0, 4) != "sil_") {
        return std::nullopt;
    }
    const auto id = text.substr(text.size() - tail, kIdBytes * 2);
    std::array<std::byte, kIdBytes> id_bytes{};
    std::string secret(kSecretBytes, '\0');
    if (text[text.size() - tail - 1] != '_' || text[text.size() - kSecretBytes * 2 - 1] != '_' ||
        !wire::from_hex(id, id_bytes) ||
        !wire::from_hex(text.substr(text.size() - kSecretBytes * 2), std::as_writable_bytes(std::span(secret)))) {
        return std::nullopt;
    }
    return AccessKeyParts{std::string(id), std::move(secret)};
}

bool secret_matches(std::string_view secret, std::string_view hash) {
    return same_secret(sha256(secret), hash);
}

}  // namespace silhouette::ingest
