// Peers below TLS: a proxy that tunnels one connection (HTTP CONNECT), and a port that takes connections and never
// answers.
#pragma once

#include <cstdint>
#include <mutex>
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
    Tunnel();
    ~Tunnel();
    Tunnel(const Tunnel&) = delete;
    Tunnel& operator=(const Tunnel&) = delete;
    std::string url() const { return "http://127.0.0.1:" + std::to_string(listener_.port()); }
    // The request that asked for the tunnel.
    std::string head() const;

  private:
    void serve();

    SilentListener listener_;
    mutable std::mutex mutex_;
    std::string head_;
    std::thread thread_;
};

}  // namespace silhouette::transport
