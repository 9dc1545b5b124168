// Memory that stays out of core dumps, is wiped in a forked child, and is cleansed when it is given back.
#pragma once

#include <cstddef>
#include <span>

namespace silhouette::platform {

// Overwrites, and is not optimised away.
void cleanse(std::span<std::byte> memory) noexcept;

// Overwrites what a string or vector of bytes holds when the scope ends, however it ends.
template <typename Bytes>
class CleansedAtEnd {
  public:
    explicit CleansedAtEnd(Bytes& bytes) noexcept : bytes_(bytes) {}
    ~CleansedAtEnd() { cleanse({reinterpret_cast<std::byte*>(bytes_.data()), bytes_.size()}); }
    CleansedAtEnd(const CleansedAtEnd&) = delete;
    CleansedAtEnd& operator=(const CleansedAtEnd&) = delete;

  private:
    Bytes& bytes_;
};

// Whole pages (MADV_DONTDUMP, MADV_WIPEONFORK). nullptr when there are none; never throws.
std::byte* allocate_secure_pages(std::size_t bytes) noexcept;
void free_secure_pages(std::byte* memory, std::size_t bytes) noexcept;

// Owns such pages.
class SecureBuffer {
  public:
    SecureBuffer() = default;
    explicit SecureBuffer(std::size_t bytes) : data_(allocate_secure_pages(bytes)), size_(data_ ? bytes : 0) {}
    ~SecureBuffer() { reset(); }
    SecureBuffer(SecureBuffer&& other) noexcept : data_(other.data_), size_(other.size_) {
        other.data_ = nullptr, other.size_ = 0;
    }
    SecureBuffer& operator=(SecureBuffer&& other) noexcept {
        if (this != &other) {
            reset();
            data_ = other.data_, size_ = other.size_;
            other.data_ = nullptr, other.size_ = 0;
        }
        return *this;
    }
    SecureBuffer(const SecureBuffer&) = delete;
    SecureBuffer& operator=(const SecureBuffer&) = delete;

    std::span<std::byte> bytes() const noexcept { return {data_, size_}; }
    explicit operator bool() const noexcept { return data_ != nullptr; }
    void reset() noexcept {
        if (data_) {
            free_secure_pages(data_, size_);
        }
        data_ = nullptr, size_ = 0;
    }

  private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace silhouette::platform
