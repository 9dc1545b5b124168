#include "transport/open_epoch.h"

namespace silhouette::transport {

OpenEpoch::Opened OpenEpoch::open(const std::function<bool()>& wanted, const std::function<bool()>& still,
                                  std::uint64_t allowed_since) {
    std::error_code error;
    key_.reset();
    if (!state_.empty()) {
        key_ = EpochKey::read_or_create(file(), error, wanted, still, allowed_since);
    }
    if (error == std::errc::operation_canceled) {
        return Opened::called_off;
    }
    is_on_disk_ = key_.has_value();
    if (!is_on_disk_) {
        key_ = EpochKey::in_memory();
    }
    return is_on_disk_ ? Opened::on_disk : Opened::in_memory;
}

std::optional<EpochMark> OpenEpoch::mark() const {
    return key_ && is_on_disk_ ? std::optional(key_->mark()) : std::nullopt;
}

bool OpenEpoch::lasts(bool if_unreadable) const {
    if (!key_ || !is_on_disk_) {
        return true;
    }
    std::error_code error;
    const auto stored = EpochKey::read(file(), error);
    if (!stored && error != std::errc::no_such_file_or_directory && error != std::errc::illegal_byte_sequence) {
        return if_unreadable;
    }
    return stored && stored->mark() == key_->mark();
}

}  // namespace silhouette::transport
