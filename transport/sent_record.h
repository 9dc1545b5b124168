// The record of what was sent, <cache>/<app>/sent: so that a user can read exactly what left (`silhouette inspect
// --app`).
//
// Bodies as they were acknowledged, in two files of records (record.h), encrypted with a key of its own beside it: the
// newer grows up to half the bound, then takes the older one's place. All processes of the app write to the same files,
// in turn. What it cannot write it leaves out: the record is a courtesy, never a reason to hold an upload up. One
// thread.
#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "transport/policy.h"
#include "transport/record.h"

namespace silhouette::transport {

class SentRecord {
  public:
    // An empty folder: nothing is kept. `wanted`: `still` of EpochKey::read_or_create().
    explicit SentRecord(std::filesystem::path folder, std::function<bool()> wanted = {},
                        std::uint64_t bytes = Policy().sent_bytes)
        : folder_(std::move(folder)), wanted_(std::move(wanted)), bytes_(bytes) {}

    void add(const BatchId& batch, std::uint64_t items, std::span<const std::byte> body);
    // Unlinks the record when its key is gone: with a key, the user keeps it.
    void wipe_unless_kept();

    // The record's own key: what was sent may stay readable to the user when the epoch's key is gone.
    static std::filesystem::path key_file(const std::filesystem::path& folder) { return folder / "key"; }

    static std::filesystem::path newer_file(const std::filesystem::path& folder) { return folder / "sent-1"; }
    static std::filesystem::path older_file(const std::filesystem::path& folder) { return folder / "sent-0"; }

  private:
    std::filesystem::path folder_;
    std::function<bool()> wanted_;
    std::uint64_t bytes_;  // of both files and the key
};

}  // namespace silhouette::transport
