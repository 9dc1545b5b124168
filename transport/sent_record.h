// The record of what was sent, <cache>/<app>/sent: so that a user can read exactly what left (`silhouette inspect
// --app`).
//
// Bodies as they were acknowledged, in two files of records (record.h), encrypted with the epoch's key: the newer grows
// up to half the bound, then takes the older one's place. All processes of the app write to the same files, in turn.
// What it cannot write it leaves out: the record is a courtesy, never a reason to hold an upload up. One thread.
#pragma once

#include <filesystem>
#include <span>

#include "transport/record.h"

namespace silhouette::transport {

class SentRecord {
  public:
    // An empty folder: nothing is kept.
    explicit SentRecord(std::filesystem::path folder) : folder_(std::move(folder)) {}

    void add(const EpochKey& key, const BatchId& batch, std::uint64_t items, std::span<const std::byte> body);
    // Unlinks the record.
    void wipe();

    static std::filesystem::path newer_file(const std::filesystem::path& folder) { return folder / "sent-1"; }
    static std::filesystem::path older_file(const std::filesystem::path& folder) { return folder / "sent-0"; }

  private:
    std::filesystem::path folder_;
};

}  // namespace silhouette::transport
