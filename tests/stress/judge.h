// What the endpoint stored and what the network saw, held against the law.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/stress/app.h"
#include "tests/stress/numbers.h"
#include "tests/stress/proxy.h"

namespace silhouette::stress {

// Of one session: what its batches held.
struct StoredSession {
    std::string app, version;
    std::int64_t started = 0;  // UTC seconds
    std::multiset<std::uint32_t> numbers;
};
using Stored = std::map<std::string, StoredSession>;  // by session id in hex

// All that lies in the endpoint's log.
Stored read_stored(const std::filesystem::path& data, std::vector<std::string>& problems);

struct Verdict {
    std::vector<std::string> problems;
    std::uint64_t stored = 0;
    // Closings of one host each, of those that the host called itself.
    std::uint64_t closings = 0, hit_upload = 0, hit_queue = 0;
    std::uint64_t calm_tries = 0, calm_sessions = 0, calm_clicks = 0, calm_arrived = 0;
    std::uint64_t bytes_seen = 0, connections = 0, pieces = 0, unstamped = 0;
};

struct Judged {
    std::string app;
    int first_host = 0;
    std::int64_t follow = 0;
    const AppResult* result = nullptr;
};

// Adds what one app did.
void judge(const Judged& app, const Stored& stored, const std::vector<ConnectionRecord>& network, Verdict& verdict);

// What was seen of some openings, one file each, in the words of tests/model (its replay_trace reads them).
void write_traces(const Judged& app, const std::vector<ConnectionRecord>& network, const std::filesystem::path& folder);

}  // namespace silhouette::stress
