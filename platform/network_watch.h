// Tells that the machine's way to the network is another, or that it slept, without polling: a default route came or
// went, an address went, the machine woke up (or its clock was set). Nobody else's noise: the kernel filters.
#pragma once

#include <array>

#include "platform/descriptor.h"

namespace silhouette::platform {

class NetworkWatch {
  public:
    NetworkWatch();

    // Readable when something happened; for select, poll or Asio's stream_descriptor. -1 for what the system does not
    // let us watch. Stay owned by this object.
    std::array<int, 2> descriptors() const noexcept { return {descriptors_[0].get(), descriptors_[1].get()}; }

    // Takes what is readable. True when there was something.
    bool take_changes();

  private:
    void arm();

    std::array<Descriptor, 2> descriptors_;  // routes and addresses; the clock
};

}  // namespace silhouette::platform
