// The parts of the batch under way that are still to be sent, and what is settled in the spool as each of them goes:
// kept over retries, so that no part is counted twice.
#pragma once

#include <cstdint>
#include <deque>

#include "transport/batch_parts.h"
#include "transport/spool.h"

namespace silhouette::transport {

class PartsToSend {
  public:
    explicit PartsToSend(Spool& spool) : spool_(spool) {}

    // All of the batch, unless it is the one that was begun before.
    void begin(const BatchId& batch, const WholeBatch& whole);
    bool empty() const noexcept { return parts_.empty(); }
    const Part& next() const { return parts_.front(); }
    // Of the next one; the last has whatever is left of the batch.
    std::uint64_t items(const WholeBatch& whole) const;

    // The next one goes as two halves.
    void split();
    // The next one is sent, or dropped and counted by the caller. With the last one the batch leaves the spool.
    void settle(std::uint64_t items, std::uint32_t reason);
    // Nothing more of the batch is sent: it leaves the spool, to be counted by the caller. Its items.
    std::uint64_t give_up(std::uint32_t reason);

  private:
    Spool& spool_;
    BatchId batch_{};
    std::deque<Part> parts_;
};

}  // namespace silhouette::transport
