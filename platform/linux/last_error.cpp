#include "platform/last_error.h"

#include <cerrno>

namespace silhouette::platform {

std::error_code last_error() noexcept {
    return {errno, std::system_category()};
}

}  // namespace silhouette::platform
