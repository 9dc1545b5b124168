// Every limit and interval of the ingest endpoint, with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "proto/envelope/envelope.h"

namespace silhouette::ingest::limits {

// Request line and header fields: ours need less than 1 KiB.
inline constexpr std::size_t kHeaderBytes = std::size_t{16} << 10;
// Body of any request; nothing is larger than a batch.
inline constexpr std::size_t kBodyBytes = envelope::kCompressedMax;
// Connections at a time; one client holds two. Past it nothing is accepted until one ends: the kernel's backlog waits.
inline constexpr int kConnections = 1024;
// A client that says nothing, sends its header drop by drop, its body drop by drop, or does not take its answer.
inline constexpr std::chrono::seconds kIdle{75};
inline constexpr std::chrono::seconds kHandshake{10};
inline constexpr std::chrono::seconds kHeaderTime{10};
inline constexpr std::chrono::seconds kBodyTime{60};
inline constexpr std::chrono::seconds kAnswerTime{120};
// What is read and thrown away after a refusal, so that the client gets to read the answer before the connection ends.
inline constexpr std::size_t kLingerBytes = std::size_t{16} << 20;
inline constexpr std::chrono::seconds kLinger{2};

// Batches that wait for the writer. A full queue answers 503; at 64 KiB a batch this is 64 MiB at most by bytes.
inline constexpr std::size_t kQueuedBatches = 1024;
inline constexpr std::size_t kQueuedBytes = std::size_t{64} << 20;
// One transaction: large enough that one fsync serves all who wait, small enough to take milliseconds.
inline constexpr std::size_t kCommitBatches = 256;

// Session lists and exports that wait for the reading thread.
inline constexpr std::size_t kQueuedReads = 64;

// Batches a second of one tenant, and how many it may save up. A client sends one batch each 30 s: 60,000 clients.
inline constexpr double kBatchesPerSecond = 2000;
inline constexpr double kBatchBurst = 4000;
// Erasures need no key, so their limit is that of the peer's address, and a stranger uses up his own: a user who erases
// a year of sessions takes a minute or two, and whoever guesses secrets cannot keep the writer from batches.
inline constexpr double kErasuresPerSecond = 50;
inline constexpr double kErasureBurst = 500;
// Tenants, or peers, whose rate is kept at a time: bounds memory. Above it whoever is new shares one rate.
inline constexpr std::size_t kRatesMax = 4'096;

// Longest wait of a settings poll, and how often a change by another process is looked for while polls wait.
inline constexpr std::chrono::seconds kPollWait{300};
inline constexpr std::chrono::milliseconds kSettingsWatch{100};

// What a verdict is good for. A client polls every few minutes; a day bridges a night without network.
inline constexpr std::uint32_t kVerdictValidFor = 86'400;
inline constexpr std::uint32_t kDefaultSampling = 1000;
inline constexpr std::uint32_t kDefaultNameGate = 0;
// As on the wire (Settings): of 1,000 sessions; and more sessions than tell anything about who named a thing.
inline constexpr std::uint32_t kSamplingMax = 1000;
inline constexpr std::uint32_t kNameGateMax = 10'000;

// Random bytes that the client keeps of each session, and tells when it is to be erased.
inline constexpr std::size_t kErasureSecretBytes = 32;

// Told to clients that are asked to come again.
inline constexpr int kRetryBusy = 2;
inline constexpr int kRetryStorage = 30;
inline constexpr int kRetryRate = 1;

// Longest wait for another process that holds a database: a commit takes milliseconds.
inline constexpr std::chrono::milliseconds kDatabaseBusy{5000};
// How long an erased session is remembered, so that a batch that comes late is refused and a restored backup does not
// bring it back: longer than most keep a backup, and never shorter than the spool's seven days, with room.
inline constexpr int kErasedRememberedDays = 400;
// A client keeps what it could not send for 7 days unless its host says otherwise, and a session lasts 4 hours at the
// most: a batch of an older session does not come any more.
inline constexpr std::int64_t kClientsKeepSeconds = std::int64_t{8} * 86'400;
inline constexpr int kErasedRememberedDaysMin = 30;
inline constexpr int kErasedRememberedDaysMax = 36'500;
// An erasure that a reader holds up: how long one try waits for it, how long until the next, and when the user is told
// to come again. It goes on all the same. A reader reads one session, in milliseconds.
inline constexpr std::chrono::milliseconds kScrubWait{50};
inline constexpr std::chrono::milliseconds kScrubPause{50};
inline constexpr std::chrono::seconds kErasurePatience{10};
// Erasures that are looked at between two commits: anybody may ask for one, and batches are not to wait for that.
inline constexpr std::size_t kErasureRound = 64;

// Newest entries of a tenant's audit that one answer holds.
inline constexpr std::size_t kAuditEntries = 1000;
// How long a drain waits for requests in flight.
inline constexpr std::chrono::seconds kDrain{15};

// One session that is replayed: 4 h of batches. Far above what a session has; below what would exhaust memory.
inline constexpr std::size_t kSessionBytes = std::size_t{256} << 20;

}  // namespace silhouette::ingest::limits
