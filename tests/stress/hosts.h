// The host processes of one app and of one user, with the page that they share: start, order about, kill, start again.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/stress/child.h"
#include "tests/stress/page.h"

namespace silhouette::stress {

struct HostSettings {
    std::string program;  // stress_host
    std::string app, tenant, key, ca_file;
    std::filesystem::path folder;                     // state and cache below it
    std::array<std::uint16_t, kHostsPerApp> ports{};  // of the proxy
    std::vector<std::string> variables;
    // The smallest, so that an upload begins as soon as there is a second frame.
    std::uint32_t batch_bytes = 1'024;
};

// Numbers that may be captured or not, of the host that called itself so.
struct Exceptions {
    std::string version;
    std::vector<std::uint32_t> numbers;
};

class Hosts {
  public:
    explicit Hosts(HostSettings settings);
    ~Hosts();
    Hosts(const Hosts&) = delete;
    Hosts& operator=(const Hosts&) = delete;

    AppPage& page() { return *page_; }
    void start(int who);
    // kill -9; returns when it is gone.
    void kill(int who);
    // Empty when the host is not there (any more).
    std::optional<Report> order(int who, Word word, std::uint32_t number = 0);
    std::string how_it_ended(int who) const { return child_[who].how_it_ended(); }
    pid_t process(int who) const { return child_[who].process(); }
    // As the host calls itself in its batches.
    std::string version(int who) const;

    const std::vector<Exceptions>& exceptions();

    std::filesystem::path state() const { return settings_.folder / "state" / "silhouette" / settings_.app; }
    std::filesystem::path cache() const { return settings_.folder / "cache" / "silhouette" / settings_.app; }
    const HostSettings& settings() const { return settings_; }

  private:
    void keep_exceptions(int who);

    HostSettings settings_;
    int page_descriptor_ = -1;
    AppPage* page_ = nullptr;
    std::array<Child, kHostsPerApp> child_;
    std::array<int, kHostsPerApp> orders_{-1, -1};
    std::vector<Exceptions> exceptions_;
};

}  // namespace silhouette::stress
