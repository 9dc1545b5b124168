#include "transport/cutter.h"

#include <algorithm>

#include "platform/last_error.h"

namespace silhouette::transport {

void Cutter::cut() noexcept {
    // Before the lock, so that a sender that is about to ask sees it at once; counted before it, so that a mend() that
    // is about to run leaves it.
    ++cuts_;
    cut_.store(true, std::memory_order_seq_cst);
    const std::lock_guard lock(mutex_);
    cut_.store(true, std::memory_order_seq_cst);
    for (const int socket : sockets_) {
        if (socket < 0) {
            continue;
        }
        const linger abortive{1, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &abortive, sizeof(abortive));
        sockaddr nowhere{};
        nowhere.sa_family = AF_UNSPEC;
        static_cast<void>(::connect(socket, &nowhere, sizeof(nowhere)));
    }
}

bool Cutter::mend(std::uint64_t cuts) noexcept {
    const std::lock_guard lock(mutex_);
    if (cuts_.load() != cuts) {
        return false;
    }
    cut_.store(false, std::memory_order_seq_cst);
    return true;
}

std::error_code Cutter::connect(int socket, const sockaddr* to, socklen_t length) noexcept {
    const std::lock_guard lock(mutex_);
    const auto free = std::find(sockets_.begin(), sockets_.end(), -1);
    if (cut_.load() || free == sockets_.end()) {
        return std::make_error_code(std::errc::operation_canceled);
    }
    *free = socket;
    return ::connect(socket, to, length) == 0 ? std::error_code() : platform::last_error();
}

void Cutter::forget(int socket) noexcept {
    const std::lock_guard lock(mutex_);
    std::replace(sockets_.begin(), sockets_.end(), socket, -1);
}

}  // namespace silhouette::transport
