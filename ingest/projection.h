// What the log says about sessions, ready to be listed: how long, how many clicks, which gaps; and in which sessions a
// name was seen. One SQLite file that can
// be thrown away and made again from the log at any time. One thread writes (writer.h); any may read.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ingest/database.h"
#include "ingest/log.h"
#include "ingest/name_gate.h"
#include "silhouette/v1/batch.pb.h"

namespace silhouette::ingest {

inline constexpr std::size_t kDropReasons = static_cast<std::size_t>(silhouette::v1::DropReason_MAX) + 1;

// What clients say of their sessions in the headers of batches: items captured so far, and dropped so far by reason.
struct ClientBooks {
    std::uint64_t captured = 0;
    std::array<std::uint64_t, kDropReasons> dropped{};
};

// The same over all sessions that are stored, held against what came.
struct Books {
    ClientBooks clients;
    std::uint64_t stored = 0;
    // Captured, not dropped, not stored: on its way, or lost with a client.
    std::uint64_t missing = 0;
    // Batches that are missing below the highest number of their session. Late: the client may still bring them. Lost:
    // their session is older than what clients keep.
    std::uint64_t batches_late = 0, batches_lost = 0;
};

// What one batch adds to its session.
struct BatchSummary {
    std::string app;
    std::int64_t started = 0;  // UTC seconds
    std::uint64_t clicks = 0;
    std::uint64_t windows = 0;  // highest number of a window; they are numbered from 1
    std::uint64_t gaps = 0;     // that the recorder told
    std::int64_t end_ms = 0;    // of the last item, since the session's start
    std::string erasure_hash;   // 32 bytes, in the session's first batch only
    Names names;
    std::uint64_t items = 0;  // clicks, navigations and layouts
    ClientBooks books;        // as the batch's header tells them
};
BatchSummary summarize(const silhouette::v1::Batch& batch);

struct SessionSummary {
    SessionId session;
    std::string app;
    std::int64_t started = 0;  // UTC seconds
    std::int64_t duration_ms = 0;
    std::uint64_t clicks = 0;
    std::uint64_t windows = 0;
    std::uint64_t gaps = 0;  // told by the recorder, and batches that never came
};

class Projection {
  public:
    // Opens it, or makes it. A file that is damaged or of another version is thrown away: rebuild() fills it again.
    explicit Projection(const std::filesystem::path& file);
    ~Projection();

    // How far it has come; rebuild or catch_up() from there.
    Position applied();

    struct Change {
        const LogEntry* entry = nullptr;
        BatchSummary summary;
    };
    void apply(const std::vector<Change>& changes);
    // What the session adds goes; its bytes are gone when scrub() has said so (Log::scrub).
    void erase(const std::string& tenant, const SessionId& session);
    bool scrub();
    void visit_sessions(const Log::VisitSession& visit);

    // Applies what the log has beyond applied(). Entries that cannot be read any more are passed over. A log that has
    // not come as far as applied() is another one, put back from a backup: then as rebuild().
    void catch_up(Log& log);
    // Forgets everything and applies the whole log.
    void rebuild(Log& log);

    // Newest first.
    std::vector<SessionSummary> sessions(const std::string& tenant);
    bool has_session(const std::string& tenant, const SessionId& session);
    // SHA-256 of the secret that erases the session, where its first batch told one; empty when there is no such
    // session, or that batch never came.
    std::string erasure_hash(const std::string& tenant, const SessionId& session);
    // Names of the session that were seen in at least so many of the tenant's sessions, this one included. A name that
    // the projection has not come to yet is none of them.
    Names names_seen(const std::string& tenant, const SessionId& session, std::uint32_t sessions);
    std::uint64_t session_count();
    // `lost_before`: of sessions that began before (UTC seconds) nothing can come any more.
    Books books(std::int64_t lost_before);

  private:
    void forget();
    void add_to_books(const LogEntry& entry, const BatchSummary& summary, bool is_new_number);

    std::mutex mutex_;
    std::unique_ptr<Database> database_;
};

}  // namespace silhouette::ingest
