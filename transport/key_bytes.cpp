#include "transport/key_bytes.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "platform/secure_memory.h"

namespace silhouette::transport::key_bytes {
namespace {

constexpr std::array<char, 8> kMagic{'S', 'I', 'L', 'K', 'E', 'Y', '2', '\n'};
constexpr std::size_t kKeyAt = kMagic.size() + sizeof(std::uint64_t);
static_assert(kFile == kKeyAt + kKey);

}  // namespace

EpochMark mark_of(Key key) noexcept {
    static constexpr char kPurpose[] = "silhouette epoch mark";
    std::array<unsigned char, sizeof(kPurpose) + kKey> input{};
    std::memcpy(input.data(), kPurpose, sizeof(kPurpose));
    std::memcpy(input.data() + sizeof(kPurpose), key.data(), key.size());
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(input.data(), input.size(), digest.data());
    platform::cleanse(std::as_writable_bytes(std::span(input)));
    EpochMark mark{};
    std::memcpy(mark.data(), digest.data(), mark.size());
    return mark;
}

std::array<std::byte, kFile> encode(Key key, std::uint64_t allowed_since) noexcept {
    std::array<std::byte, kFile> file{};
    std::memcpy(file.data(), kMagic.data(), kMagic.size());
    std::memcpy(file.data() + kMagic.size(), &allowed_since, sizeof(allowed_since));
    std::copy_n(key.begin(), kKey, file.begin() + kKeyAt);
    return file;
}

bool is_one(std::span<const std::byte> file) noexcept {
    return file.size() == kFile && std::memcmp(file.data(), kMagic.data(), kMagic.size()) == 0;
}

Key key_in(std::span<const std::byte> file) noexcept {
    return Key(file.data() + kKeyAt, kKey);
}

std::uint64_t allowed_since_in(std::span<const std::byte> file) noexcept {
    std::uint64_t since = 0;
    std::memcpy(&since, file.data() + kMagic.size(), sizeof(since));
    return since;
}

}  // namespace silhouette::transport::key_bytes
