#include "tests/stress/hosts.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace silhouette::stress {

namespace {
// Numbers of the descriptors in a host.
constexpr int kPageThere = 3, kOrdersThere = 4;
}  // namespace

Hosts::Hosts(HostSettings settings)
    : settings_(std::move(settings)), page_descriptor_(::memfd_create("stress_page", MFD_CLOEXEC)) {
    if (page_descriptor_ < 0 || ::ftruncate(page_descriptor_, sizeof(AppPage)) != 0) {
        throw std::runtime_error("no page to share");
    }
    void* const memory = ::mmap(nullptr, sizeof(AppPage), PROT_READ | PROT_WRITE, MAP_SHARED, page_descriptor_, 0);
    if (memory == MAP_FAILED) {
        throw std::runtime_error("no page to share");
    }
    page_ = static_cast<AppPage*>(memory);
    // Nobody has opened anything yet.
    page_->phase = 1;
    page_->closer = kHostsPerApp;
}

Hosts::~Hosts() {
    for (int who = 0; who < kHostsPerApp; ++who) {
        kill(who);
    }
    ::munmap(page_, sizeof(AppPage));
    ::close(page_descriptor_);
}

std::string Hosts::version(int who) const {
    return "h" + std::to_string(who) + "-" + std::to_string(page_->host[who].incarnation.load());
}

void Hosts::start(int who) {
    page_->host[who].incarnation.fetch_add(1);
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw std::runtime_error("no line to a host");
    }
    const auto& s = settings_;
    child_[who] = Child({s.program,
                         "--page",
                         std::to_string(kPageThere),
                         "--orders",
                         std::to_string(kOrdersThere),
                         "--who",
                         std::to_string(who),
                         "--app",
                         s.app,
                         "--version",
                         version(who),
                         "--tenant",
                         s.tenant,
                         "--endpoint",
                         "https://127.0.0.1:" + std::to_string(s.ports[who]),
                         "--key",
                         s.key,
                         "--ca",
                         s.ca_file,
                         "--state",
                         s.folder / "state" / "silhouette",
                         "--batch-bytes",
                         std::to_string(s.batch_bytes),
                         "--cache",
                         s.folder / "cache" / "silhouette"},
                        {{page_descriptor_, kPageThere}, {ends[1], kOrdersThere}}, s.variables);
    ::close(ends[1]);
    orders_[who] = ends[0];
}

void Hosts::kill(int who) {
    child_[who].kill();
    if (orders_[who] >= 0) {
        ::close(orders_[who]);
        orders_[who] = -1;
        keep_exceptions(who);
    }
}

std::optional<Report> Hosts::order(int who, Word word, std::uint32_t number) {
    const Order order{word, number};
    Report report;
    if (::send(orders_[who], &order, sizeof order, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof order) ||
        ::recv(orders_[who], &report, sizeof report, 0) != static_cast<ssize_t>(sizeof report)) {
        return std::nullopt;
    }
    return report;
}

void Hosts::keep_exceptions(int who) {
    HostPage& host = page_->host[who];
    const std::uint32_t count = std::min(host.exceptions.load(), kExceptionsMax);
    exceptions_.push_back({version(who), {host.exception, host.exception + count}});
    host.exceptions = 0;
    host.pause_phase.fetch_add(host.pause_phase.load() % 2);
    host.burst_done = 0;
}

const std::vector<Exceptions>& Hosts::exceptions() {
    for (int who = 0; who < kHostsPerApp; ++who) {
        kill(who);
    }
    return exceptions_;
}

}  // namespace silhouette::stress
