// For one envelope after another, by one thread: the dictionary is made ready once, with the first, and kept as long as
// the sealer (113 KiB). Nothing of what was sealed is kept.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "proto/envelope/envelope.h"

namespace silhouette::envelope {

class Sealer {
  public:
    Sealer();
    ~Sealer();
    Sealer(const Sealer&) = delete;
    Sealer& operator=(const Sealer&) = delete;
    // As envelope::seal().
    std::vector<std::byte> seal(std::span<const std::byte> plain);
    // Gives the memory back, until the next one.
    void rest() noexcept;

  private:
    struct Dictionary;
    std::unique_ptr<Dictionary> dictionary_;
};

}  // namespace silhouette::envelope
