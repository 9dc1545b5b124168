#include "sdk/recorder/loop.h"

#include <array>
#include <list>
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

struct Watched {
    asio::posix::stream_descriptor descriptor;
    std::function<void()> readable;

    void wait() {
        descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                              [this](const boost::system::error_code& error) {
                                  if (!error) {
                                      readable();
                                      wait();
                                  }
                              });
    }
};

}  // namespace

struct Loop::State {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::array<asio::steady_timer, Loop::timers> timers{asio::steady_timer(io), asio::steady_timer(io),
                                                        asio::steady_timer(io), asio::steady_timer(io)};
    std::list<Watched> watched;
};

Loop::Loop() : state_(std::make_unique<State>()) {}

Loop::~Loop() {
    for (Watched& one : state_->watched) {
        one.descriptor.release();
    }
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
    state_->watched.push_back({asio::posix::stream_descriptor(state_->io, descriptor), std::move(readable)});
    state_->watched.back().wait();
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
