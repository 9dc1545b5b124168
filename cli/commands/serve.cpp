// `silhouette serve`: the reference ingest endpoint.
#include <charconv>
#include <cstdio>
#include <memory>

#include "cli/command.h"
#include "ingest/endpoint.h"

namespace silhouette::cli {
namespace {

struct Options {
    std::string data, listen = "127.0.0.1:8443", certificate, key;
    int remember_erased = ingest::limits::kErasedRememberedDays;
};

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

// HOST:PORT, [HOST]:PORT.
void read_listen(const std::string& text, ingest::EndpointOptions& options) {
    const auto colon = text.rfind(':');
    unsigned port = 0;
    const char* end = text.data() + text.size();
    const bool has_port = colon != std::string::npos && colon > 0 && colon + 1 < text.size();
    const auto result = has_port ? std::from_chars(text.data() + colon + 1, end, port) : std::from_chars_result{};
    if (!has_port || result.ec != std::errc() || result.ptr != end || port > 65'535) {
        throw UsageError("--listen needs HOST:PORT, as in 127.0.0.1:8443");
    }
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    options.host = host;
    options.port = static_cast<std::uint16_t>(port);
}

int serve(const Options& options) {
    if (options.certificate.empty() != options.key.empty()) {
        throw UsageError("--cert and --key-file belong together");
    }
    ingest::EndpointOptions endpoint;
    endpoint.data = options.data;
    endpoint.certificate = options.certificate;
    endpoint.key = options.key;
    endpoint.remember_erased = options.remember_erased;
    read_listen(options.listen, endpoint);
    ingest::run_endpoint(endpoint, [&](std::uint16_t port) {
        std::printf("listening https://%s:%u\n", bracketed(endpoint.host).c_str(), static_cast<unsigned>(port));
        std::fflush(stdout);
    });
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, Run& run) {
    auto* command = app.add_subcommand("serve", "Run the ingest endpoint");
    auto options = std::make_shared<Options>();
    command->add_option("--data", options->data, "Folder for what is stored")->required()->type_name("DIR");
    command->add_option("--listen", options->listen, "Address; port 0 picks a free one")
        ->type_name("HOST:PORT")
        ->capture_default_str();
    command->add_option("--cert", options->certificate, "Certificate chain, PEM; without it a self-signed one is made")
        ->type_name("FILE");
    command->add_option("--key-file", options->key, "Private key of the certificate, PEM")->type_name("FILE");
    command
        ->add_option("--remember-erased", options->remember_erased,
                     "How long erased sessions are kept from coming back; longer than any backup is kept")
        ->type_name("DAYS")
        ->check(CLI::Range(ingest::limits::kErasedRememberedDaysMin, ingest::limits::kErasedRememberedDaysMax))
        ->capture_default_str();
    command->callback([&run, options] { run = [options] { return serve(*options); }; });
}

}  // namespace silhouette::cli
