#include "transport/parts_to_send.h"

#include <algorithm>

namespace silhouette::transport {

void PartsToSend::begin(const BatchId& batch, const WholeBatch& whole) {
    if (batch_ != batch || parts_.empty()) {
        batch_ = batch;
        parts_.assign(1, Part{batch, 0, whole.frames.size()});
    }
}

std::uint64_t PartsToSend::items(const WholeBatch& whole) const {
    const std::uint64_t pending = spool_.pending(batch_);
    if (parts_.size() == 1) {
        return pending;
    }
    std::uint64_t items = 0;
    const Part& part = parts_.front();
    for (std::size_t i = part.first; i < part.first + part.count && i < whole.frames.size(); ++i) {
        items += items_in_frame(whole.frames[i]);
    }
    return std::min(items, pending);
}

void PartsToSend::split() {
    const auto halves = transport::split(parts_.front());
    parts_.pop_front();
    parts_.push_front(halves[1]);
    parts_.push_front(halves[0]);
}

void PartsToSend::settle(std::uint64_t items, std::uint32_t reason) {
    spool_.settle(batch_, items);
    parts_.pop_front();
    if (parts_.empty()) {
        spool_.remove(batch_, reason);
    }
}

std::uint64_t PartsToSend::give_up(std::uint32_t reason) {
    const std::uint64_t items = spool_.pending(batch_);
    spool_.settle(batch_, items);
    parts_.clear();
    spool_.remove(batch_, reason);
    return items;
}

}  // namespace silhouette::transport
