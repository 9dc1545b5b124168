// A transport that throws everything away. What a test or bench is about, it overrides.
#pragma once

#include "sdk/recorder/outlet.h"

namespace silhouette::tests {

class EmptyOutlet : public recorder::Outlet {
  public:
    std::uint64_t open_epoch(std::uint64_t, std::uint64_t) override { return 0; }
    std::array<std::byte, 32> begin_session(const transport::Session&) override { return {}; }
    void end_session() override {}
    void add_frame(std::span<const std::byte>, std::uint64_t) override {}
    void ask_verdict(bool, std::uint64_t) override {}
    void stop_asking() override {}
    void suspend() override {}
    void resume(std::uint64_t) override {}
    void cut() noexcept override {}
    std::uint64_t cuts() const noexcept override { return 0; }
    std::uint64_t wipe() override { return 0; }
    void flush(std::chrono::steady_clock::time_point, std::function<void()> done) override { done(); }
    std::uint64_t pending_items() const override { return 0; }
};

}  // namespace silhouette::tests
