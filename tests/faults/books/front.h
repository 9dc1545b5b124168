// What stands between the apps and the real endpoint: ends TLS, answers badly by chance, passes on what is left. It can
// lose a request before the endpoint has it, and an answer after.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "tests/integration/transport/fake_endpoint.h"

namespace silhouette::books {

// Of 1,000 requests.
struct Rates {
    std::uint32_t server_error = 100, too_many = 50, lost_answer = 30, stall = 40;
};

class Front {
  public:
    Front(std::uint64_t seed, std::filesystem::path endpoint_ca);

    std::uint16_t port() const { return front_->port(); }
    void set_endpoint(std::uint16_t port) { endpoint_ = port; }
    // Its settings are told here, so that they can be asked for while it is dead.
    void set_allowed_since(std::uint64_t since) { allowed_since_ = since; }
    void set_rates(const Rates& rates);

    struct Counts {
        std::uint64_t requests = 0, server_errors = 0, too_many = 0, lost_answers = 0, stalls = 0, unreachable = 0,
                      acknowledged = 0;
    };
    Counts counts() const;

  private:
    std::string answer(const transport::Received& request);
    std::string pass_on(const transport::Received& request);

    std::filesystem::path ca_;
    std::atomic<std::uint16_t> endpoint_{0};
    std::atomic<std::uint64_t> allowed_since_{0};
    mutable std::mutex mutex_;  // of what follows
    std::mt19937_64 random_;
    Rates rates_;
    Counts counts_;
    std::unique_ptr<transport::FakeEndpoint> front_;  // last: its threads use the rest
};

}  // namespace silhouette::books
