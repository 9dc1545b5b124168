#include "transport/erasure.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "platform/boot_clock.h"
#include "proto/hex.h"
#include "transport/connection.h"
#include "transport/policy.h"
#include "transport/retry.h"

namespace silhouette::transport {
namespace {

namespace asio = boost::asio;

Exchange run_exchange(asio::io_context& io, Connection& connection, const Request& request,
                      std::chrono::steady_clock::time_point deadline) {
    Exchange result;
    result.failure = Failure::deadline;
    bool done = false;
    io.restart();
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            result = co_await connection.exchange(request);
            done = true;
        },
        [&](const std::exception_ptr&) { done = true; });
    while (!done && std::chrono::steady_clock::now() < deadline && io.run_one_until(deadline) > 0) {
    }
    if (!done) {
        connection.close();
        io.restart();
        while (!done && io.run_one() > 0) {  // the torn-down exchange ends at once
        }
    }
    return result;
}

// What the next seconds do not change: files, settings, and whose certificate that is.
bool is_lasting(Failure failure) {
    return failure == Failure::proxy_setting || failure == Failure::proxy_password ||
           (failure >= Failure::ca_file && failure <= Failure::pin);
}

Erased erase_one(asio::io_context& io, const ErasureSecret& secret, const ErasureSecret& there,
                 const std::string& sdk_version, std::chrono::steady_clock::time_point deadline,
                 ErasureResult& result) {
    const auto endpoint = parse_endpoint(secret.endpoint);
    if (!endpoint) {
        result.problem = "the endpoint's address is damaged";
        return Erased::unknown;
    }
    Cutter cutter;
    Connection connection(io,
                          make_route(*endpoint, there.proxy ? *there.proxy : proxy_choice_of_environment(), there.trust,
                                     sdk_version, Policy()),
                          cutter);
    const Request request = erasure_request(secret);
    Retry retry;
    for (int attempt = 0; attempt < policy::kErasureAttempts; ++attempt) {
        if (attempt > 0) {
            const auto now = std::chrono::steady_clock::now();
            const auto pause = retry.next();
            if (now + pause >= deadline) {
                return Erased::unknown;
            }
            std::this_thread::sleep_for(pause);
        }
        const Exchange exchange = run_exchange(io, connection, request, deadline);
        if (exchange.failure != Failure::none) {
            result.problem = to_text(exchange.failure);
            if (is_lasting(exchange.failure)) {
                return Erased::unknown;
            }
        } else if (const Erased erased = judge_erasure(exchange.answer.status, secret, uptime());
                   erased != Erased::unknown) {
            return erased;
        } else {
            result.problem = "the endpoint answered " + std::to_string(exchange.answer.status);
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            return Erased::unknown;
        }
    }
    return Erased::unknown;
}

}  // namespace

Request erasure_request(const ErasureSecret& secret) {
    Request request;
    request.method = "DELETE";
    request.target = "/v1/sessions/" + wire::to_hex(secret.session);
    request.headers = {{"Silhouette-Erasure-Secret", wire::to_hex(secret.secret)}};
    return request;
}

const ErasureSecret& newest_there(const std::vector<ErasureSecret>& secrets, const ErasureSecret& secret) {
    const auto newest = std::find_if(secrets.rbegin(), secrets.rend(),
                                     [&](const ErasureSecret& one) { return one.endpoint == secret.endpoint; });
    return newest == secrets.rend() ? secret : *newest;
}

std::chrono::seconds uptime() noexcept {
    return std::chrono::duration_cast<std::chrono::seconds>(platform::boot_time().time_since_epoch());
}

std::chrono::seconds asked_for(const ErasureSecret& secret, std::chrono::seconds now) noexcept {
    const std::chrono::seconds asked(secret.asked_uptime);
    // Below it the machine was started anew since.
    return now >= asked ? now - asked : now;
}

Erased judge_erasure(unsigned status, const ErasureSecret& secret, std::chrono::seconds now) noexcept {
    if (status == 204) {
        return Erased::yes;
    }
    if (status == 404) {
        return asked_for(secret, now) >= policy::kErasureSettles ? Erased::not_there : Erased::not_there_yet;
    }
    return Erased::unknown;
}

ErasureResult erase_all(const std::filesystem::path& state, const std::string& sdk_version,
                        std::chrono::steady_clock::time_point deadline) {
    ErasureResult result;
    asio::io_context io(1);
    const auto secrets = list_erasure_secrets(state);
    for (const ErasureSecret& secret : secrets) {
        const Erased erased = std::chrono::steady_clock::now() < deadline
                                  ? erase_one(io, secret, newest_there(secrets, secret), sdk_version, deadline, result)
                                  : Erased::unknown;
        result.erased += erased == Erased::yes ? 1 : 0;
        result.not_there += erased == Erased::not_there || erased == Erased::not_there_yet ? 1 : 0;
        result.failed += erased == Erased::unknown ? 1 : 0;
        if (erased == Erased::yes || erased == Erased::not_there) {
            if (const auto error = remove_erasure_secret(state, secret.session)) {
                result.problem = "the secret could not be removed: " + error.message();
            }
        }
    }
    return result;
}

}  // namespace silhouette::transport
