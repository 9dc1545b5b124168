#include "transport/verdict_client.h"

#include <boost/asio/io_context.hpp>

#include "transport/settings_client.h"

namespace silhouette::transport {

std::optional<privacy::Verdict> ask_once(const Options& options, std::chrono::milliseconds timeout, std::string& why) {
    try {
        const auto endpoint = parse_endpoint(options.endpoint);
        if (!endpoint) {
            why = "the endpoint must be https://host[:port]";
            return std::nullopt;
        }
        Cutter cutter;  // before the context: what is left there refers to it
        boost::asio::io_context io(1);
        std::optional<privacy::Verdict> verdict;
        why = "the endpoint took too long";
        SettingsClient client(io, options.key,
                              [&] {
                                  return std::make_shared<Connection>(io, *endpoint,
                                                                      proxy_for(*endpoint, options.proxy),
                                                                      options.ca_file, options.sdk_version, cutter);
                              },
                              {[&](const privacy::Verdict& one) {
                                   verdict = one;
                                   client.stop();
                               },
                               [](int, const std::string&) {}, [&](const std::string& failure) { why = failure; }});
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
        why = "not enough memory";
        return std::nullopt;
    }
}

}  // namespace silhouette::transport
