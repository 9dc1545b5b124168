// Peers below TLS: a proxy that tunnels connections, one after the other (HTTP CONNECT), or refuses; and a port that
// takes connections and never answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace silhouette::transport {

class SilentListener {
  public:
    SilentListener();
    ~SilentListener();
    SilentListener(const SilentListener&) = delete;
    SilentListener& operator=(const SilentListener&) = delete;
    std::uint16_t port() const { return port_; }
    int descriptor() const { return socket_; }

  private:
    int socket_ = -1;
    std::uint16_t port_ = 0;
};

class Tunnel {
  public:
    // `demanded`: a line that the request has to have, else it is answered with 407. `refusal`: the answer in the place
    // of a tunnel. `consent`: the answer before one.
    explicit Tunnel(std::string demanded = "", std::optional<std::string> refusal = {},
                    std::string consent = "HTTP/1.1 200 Connection established\r\n\r\n");
    ~Tunnel();
    Tunnel(const Tunnel&) = delete;
    Tunnel& operator=(const Tunnel&) = delete;
    std::string url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
    std::uint16_t port() const { return listener_.port(); }
    // The request that asked for the last tunnel.
    std::string head() const;

  private:
    void serve();
    void serve_one(int client);

    SilentListener listener_;
    std::string demanded_;
    std::optional<std::string> refusal_;
    std::string consent_;
    mutable std::mutex mutex_;
    std::string head_;
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

}  // namespace silhouette::transport
