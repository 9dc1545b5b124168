// Where a connection comes from. The kernel counts source ports up, from one connection to the next to the same
// endpoint: whoever sees two epochs' connections could tie them by that. A port of chance ties nothing.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace silhouette::transport {

// The ports that the administrator leaves to programs: a range, without those that are reserved for others.
class PortsOfChance {
  public:
    // As in /proc/sys/net/ipv4: "32768\t60999" and "50000,50010-50019". What cannot be read leaves nothing to choose
    // from.
    PortsOfChance(std::string_view range, std::string_view reserved);

    // 0 where none was found in a few tries.
    std::uint16_t draw(std::random_device& chance) const;

  private:
    bool is_reserved(std::uint16_t port) const;

    std::uint16_t first_ = 0, last_ = 0;
    std::string_view reserved_;
};

// Binds a socket that is not yet connected to such a port, where one is free. Else the kernel chooses, as ever.
void leave_from_a_port_of_chance(int socket, int family) noexcept;

}  // namespace silhouette::transport
