// One app under stress: its schedule, drawn from the seed, and what is looked at while it runs.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/stress/endpoint.h"
#include "tests/stress/hosts.h"
#include "tests/stress/proxy.h"

namespace silhouette::stress {

// One "no", whoever said it.
struct Closing {
    std::uint64_t opening = 0;  // the one that it ended
    int closer = kHostsPerApp;  // the host, or nobody's
    std::int64_t began = 0, returned = 0;
    std::int64_t reopened = 0;   // when the next "yes" was begun; 0: never
    std::int64_t allowance = 0;  // how much later than `returned` a host that did not call may be silent
    std::array<std::int64_t, kHostsPerApp> last_click{};
    std::array<bool, kHostsPerApp> fresh{};  // clicked within the last millisecond: the click is in the queue
};

// A session of which all was waited for: so many clicks nothing may have kept out.
struct Calm {
    std::string session;
    std::uint32_t clicks = 0;
    Report begun, delivered;  // the host's books when its id was asked for, and when nothing was pending
};

struct AppSettings {
    HostSettings hosts;
    int first_host = 0;   // of the proxy
    std::string command;  // silhouette
    std::uint64_t seed = 0;
    std::int64_t follow = kFollow;
    bool with_tenant = true;
    // One opening in so many is followed by the crash of a host, and one closing.
    std::uint32_t crash_every = 250;
    // One closing in so many is followed by a search of files, and of memory.
    std::uint32_t search_files_every = 20, search_memory_every = 50;
};

struct AppResult {
    std::vector<Closing> closings;
    std::vector<Calm> calm;
    std::uint64_t calm_tries = 0;  // with those that were not done in time, for the network's sake or ours
    std::vector<Exceptions> exceptions;
    std::vector<std::int64_t> files_gone;  // how long after the closing returned
    std::uint64_t toggles = 0, crashes = 0, pauses = 0, by_command = 0, by_tenant = 0, memory_searches = 0;
    std::uint64_t second_searches = 0, key_checks = 0, issued_open = 0, issued_closed = 0;
    std::vector<std::string> problems;
};

class App {
  public:
    App(AppSettings settings, Endpoint& endpoint, Proxy& proxy);

    // Until so many toggles are made by all apps together.
    void run(std::atomic<std::uint64_t>& toggles, std::uint64_t enough);
    AppResult take_result();

  private:
    enum class Cycle { light, heavy, calm };
    std::uint32_t draw(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
    void pause_ms(double most);
    // How much slower than a busy machine (where hosts follow within a second) a sanitizer is taken to be.
    std::int64_t slow() const { return settings_.follow / 1'000'000'000; }
    void problem(const std::string& what) { result_.problems.push_back(settings_.hosts.app + ": " + what); }

    void open();
    void stay_open(Cycle cycle);
    void deliver_everything();
    void crash(int who);
    void close(bool search_files, bool search_memory);
    // A host that died is told of, and started again.
    void not_taken(int who, const std::string& what, const std::optional<Report>& report);
    bool close_by_host(int who);
    void close_by_command();
    void close_by_tenant();
    void look_for_captures();
    void remember_epoch(bool with_sessions);
    void look_for_files(const Closing& closing);
    void look_into_memory(const Closing& closing);
    // Sent, dropped and wiped are never more than was captured (law 4).
    void look_at_books(int who, const Report& report);

    AppSettings settings_;
    Endpoint& endpoint_;
    Proxy& proxy_;
    Hosts hosts_;
    std::mt19937_64 random_;
    AppResult result_;
    bool tenant_is_off_ = false;
    // What the host that closed last had captured when its call returned.
    std::uint64_t captured_ = 0;
    std::string key_;  // of the epoch that is open
    std::array<std::string, kHostsPerApp> sessions_;
};

}  // namespace silhouette::stress
