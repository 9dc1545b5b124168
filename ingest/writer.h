// The one thread that writes: takes what waits, commits it in one transaction, and only then answers everyone who
// waited. One fsync serves as many batches as came in during the one before (group commit).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ingest/eraser.h"
#include "ingest/log.h"
#include "ingest/projection.h"
#include "ingest/tenants.h"

namespace silhouette::ingest {

enum class Outcome {
    stored,
    duplicate,
    tenant_off,      // also when it was switched off while the batch waited
    tenant_was_off,  // since the batch's epoch began
    erased,          // the batch's session has been erased
    not_there,       // an erasure with a wrong secret, or of a session that does not exist
    no_space,
    read_only,
    unavailable,  // the disk or the database does not answer
    busy,         // too much waits already
    draining,
};

class Writer {
  public:
    // All must outlive it.
    Writer(Log& log, Projection& projection, Tenants& tenants, Eraser& eraser);
    // As drain().
    ~Writer();

    using Done = std::function<void(Outcome)>;
    // Any thread. `done` is called once: on the writer's thread after the commit, or at once for busy and draining. It
    // must be quick and must not throw.
    void store(LogEntry entry, BatchSummary summary, RecordedUnder recorded, Done done);

    struct Erasure {
        std::string tenant;  // empty: all that the secret fits
        SessionId session;
        std::string secret;
        // Called once, as that of store(). `erased`: nothing of the session is left in any file. `unavailable`: it has
        // begun, and goes on by itself, but somebody reads what is to go.
        Done done;
    };
    // Any thread. Comes after the batches that were given to store() before, so that none of them is overlooked.
    void erase(Erasure erasure);

    // Takes nothing more, finishes what waits, ends the thread.
    void drain();

    // Transactions so far, for metrics and tests.
    std::uint64_t commits() const;
    // Erasures that have begun and are not finished.
    std::size_t erasures() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace silhouette::ingest
