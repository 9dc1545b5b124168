// For one envelope after another, by one thread: what is the same for all of them is made once, and overwritten with
// the opener.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "proto/envelope/envelope.h"

namespace silhouette::envelope {

class Opener {
  public:
    Opener();
    ~Opener();
    Opener(const Opener&) = delete;
    Opener& operator=(const Opener&) = delete;
    // As envelope::open().
    std::optional<std::vector<std::byte>> open(std::span<const std::byte> sealed, Error& error);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace silhouette::envelope
