#include "transport/network_change.h"

#include <boost/asio/io_context.hpp>
#include <optional>
#include <utility>

#include "transport/retry.h"

namespace silhouette::transport {

namespace asio = boost::asio;
using boost::system::error_code;

// What waits holds it, and may outlive the NetworkChange.
struct NetworkChange::Watch : std::enable_shared_from_this<Watch> {
    Watch(asio::io_context& io, std::function<void()> call) : settles(io), changed(std::move(call)) {
        for (const int descriptor : kernel->descriptors()) {
            if (descriptor >= 0) {
                descriptors.emplace_back(io, descriptor);
            }
        }
    }
    ~Watch() { end(); }

    // The descriptors go now, not when the handlers that wait for them have been called: a host that toggles quickly
    // would have some of each time.
    void end() noexcept {
        for (auto& one : descriptors) {
            if (one.is_open()) {
                one.release();  // they are the kernel watch's
            }
        }
        kernel.reset();
    }

    void wait(asio::posix::stream_descriptor& one) {
        one.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this(), &one](error_code aborted) {
                           if (aborted || !self->changed) {
                               return;
                           }
                           if (self->kernel->take_changes()) {
                               self->happened();
                           }
                           self->wait(one);
                       });
    }

    void happened() {
        if (std::exchange(settling, true)) {
            return;
        }
        settles.expires_after(policy::kNetworkSettles + Retry::jitter(policy::kNetworkJitter));
        settles.async_wait([self = shared_from_this()](error_code aborted) {
            self->settling = false;
            if (!aborted && self->changed) {
                self->changed();
            }
        });
    }

    std::optional<platform::NetworkWatch> kernel{std::in_place};
    std::list<asio::posix::stream_descriptor> descriptors;
    asio::steady_timer settles;
    bool settling = false;
    std::function<void()> changed;  // empty: it has ended
};

NetworkChange::NetworkChange(asio::io_context& io, std::function<void()> changed)
    : io_(io), changed_(std::move(changed)) {}

void NetworkChange::start() {
    if (watch_) {
        return;
    }
    watch_ = std::make_shared<Watch>(io_, changed_);
    for (auto& one : watch_->descriptors) {
        watch_->wait(one);
    }
}

void NetworkChange::stop() noexcept {
    if (!watch_) {
        return;
    }
    watch_->changed = nullptr;
    try {
        watch_->settles.cancel();
        watch_->end();
    } catch (...) {  // what waits ends with the loop
    }
    watch_.reset();
}

}  // namespace silhouette::transport
