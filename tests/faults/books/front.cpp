#include "tests/faults/books/front.h"

#include <chrono>
#include <thread>
#include <utility>

#include "cli/command.h"
#include "cli/https_client.h"

namespace silhouette::books {

using namespace std::chrono_literals;

Front::Front(std::uint64_t seed, std::filesystem::path endpoint_ca) : ca_(std::move(endpoint_ca)), random_(seed) {
    transport::FakeEndpoint::Manner manner;
    manner.answers_questions = false;
    front_ = std::make_unique<transport::FakeEndpoint>(
        [this](const transport::Received& request, std::size_t) { return answer(request); }, manner);
}

void Front::set_rates(const Rates& rates) {
    const std::lock_guard lock(mutex_);
    rates_ = rates;
}

Front::Counts Front::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::string Front::answer(const transport::Received& request) {
    if (request.method == "GET") {
        return transport::settings_answer(1, true, 0, allowed_since_);
    }
    bool loses_answer = false;
    std::chrono::milliseconds pause{0};
    {
        const std::lock_guard lock(mutex_);
        ++counts_.requests;
        auto draw = static_cast<std::uint32_t>(random_() % 1'000);
        const auto hits = [&draw](std::uint32_t share) {
            const bool hit = draw < share;
            draw = hit ? 1'000 : draw - share;
            return hit;
        };
        if (hits(rates_.server_error)) {
            ++counts_.server_errors;
            return transport::answer(random_() % 2 == 0 ? 500 : 503, "Connection: close\r\n");
        }
        if (hits(rates_.too_many)) {
            ++counts_.too_many;
            return transport::answer(429, "Retry-After: 1\r\nConnection: close\r\n");
        }
        if (hits(rates_.lost_answer)) {
            ++counts_.lost_answers;
            loses_answer = true;
        } else if (hits(rates_.stall)) {
            ++counts_.stalls;
            pause = std::chrono::milliseconds(200 + random_() % 2'000);
        }
    }
    std::this_thread::sleep_for(pause);  // the stall itself
    std::string text = pass_on(request);
    return loses_answer ? std::string() : text;
}

std::string Front::pass_on(const transport::Received& request) {
    cli::Headers headers;
    for (const char* const name : {"authorization", "content-type", "content-encoding", "idempotency-key"}) {
        headers.emplace_back(name, request.headers.at(name));
    }
    try {
        const auto response =
            cli::https(request.method, "https://127.0.0.1:" + std::to_string(endpoint_) + request.target, headers,
                       request.body, ca_.string());
        const std::lock_guard lock(mutex_);
        counts_.acknowledged += response.status == 200 ? 1 : 0;
        // One request a connection, so that the network's faults, which are drawn for a connection, are drawn for each.
        return transport::answer(response.status,
                                 "Content-Type: " + response.header("Content-Type") + "\r\nConnection: close\r\n",
                                 response.body);
    } catch (const cli::Failure&) {
        const std::lock_guard lock(mutex_);
        ++counts_.unreachable;
        return {};
    }
}

}  // namespace silhouette::books
