// What this user's app has kept on this machine, readable: for `silhouette inspect --app`. Only reads; takes nothing
// over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "transport/record.h"

namespace silhouette::transport {

struct LocalBatch {
    BatchId id{};
    std::int64_t written = 0;  // UTC seconds
    std::uint32_t items = 0;
    // An encoded silhouette.v1.Batch, uncompressed. In the spool a batch comes in pieces: several of these with one id.
    std::vector<std::byte> batch;
};

struct LocalRecord {
    std::vector<LocalBatch> waiting;  // in the spool, oldest first within each process
    std::vector<LocalBatch> sent;     // acknowledged, oldest first; bounded (Policy::sent_bytes)
    std::uint64_t damaged = 0;        // records that could not be read
    // "" or, in words, why nothing can be read: there is no key when consent is closed and everything is gone.
    std::string problem;
};

// `state` and `cache` are the app's folders, as in Options.
LocalRecord read_local_record(const std::filesystem::path& state, const std::filesystem::path& cache);

// The key of the record of what was sent: <cache>/sent/key. `cache` is the app's folder. destroy_epoch_key() destroys
// it.
std::filesystem::path record_key_file(const std::filesystem::path& cache);

// Unlinks what no key on disk can read of the spool, and the record of what was sent when its key is gone, whoever
// wrote them: after an explicit "no" for an app that is not running. Destroy the keys first; the record's only when the
// user does not keep it.
void wipe_local_record(const std::filesystem::path& state, const std::filesystem::path& cache);

}  // namespace silhouette::transport
