// Erases sessions from everything that stores them, in an order that a crash cannot break:
//
//   1. the tombstone is durable (erased_sessions.h): from here on no batch of the session is taken;
//   2. the log's batches are deleted, then what the projection has of them;
//   3. nothing of them is left in a file, WALs included: only now may it be said to be done.
//
// Whatever was begun is finished at the next start, and tombstones are applied to a log or a projection that was put
// back from a backup. One thread: the writer's, or the one that starts. Throws StorageError.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/erased_sessions.h"
#include "ingest/log.h"
#include "ingest/projection.h"

namespace silhouette::ingest {

class Eraser {
  public:
    // The three must outlive it.
    Eraser(ErasedSessions& erased, Log& log, Projection& projection);

    // Before anything is served: everything that a tombstone stands for goes, wherever it came from.
    void replay();

    // Whether the session is gone for good: no batch of it may be stored.
    bool is_erased(const std::string& tenant, const SessionId& session);

    // Those of these tenants whose session the secret may erase, or has erased already. All of them are looked at: time
    // is not to tell which one has it, and more than one may, since whoever knows a session's id can store a batch
    // under it with the key of a tenant of his own.
    std::vector<std::string> owners(const std::vector<std::string>& tenants, const SessionId& session,
                                    std::string_view secret);

    // Step 1. Durable when it returns.
    void begin(const std::string& tenant, const SessionId& session, std::string_view secret, std::int64_t now);

    // Steps 2 and 3 for all that were begun. False while a reader is in the way: try again.
    bool finish();
    bool finished() const { return clean_; }

  private:
    ErasedSessions& erased_;
    Log& log_;
    Projection& projection_;
    std::vector<std::pair<std::string, SessionId>> begun_;
    bool clean_ = true;
};

}  // namespace silhouette::ingest
