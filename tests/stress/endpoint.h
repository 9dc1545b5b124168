// The real ingest endpoint: `silhouette serve`, a process of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/stress/child.h"

namespace silhouette::stress {

class Endpoint {
  public:
    // Starts it; returns when it listens. Throws std::runtime_error.
    Endpoint(std::string command, std::filesystem::path folder);

    std::uint16_t port() const { return port_; }
    // kill -9, and another one on the same data. It listens on another port.
    void kill_and_start_again();
    std::filesystem::path data() const { return folder_ / "ingest"; }
    std::filesystem::path ca_file() const { return data() / "ca.pem"; }

    // A tenant that allows; its ingest key.
    std::string add_tenant(const std::string& name);
    void allow(const std::string& tenant, bool yes);
    // The number of its "yes" that holds now.
    std::uint64_t allowed_since(const std::string& tenant) const;
    // Drains and ends: all that was answered is in the log.
    void stop();

  private:
    void start();

    std::string command_;
    std::filesystem::path folder_;
    Child child_;
    std::uint16_t port_ = 0;
};

}  // namespace silhouette::stress
