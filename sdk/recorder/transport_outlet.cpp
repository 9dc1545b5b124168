#include <utility>

#include "sdk/recorder/outlet.h"

namespace silhouette::recorder {
namespace {

class TransportOutlet final : public Outlet {
  public:
    TransportOutlet(boost::asio::io_context& io, transport::Options options, transport::Events events)
        : transport_(io, std::move(options), std::move(events)) {}

    std::uint64_t open_epoch(std::uint64_t cuts, std::uint64_t allowed_since) override {
        return transport_.open_epoch(cuts, allowed_since);
    }
    std::array<std::byte, 32> begin_session(const transport::Session& session) override {
        return transport_.begin_session(session);
    }
    void end_session() override { transport_.end_session(); }
    void add_frame(std::span<const std::byte> frame, std::uint64_t items) override {
        transport_.add_frame(frame, items);
    }
    void ask_verdict(bool follow, std::uint64_t cuts) override { transport_.ask_verdict(follow, cuts); }
    void stop_asking() override { transport_.stop_asking(); }
    void suspend() override { transport_.suspend(); }
    void resume(std::uint64_t cuts) override { transport_.resume(cuts); }
    void cut() noexcept override { transport_.cut(); }
    std::uint64_t cuts() const noexcept override { return transport_.cuts(); }
    void set_key(const std::string& key) override { transport_.set_key(key); }
    void set_metered(bool metered) override { transport_.set_metered(metered); }
    bool has_epoch() override { return transport_.has_epoch(); }
    bool epoch_lasts() override { return transport_.epoch_lasts(); }
    std::optional<transport::EpochMark> epoch_mark() override { return transport_.epoch_mark(); }
    std::uint64_t wipe() override { return transport_.wipe(); }
    void flush(std::chrono::steady_clock::time_point deadline, std::function<void()> done) override {
        transport_.flush(deadline, std::move(done));
    }
    std::uint64_t pending_items() const override { return transport_.pending_items(); }

  private:
    transport::Transport transport_;
};

}  // namespace

std::unique_ptr<Outlet> make_transport_outlet(boost::asio::io_context& io, transport::Options options,
                                              transport::Events events) {
    return std::make_unique<TransportOutlet>(io, std::move(options), std::move(events));
}

}  // namespace silhouette::recorder
