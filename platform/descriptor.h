// An open file, socket or timer of the system's: closed at its end, by one owner.
#pragma once

#include <utility>

namespace silhouette::platform {

class Descriptor {
  public:
    Descriptor() = default;
    // Negative: none; that is what the system's calls return where they fail.
    explicit Descriptor(int value) noexcept : value_(value) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    // What was open here is closed.
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    explicit operator bool() const noexcept { return value_ >= 0; }
    int get() const noexcept { return value_; }
    // Closed by the caller from now on.
    int release() noexcept { return std::exchange(value_, -1); }

  private:
    int value_ = -1;
};

}  // namespace silhouette::platform
