#include "tests/integration/transport/fake_endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "proto/hex.h"
#include "silhouette/v1/settings.pb.h"

namespace silhouette::transport {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char character) { return std::tolower(character); });
    return text;
}

void parse_head(Received& request) {
    std::size_t at = request.head.find("\r\n");
    const std::string line = request.head.substr(0, at);
    const auto space = line.find(' ');
    request.method = line.substr(0, space);
    request.target = line.substr(space + 1, line.rfind(' ') - space - 1);
    while (at + 4 < request.head.size()) {
        const std::size_t begin = at + 2;
        at = request.head.find("\r\n", begin);
        const std::string field = request.head.substr(begin, at - begin);
        const auto colon = field.find(':');
        if (colon != std::string::npos) {
            request.headers[lower(field.substr(0, colon))] = field.substr(field.find_first_not_of(' ', colon + 1));
        }
    }
    const auto length = request.headers.find("content-length");
    request.expected = length == request.headers.end() ? 0 : std::stoul(length->second);
}

bool is_question(const Received& request) {
    const auto prefer = request.headers.find("prefer");
    return request.method == "GET" && prefer != request.headers.end() && prefer->second == "wait=0";
}

struct Certificates {
    std::filesystem::path folder;
    Certificates() {
        std::string name = (std::filesystem::temp_directory_path() / "silhouette-certificates-XXXXXX").string();
        if (!::mkdtemp(name.data())) {
            throw std::runtime_error("no temporary folder");
        }
        folder = name;
        const std::string command = std::string(CERTIFICATES_SCRIPT) + " " + name;
        if (::system(command.c_str()) != 0) {
            throw std::runtime_error("openssl could not make the certificates");
        }
    }
    ~Certificates() {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
};

}  // namespace

const std::filesystem::path& certificates() {
    static const Certificates made;
    return made.folder;
}

FakeEndpoint::FakeEndpoint(Script script, Manner manner) : script_(std::move(script)), manner_(std::move(manner)) {
    ::signal(SIGPIPE, SIG_IGN);
    certificates();
    listener_ = ::socket(manner_.six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // A small window, so that a stalled request soon stays with the sender.
    const int window = 4'096;
    ::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_loopback;
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const address = manner_.six ? reinterpret_cast<sockaddr*>(&six) : reinterpret_cast<sockaddr*>(&four);
    socklen_t size = manner_.six ? sizeof six : sizeof four;
    if (::bind(listener_, address, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, address, &size) != 0) {
        throw std::runtime_error("no listening socket");
    }
    port_ = ntohs(manner_.six ? six.sin6_port : four.sin_port);
    acceptor_ = std::thread([this] {
        for (;;) {
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) {
                return;
            }
            const std::lock_guard lock(mutex_);
            const int number = connections_++;
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket, number] { serve(socket, number); });
        }
    });
}

FakeEndpoint::~FakeEndpoint() {
    closing_ = true;
    release();
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_) {
            ::shutdown(socket, SHUT_RDWR);
        }
    }
    for (auto& thread : threads_) {
        thread.join();
    }
}

void FakeEndpoint::release() {
    const std::lock_guard lock(mutex_);
    stalled_ = false;
    released_.notify_all();
}

std::string FakeEndpoint::url(const std::string& host) const {
    return "https://" + host + ":" + std::to_string(port_);
}

std::vector<std::string> FakeEndpoint::server_names() const {
    const std::lock_guard lock(mutex_);
    return server_names_;
}

std::vector<Received> FakeEndpoint::received() const {
    const std::lock_guard lock(mutex_);
    return received_;
}

void FakeEndpoint::serve(int socket, int number) {
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    const auto file = certificates() / manner_.certificate;
    SSL_CTX_use_certificate_chain_file(context, (file.string() + ".pem").c_str());
    SSL_CTX_use_PrivateKey_file(context, (file.string() + ".key").c_str(), SSL_FILETYPE_PEM);
    if (manner_.wants_ca) {
        SSL_CTX_load_verify_locations(context, (certificates() / "ca.pem").c_str(), nullptr);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    SSL_CTX_set_max_proto_version(context, manner_.newest_tls);
    SSL* const tls = SSL_new(context);
    SSL_set_fd(tls, socket);
    if (SSL_accept(tls) == 1) {
        const char* const name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
        {
            const std::lock_guard lock(mutex_);
            server_names_.emplace_back(name ? name : "");
        }
        const auto send = [tls](const std::string& text) {
            return SSL_write(tls, text.data(), static_cast<int>(text.size())) > 0;
        };
        std::string buffer;
        for (bool open = true; open;) {
            char block[4'096];
            std::size_t end;
            while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
                const int count = SSL_read(tls, block, sizeof(block));
                if (count <= 0) {
                    open = false;
                    break;
                }
                buffer.append(block, static_cast<std::size_t>(count));
            }
            if (!open) {
                break;
            }
            Received request;
            request.connection = number;
            request.when = std::chrono::steady_clock::now();
            request.head = buffer.substr(0, end + 4);
            parse_head(request);
            if (manner_.answers_questions && is_question(request)) {
                buffer.erase(0, end + 4);
                ++questions_;
                if (!send(settings_answer(1, true))) {
                    break;
                }
                continue;
            }
            request.body = buffer.substr(end + 4);
            buffer.clear();
            std::size_t index;
            {
                std::unique_lock lock(mutex_);
                index = received_.size();
                received_.push_back(request);
                released_.wait(lock, [this] { return !stalled_; });
            }
            while (request.body.size() < request.expected) {
                const int count = SSL_read(tls, block, sizeof(block));
                if (count <= 0) {
                    open = false;
                    break;
                }
                request.body.append(block, static_cast<std::size_t>(count));
            }
            {
                const std::lock_guard lock(mutex_);
                received_[index] = request;
            }
            if (!open) {
                break;
            }
            const std::string text = script_(request, index);
            if (text.empty() || !send(text) || text.find("Connection: close") != std::string::npos) {
                break;
            }
        }
    }
    SSL_free(tls);
    SSL_CTX_free(context);
    ERR_clear_error();
    const std::lock_guard lock(mutex_);
    sockets_.erase(std::find(sockets_.begin(), sockets_.end(), socket));
    ::shutdown(socket, SHUT_RDWR);  // a forked child of the test may have it too
    ::close(socket);
}

std::string answer(unsigned status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) + " x\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string acknowledge(const Received& request, std::uint64_t version, bool allowed) {
    std::string id(16, '\0');
    static_cast<void>(wire::from_hex(request.headers.at("idempotency-key"), std::as_writable_bytes(std::span(id))));
    v1::Acknowledgement message;
    message.set_batch_id(id);
    message.mutable_settings()->set_version(version);
    message.mutable_settings()->set_allowed(allowed);
    message.mutable_settings()->set_sampling(1'000);
    return answer(200, "Content-Type: application/x-protobuf\r\n", message.SerializeAsString());
}

std::string settings_answer(std::uint64_t version, bool allowed, std::uint32_t valid_for, std::uint64_t allowed_since) {
    v1::Settings message;
    message.set_version(version);
    message.set_allowed(allowed);
    message.set_sampling(1'000);
    message.set_valid_for(valid_for);
    message.set_allowed_since(allowed_since);
    return answer(200, "Content-Type: application/x-protobuf\r\nETag: \"" + std::to_string(version) + "\"\r\n",
                  message.SerializeAsString());
}

}  // namespace silhouette::transport
