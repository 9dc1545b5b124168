// The log: batches in the order in which they became durable. Append-only, save that a session can be erased.
// Everything else that ingest stores about sessions can be made again from it (projection.h).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ingest/identifier.h"

namespace silhouette::ingest {

// Place in the log; grows, from 1. Holes are where something was erased.
using Position = std::int64_t;

struct LogEntry {
    Position position = 0;  // set by append()
    std::string tenant;
    BatchId batch;
    SessionId session;
    std::uint32_t number = 0;   // of the batch in its session
    std::int64_t received = 0;  // UTC seconds
    std::string body;           // the envelope; as received, or without the fields that this version does not know
};

enum class Appended {
    stored,
    duplicate,  // a batch of this id is there already; the first one stays
};

// All functions throw StorageError. append(), erase() and scrub() are called by one thread (writer.h), the others by
// any.
class Log {
  public:
    virtual ~Log() = default;

    // All or nothing, in one durable step. Sets the positions of what was stored. The results are as many as entries.
    virtual std::vector<Appended> append(std::span<LogEntry> entries) = 0;

    // Removes the session's batches; returns how many there were. Their bytes are gone when scrub() has said so.
    virtual std::uint64_t erase(const std::string& tenant, const SessionId& session) = 0;
    // False while a reader keeps what was erased from going: try again.
    virtual bool scrub() = 0;

    // The last position that was ever given; 0 in a new log.
    virtual Position last() = 0;
    using VisitSession = std::function<void(const std::string& tenant, const SessionId& session)>;
    // Each session once.
    virtual void visit_sessions(const VisitSession& visit) = 0;

    using Visit = std::function<void(const LogEntry&)>;
    // Entries after `position`, in order.
    virtual void read(Position position, const Visit& visit) = 0;
    // One session's, by batch number.
    virtual void read_session(const std::string& tenant, const SessionId& session, const Visit& visit) = 0;
};

}  // namespace silhouette::ingest
