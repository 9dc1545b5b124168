#include "transport/verdict_client.h"

#include <boost/asio/io_context.hpp>

#include "transport/settings_client.h"

namespace silhouette::transport {

std::optional<privacy::Verdict> ask_once(const Options& options, std::chrono::milliseconds timeout, Failure& failure) {
    failure = Failure::deadline;
    try {
        const auto endpoint = parse_endpoint(options.endpoint);
        if (!endpoint) {
            failure = Failure::untried;
            return std::nullopt;
        }
        Cutter cutter;  // before the context: what is left there refers to it
        boost::asio::io_context io(1);
        std::optional<privacy::Verdict> verdict;
        const auto route = make_route(*endpoint, options.proxy, options.trust, options.sdk_version, options.policy);
        SettingsClient client(
            io, options.key, [&] { return std::make_shared<Connection>(io, route, cutter); },
            {[&](const privacy::Verdict& one) {
                 verdict = one;
                 client.stop();
             },
             [](int, const std::string&) {}, [&](Failure ended) { failure = ended; }},
            options.policy);
        client.ask(nullptr, true);
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        while (!verdict && io.run_one_until(deadline) > 0) {
        }
        client.stop();
        io.restart();
        // What was torn down ends at once; only a timer or two are left to hear of it.
        io.run_for(std::chrono::milliseconds(100));
        return verdict;
    } catch (const std::exception&) {
        failure = Failure::untried;
        return std::nullopt;
    }
}

}  // namespace silhouette::transport
