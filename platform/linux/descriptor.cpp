#include "platform/descriptor.h"

#include <unistd.h>

namespace silhouette::platform {

Descriptor::~Descriptor() {
    if (value_ >= 0) {
        ::close(value_);
    }
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    const Descriptor before(std::exchange(value_, -1));
    value_ = std::exchange(other.value_, -1);
    return *this;
}

}  // namespace silhouette::platform
