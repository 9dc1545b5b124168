// The log in one SQLite file: the embedded default.
#pragma once

#include <filesystem>

#include "ingest/database.h"
#include "ingest/log.h"

namespace silhouette::ingest {

class SqliteLog final : public Log {
  public:
    // Makes the file when `create` is set. Throws StorageError.
    SqliteLog(const std::filesystem::path& file, bool create);

    std::vector<Appended> append(std::span<LogEntry> entries) override;
    std::uint64_t erase(const std::string& tenant, const SessionId& session) override;
    bool scrub() override;
    Position last() override;
    void visit_sessions(const VisitSession& visit) override;
    void read(Position position, const Visit& visit) override;
    void read_session(const std::string& tenant, const SessionId& session, const Visit& visit) override;

  private:
    std::filesystem::path file_;
    Database database_;  // of the writing thread
};

}  // namespace silhouette::ingest
