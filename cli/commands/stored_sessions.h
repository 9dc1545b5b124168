// What `sessions`, `export` and `inspect` share: stored sessions, read from a data folder or asked over HTTPS.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "replay/export.h"

namespace silhouette::cli {

struct StoredSessions {
    std::string data, endpoint, token, ca;

    void add_options(CLI::App& command);
    bool given() const { return !data.empty() || !endpoint.empty(); }

    // All throw UsageError unless exactly one place was given, and Failure when it cannot be read or knows no such
    // session.
    // A JSON array as in docs/cli.md.
    std::string list() const;
    std::string exported(const std::string& session, replay::Format format) const;
    // By number.
    std::vector<silhouette::v1::Batch> batches(const std::string& session) const;

  private:
    void require_one_place() const;
    std::string get(const std::string& path) const;
};

// 32 lower-case hex digits.
bool is_session_id(const std::string& text);

// Writes to standard output. Throws Failure when it does not take all.
void print_whole(const std::string& text);

}  // namespace silhouette::cli
