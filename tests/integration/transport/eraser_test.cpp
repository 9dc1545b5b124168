// Erasures that are asked for, against endpoints that want to be left alone.
#include "transport/eraser.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <ctime>

#include "tests/catch.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/erasure.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

// A user of one app who wants sessions erased.
class Erasing {
  public:
    // A session that was sent there.
    void sent(int number, const FakeEndpoint& endpoint) {
        ErasureSecret secret;
        secret.session[0] = static_cast<std::byte>(number);
        secret.endpoint = endpoint.url();
        secret.tenant = "acme";
        secret.trust.ca_file = (certificates() / "ca.pem").string();
        secret.day = std::time(nullptr);
        secret.sent = true;
        REQUIRE_FALSE(add_erasure_secret(folder_.path(), secret));
    }
    void ask() {
        std::uint32_t count = 0;
        REQUIRE_FALSE(ask_for_erasure(folder_.path(), count));
        eraser_->start();
    }
    void start() {
        boost::asio::post(io_, [this] { eraser_->start(); });
    }
    bool run_until(const std::function<bool()>& reached, std::chrono::milliseconds timeout = 60s) {
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        while (!reached() && std::chrono::steady_clock::now() < deadline) {
            io_.restart();
            io_.run_for(5ms);
        }
        return reached();
    }
    std::uint32_t pending() const { return pending_; }
    ~Erasing() {
        eraser_->stop();
        io_.restart();
        io_.run_for(50ms);
    }

  private:
    TemporaryFolder folder_;
    boost::asio::io_context io_{1};
    std::uint32_t pending_ = 0;
    std::shared_ptr<Eraser> eraser_ = std::make_shared<Eraser>(
        io_, folder_.path(), Eraser::Base{"0.1.0", "https://localhost", {}, {}, Policy()},
        Eraser::Reports{[this](std::uint32_t pending) { pending_ = pending; }, [](int, const std::string&) {}});
};

TEST_CASE("an endpoint that asks to be left alone keeps no other one's erasures waiting") {
    FakeEndpoint busy([](const Received&, std::size_t) { return answer(429, "Retry-After: 3600\r\n"); });
    FakeEndpoint ready([](const Received&, std::size_t) { return answer(204); });
    Erasing user;
    user.sent(1, busy);
    user.sent(2, busy);
    user.sent(3, ready);
    user.sent(4, ready);
    user.ask();
    CHECK(user.run_until([&] { return ready.received().size() == 2 && user.pending() == 2; }));
    // It was asked once, and not for the second session either; nor when the user asks again.
    CHECK(busy.received().size() == 1);
    user.sent(5, ready);
    user.ask();
    CHECK(user.run_until([&] { return ready.received().size() == 3 && user.pending() == 2; }));
    CHECK(busy.received().size() == 1);
}

TEST_CASE("what is asked for while an answer is waited for is not left until the next try") {
    Erasing* asking = nullptr;
    // What the first session sent may still be on its way: the next try would be in five minutes.
    FakeEndpoint endpoint([&](const Received&, std::size_t number) {
        if (number == 0) {
            asking->start();
        }
        return answer(404);
    });
    Erasing user;
    asking = &user;
    user.sent(1, endpoint);
    user.ask();
    CHECK(user.run_until([&] { return endpoint.received().size() == 2; }));
    // And then it does wait.
    CHECK_FALSE(user.run_until([&] { return endpoint.received().size() > 2; }, 500ms));
}

}  // namespace
}  // namespace silhouette::transport
