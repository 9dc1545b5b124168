// Keeps settings polls waiting until the tenant's settings change: by this process (notify()) or another (looked for
// every limits::kSettingsWatch, and only while somebody waits). One thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ingest/tenants.h"

namespace silhouette::ingest {

class SettingsWatch {
  public:
    // `tenants` must outlive it.
    explicit SettingsWatch(Tenants& tenants);
    ~SettingsWatch();

    // Settings that differ from the version the client knows, or nothing when the time is over.
    using Done = std::function<void(std::optional<TenantSettings>)>;
    // Any thread. `done` is called once, on the watch's thread; never when `abandoned` becomes true first.
    void wait(std::string tenant, std::uint64_t known_version, std::chrono::seconds patience,
              std::shared_ptr<std::atomic<bool>> abandoned, Done done);

    // How many wait now whose client has not gone. Any thread.
    std::size_t waiting() const;

    // Something was changed by this process.
    void notify();

    // Answers everybody with nothing, now and from now on.
    void drain();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace silhouette::ingest
