#include "platform/network_watch.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <limits>

namespace silhouette::platform {
namespace {

// Lets pass: an address that went, a default route that came or went. What is told again and again on a network that is
// well (addresses and routes that are renewed) would wake us for nothing.
// A filter reads numbers in network order; the kernel writes these in its own.
constexpr std::uint32_t as_read(std::uint16_t number) {
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
               ? static_cast<std::uint32_t>(((number & 0xff) << 8) | (number >> 8))
               : number;
}

Descriptor open_netlink() {
    Descriptor descriptor(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!descriptor) {
        return {};
    }
    const auto type_at = static_cast<std::uint32_t>(offsetof(nlmsghdr, nlmsg_type));
    const auto prefix_at = static_cast<std::uint32_t>(sizeof(nlmsghdr) + offsetof(rtmsg, rtm_dst_len));
    sock_filter code[] = {
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, type_at},
        {BPF_JMP | BPF_JEQ | BPF_K, 4, 0, as_read(RTM_DELADDR)},
        {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, as_read(RTM_NEWROUTE)},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, as_read(RTM_DELROUTE)},
        {BPF_LD | BPF_B | BPF_ABS, 0, 0, prefix_at},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0},
        {BPF_RET | BPF_K, 0, 0, std::numeric_limits<std::uint32_t>::max()},
        {BPF_RET | BPF_K, 0, 0, 0},
    };
    const sock_fprog filter{static_cast<unsigned short>(sizeof code / sizeof *code), code};
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (::setsockopt(descriptor.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0 ||
        ::bind(descriptor.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return {};
    }
    return descriptor;
}

}  // namespace

NetworkWatch::NetworkWatch()
    : descriptors_{open_netlink(), Descriptor(::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK))} {
    arm();
}

// A timer that never comes, and is called off when the clock jumps: the kernel lets it, too, when the machine wakes up.
void NetworkWatch::arm() {
    itimerspec never{};
    never.it_value.tv_sec = std::numeric_limits<std::time_t>::max() >> 27;  // some millennia from now
    if (descriptors_[1]) {
        ::timerfd_settime(descriptors_[1].get(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
    }
}

bool NetworkWatch::take_changes() {
    bool changed = false;
    char message[4'096];
    if (descriptors_[0]) {
        // ENOBUFS: more happened than the kernel kept.
        while (::recv(descriptors_[0].get(), message, sizeof message, 0) > 0 || errno == ENOBUFS) {
            changed = true;
        }
    }
    std::uint64_t times = 0;
    if (descriptors_[1] && ::read(descriptors_[1].get(), &times, sizeof times) < 0 && errno == ECANCELED) {
        changed = true;
        arm();
    }
    return changed;
}

}  // namespace silhouette::platform
