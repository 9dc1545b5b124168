// Tears connections down from any thread, and keeps them down. The gate that a sender asks before the last bytes of a
// body.
//
// How: connect(AF_UNSPEC) dissolves a TCP connection at once: the kernel throws away what it has not sent, answers the
// peer with a reset, and every later write fails. The descriptor stays open, so that the thread that uses it meets an
// error, never somebody else's file. A new connection is begun below the same lock, so that none can begin unseen.
#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <system_error>

#include "transport/policy.h"

namespace silhouette::transport {

class Cutter {
  public:
    Cutter() noexcept { sockets_.fill(-1); }

    // Not one byte is written to a guarded connection after it returns; takes microseconds. Any thread.
    void cut() noexcept;
    bool is_cut() const noexcept { return cut_.load(std::memory_order_seq_cst); }

    // How often it was cut; to be read before it is decided to open again.
    std::uint64_t cuts() const noexcept { return cuts_.load(std::memory_order_seq_cst); }
    // Allows connections again, unless it was cut since `cuts` was read. Any thread.
    bool mend(std::uint64_t cuts) noexcept;

    // Begins a connection of a non-blocking socket and guards it: the error of connect(2) (in progress:
    // operation_in_progress), or operation_canceled when it is cut.
    std::error_code connect(int socket, const sockaddr* to, socklen_t length) noexcept;
    // To be called before the descriptor is closed.
    void forget(int socket) noexcept;

  private:
    std::mutex mutex_;  // never held while another lock is taken
    // One connection at a time uses it: all addresses that are tried at once, and one that is being closed.
    std::array<int, policy::kAddressesMax + 1> sockets_;
    std::atomic<bool> cut_{false};
    std::atomic<std::uint64_t> cuts_{0};
};

}  // namespace silhouette::transport
