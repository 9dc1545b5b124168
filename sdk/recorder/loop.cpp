#include "sdk/recorder/loop.h"

#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <utility>

#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace silhouette::recorder {
namespace asio = boost::asio;

namespace {

struct Watched : std::enable_shared_from_this<Watched> {
    Watched(asio::io_context& io, int number, std::function<void()> call)
        : descriptor(io, number), readable(std::move(call)) {}
    ~Watched() {
        if (descriptor.is_open()) {
            descriptor.release();
        }
    }

    void wait() {
        descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                              [self = shared_from_this()](const boost::system::error_code& error) {
                                  if (!error && !self->over) {
                                      self->readable();
                                      if (!self->over) {
                                          self->wait();
                                      }
                                  }
                              });
    }

    asio::posix::stream_descriptor descriptor;
    std::function<void()> readable;
    bool over = false;
};

}  // namespace

struct Loop::State {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::array<asio::steady_timer, Loop::timers> timers{asio::steady_timer(io), asio::steady_timer(io),
                                                        asio::steady_timer(io), asio::steady_timer(io)};
    std::list<std::shared_ptr<Watched>> watched;
};

Loop::Loop() : state_(std::make_unique<State>()) {}

Loop::~Loop() {
    unwatch_all();
}

asio::io_context& Loop::io() noexcept {
    return state_->io;
}

void Loop::post(std::function<void()> work) {
    asio::post(state_->io, std::move(work));
}

void Loop::stop() noexcept {
    state_->io.stop();
}

void Loop::run() {
    state_->io.run();
}

void Loop::run_leftovers() {
    state_->io.restart();
    state_->io.poll();
}

void Loop::watch(int descriptor, std::function<void()> readable) {
    if (descriptor < 0) {
        return;
    }
    state_->watched.push_back(std::make_shared<Watched>(state_->io, descriptor, std::move(readable)));
    state_->watched.back()->wait();
}

void Loop::unwatch(int descriptor) {
    const auto found = std::find_if(state_->watched.begin(), state_->watched.end(), [descriptor](const auto& one) {
        return one->descriptor.native_handle() == descriptor;
    });
    if (found != state_->watched.end()) {
        (*found)->over = true;
        // Gives it back open; what waits on it ends.
        (*found)->descriptor.release();
        state_->watched.erase(found);
    }
}

void Loop::unwatch_all() {
    while (!state_->watched.empty()) {
        unwatch(state_->watched.front()->descriptor.native_handle());
    }
}

void Loop::set_timer(Timer timer, std::chrono::nanoseconds delay, std::function<void()> due) {
    auto& one = state_->timers[timer];
    one.expires_after(delay);
    one.async_wait([due = std::move(due)](const boost::system::error_code& error) {
        if (!error) {
            due();
        }
    });
}

void Loop::cancel_timer(Timer timer) {
    state_->timers[timer].cancel();
}

}  // namespace silhouette::recorder
