#include "platform/last_error.h"

#include <cerrno>

namespace silhouette::platform {

std::error_code last_error() noexcept {
    return {errno, std::system_category()};
}

bool is_shortage(int error) noexcept {
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == EAGAIN;
}

}  // namespace silhouette::platform
