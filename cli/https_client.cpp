#include "cli/https_client.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/command.h"

// GCC 12 takes Asio's own pair of functions for coroutine frames for a mismatch.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace silhouette::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Stream = beast::ssl_stream<beast::tcp_stream>;

// Each step (connecting, greeting, sending, receiving a piece) may take so long.
constexpr std::chrono::seconds kPatience{30};

struct Url {
    std::string host, port, target;
};

Url parse(const std::string& text) {
    constexpr std::string_view scheme = "https://";
    if (text.compare(0, scheme.size(), scheme) != 0) {
        throw Failure("the endpoint '" + text + "' is not an https:// address");
    }
    const std::string rest = text.substr(scheme.size());
    const auto slash = rest.find('/');
    std::string authority = rest.substr(0, slash);
    Url url{"", "443", slash == std::string::npos ? "/" : rest.substr(slash)};
    const auto bracket = authority.rfind(']');
    const auto colon = authority.rfind(':');
    if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
        url.port = authority.substr(colon + 1);
        authority.resize(colon);
    }
    if (authority.size() > 2 && authority.front() == '[' && authority.back() == ']') {
        authority = authority.substr(1, authority.size() - 2);
    }
    url.host = authority;
    if (url.host.empty() || url.port.empty() || url.host.find('@') != std::string::npos) {
        throw Failure("the endpoint '" + text + "' is not an address of the form https://HOST[:PORT]");
    }
    return url;
}

void trust(asio::ssl::context& tls, const std::string& ca_file) {
    if (ca_file.empty()) {
        tls.set_default_verify_paths();
        return;
    }
    beast::error_code error;
    tls.load_verify_file(ca_file, error);
    if (error) {
        throw Failure("cannot read certificates from '" + ca_file + "'");
    }
}

std::string reason(const beast::error_code& error, Stream& stream) {
    const long verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict != X509_V_OK) {
        return std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verdict);
    }
    if (error == beast::error::timeout) {
        return "no answer in time";
    }
    if (error.category() == asio::error::get_ssl_category()) {
        return "it does not speak TLS as expected";
    }
    if (error == http::error::body_limit || error == http::error::header_limit) {
        return "its answer is too large";
    }
    if (error.category() == http::make_error_code(http::error::end_of_stream).category()) {
        return "it does not speak HTTP, or broke off";
    }
    return error.message();
}

asio::awaitable<Response> exchange(Stream& stream, Url url, std::string method, Headers headers, std::string body) {
    auto& lowest = beast::get_lowest_layer(stream);
    tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto addresses = co_await resolver.async_resolve(url.host, url.port, asio::use_awaitable);
    lowest.expires_after(kPatience);
    co_await lowest.async_connect(addresses, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);

    http::request<http::string_body> request;
    request.method_string(method);
    request.target(url.target);
    request.version(11);
    const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    request.set(http::field::host, host + ":" + url.port);
    request.set(http::field::connection, "close");
    for (const auto& [name, value] : headers) {
        request.set(name, value);
    }
    request.body() = std::move(body);
    request.prepare_payload();
    lowest.expires_after(kPatience);
    co_await http::async_write(stream, request, asio::use_awaitable);

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kResponseMax);
    while (!parser.is_done()) {
        lowest.expires_after(kPatience);
        co_await http::async_read_some(stream, buffer, parser, asio::use_awaitable);
    }
    auto answer = parser.release();
    Response response{answer.result_int(), {}, std::move(answer.body())};
    for (const auto& field : answer) {
        response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    co_return response;
}

}  // namespace

std::string Response::header(const std::string& name) const {
    for (const auto& [key, value] : headers) {
        if (beast::iequals(key, name)) {
            return value;
        }
    }
    return {};
}

Response https(const std::string& method, const std::string& url, const Headers& headers, const std::string& body,
               const std::string& ca_file) {
    const Url address = parse(url);
    asio::io_context io{1};
    asio::ssl::context tls(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_verify_mode(asio::ssl::verify_peer);
    trust(tls, ca_file);
    Stream stream(io, tls);
    SSL_set_tlsext_host_name(stream.native_handle(), address.host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(address.host));

    Response response;
    std::exception_ptr failure;
    asio::co_spawn(io, exchange(stream, address, method, headers, body),
                   [&](std::exception_ptr thrown, Response answer) {
                       failure = std::move(thrown);
                       response = std::move(answer);
                   });
    io.run();
    if (failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& error) {
            throw Failure("cannot reach the endpoint https://" + address.host + ":" + address.port + ": " +
                          reason(error.code(), stream));
        }
    }
    return response;
}

std::string problem_text(const Response& response) {
    const auto document = nlohmann::json::parse(response.body, nullptr, false);
    if (document.is_object() && document.contains("title") && document["title"].is_string()) {
        std::string text = document["title"];
        if (document.contains("detail") && document["detail"].is_string() && !document["detail"].empty()) {
            text += ": " + document["detail"].get<std::string>();
        }
        return text;
    }
    return "the endpoint answered with status " + std::to_string(response.status) +
           "; it may not be an ingest endpoint of Silhouette";
}

}  // namespace silhouette::cli
