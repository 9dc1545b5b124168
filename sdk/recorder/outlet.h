// Where frames go: transport::Transport, or what a test puts in its place. Same meaning and threads as there.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "transport/transport.h"

namespace silhouette::recorder {

class Outlet {
  public:
    virtual ~Outlet() = default;
    // `cuts`, `allowed_since`: see transport.h.
    virtual std::uint64_t open_epoch(std::uint64_t cuts, std::uint64_t allowed_since) = 0;
    virtual std::array<std::byte, 32> begin_session(const transport::Session& session) = 0;
    virtual void end_session() = 0;
    virtual void add_frame(std::span<const std::byte> frame, std::uint64_t items) = 0;
    virtual void ask_verdict(bool follow, std::uint64_t cuts) = 0;
    virtual void stop_asking() = 0;
    virtual void suspend() = 0;
    virtual void resume(std::uint64_t cuts) = 0;
    virtual void cut() noexcept = 0;
    virtual std::uint64_t cuts() const noexcept = 0;
    virtual void set_key(const std::string&) {}
    virtual void set_metered(bool) {}
    virtual bool has_epoch() { return true; }
    virtual bool epoch_lasts() { return true; }
    virtual std::optional<transport::EpochMark> epoch_mark() { return std::nullopt; }
    virtual std::uint64_t wipe() = 0;
    virtual void flush(std::chrono::steady_clock::time_point deadline, std::function<void()> done) = 0;
    virtual std::uint64_t pending_items() const = 0;
};

using OutletFactory =
    std::function<std::unique_ptr<Outlet>(boost::asio::io_context&, transport::Options, transport::Events)>;

// The real one.
std::unique_ptr<Outlet> make_transport_outlet(boost::asio::io_context& io, transport::Options options,
                                              transport::Events events);

}  // namespace silhouette::recorder
