// Which sessions were erased: a file of its own, beside log and projection, so that a backup of those which is put back
// does not bring an erased session back (eraser.h). It holds nothing of a session, not even its id: digests of random
// ids and secrets, which nobody can guess.
//
// All functions may be called from any thread and throw StorageError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "ingest/database.h"
#include "ingest/identifier.h"

namespace silhouette::ingest {

class ErasedSessions {
  public:
    // Makes the file when it is missing.
    explicit ErasedSessions(const std::filesystem::path& file);

    // Durable when it returns. `secret` is the one that allowed the erasure; `now` in UTC seconds.
    void add(const std::string& tenant, const SessionId& session, std::string_view secret, std::int64_t now);
    bool contains(const std::string& tenant, const SessionId& session);
    // Whether the session was erased with this secret: who asks again is told so, and nobody else. Takes the same time
    // for a session that was not erased.
    bool erased_with(const std::string& tenant, const SessionId& session, std::string_view secret);
    bool empty();
    // Forgets what was erased before that time.
    void forget(std::int64_t before);

  private:
    std::mutex mutex_;
    Database database_;
};

}  // namespace silhouette::ingest
