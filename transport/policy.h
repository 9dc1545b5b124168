// Every limit, interval and retry rule of the transport, with its unit and its reason. What a host may set stands in
// transport.h's Options and overrides the default there.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace silhouette::transport::policy {

using namespace std::chrono_literals;

// ---- Batching -------------------------------------------------------------------------------------------------------

// An open batch goes to the spool piece by piece, at the latest so long after its first frame: what kill -9 can take is
// bounded by this. Shorter costs a write and a compression per click, longer loses more.
inline constexpr std::chrono::milliseconds kPieceInterval = 1'000ms;
// A piece is written at once when so many bytes of frames wait: bounds memory, and the loss, in bytes.
inline constexpr std::size_t kPieceBytes = 16 * 1024;
// Frames in one batch, as Batch.frames allows. The batch is closed when it is reached.
inline constexpr std::size_t kFramesPerBatchMax = 4'096;
// Room for the header and the drop counters within the envelope's limit.
inline constexpr std::size_t kHeaderBytesMax = 1'024;

// ---- Spool ----------------------------------------------------------------------------------------------------------

// A segment is the unit of giving way: an eighth of the spool, but not above 256 KiB, so that making room for one
// record drops little; not below 4 KiB, so that a small spool is not all file headers.
inline constexpr std::uint64_t kSegmentBytesMax = 256 * 1024;
inline constexpr std::uint64_t kSegmentBytesMin = 4 * 1024;
inline constexpr std::uint64_t kSegmentsPerSpool = 8;
// Items that the header of one record may claim: many times a piece of 16 KiB. Bounds what a damaged header can add to
// the books.
inline constexpr std::uint32_t kItemsPerRecordMax = 65'536;
// Where no file can be written, so much is kept in memory, oldest out first: a quarter hour of an active user in
// 1/48 of the memory budget.
inline constexpr std::size_t kMemoryBytesMax = 128 * 1024;
// After the disk refused, it is asked again at the earliest after this; doubled up to the second.
inline constexpr std::chrono::milliseconds kDiskRetryFirst = 2s;
inline constexpr std::chrono::milliseconds kDiskRetryMax = 60s;
// Another process of the app holds the folder's lock for some microseconds while it writes one record.
inline constexpr int kLockAttempts = 20;
inline constexpr std::chrono::microseconds kLockPause = 250us;
// Largest file that is read as a segment. Ours are at most a segment and one record more.
inline constexpr std::uint64_t kSegmentReadMax = 4 * 1024 * 1024;

// ---- Record of what was sent ----------------------------------------------------------------------------------------

// Two files of half the size each: "bounded 1 MiB" by construction.
inline constexpr std::uint64_t kSentBytesMax = 1024 * 1024;

// ---- Erasure secrets ------------------------------------------------------------------------------------------------

// A secret is kept as long as an endpoint is expected to keep sessions, at the most.
inline constexpr std::chrono::hours kErasureRetention{24 * 400};
// Above it the oldest secret goes: 12 sessions a day for that long, 1 MiB on disk.
inline constexpr std::size_t kErasureSecretsMax = 4'800;
inline constexpr int kErasureAttempts = 4;
// Longest way of an upload that had begun when the erasure was asked for: the deadlines below add up to 3 min here, and
// what a proxy or the endpoint still holds is given up there within 2.
inline constexpr std::chrono::seconds kErasureSettles = 5min;
// An endpoint that is gone for good is asked four times a day, until the secrets are past their retention.
inline constexpr std::chrono::milliseconds kErasureRetryMax = 6h;

// ---- Connections ----------------------------------------------------------------------------------------------------

// A desktop on a bad line still resolves, connects and shakes hands within these.
inline constexpr std::chrono::milliseconds kResolveDeadline = 10s;
inline constexpr std::chrono::milliseconds kConnectDeadline = 10s;
inline constexpr std::chrono::milliseconds kHandshakeDeadline = 10s;
// From the first byte of a request until the last of a 64 KiB body left: 0.5 KiB/s.
inline constexpr std::chrono::milliseconds kWriteDeadline = 120s;
// The endpoint answers after its group commit, well below a second.
inline constexpr std::chrono::milliseconds kAnswerDeadline = 30s;
// An answer of ours is below 200 bytes; a problem description below 2 KiB.
inline constexpr std::size_t kAnswerHeadMax = 16 * 1024;
inline constexpr std::size_t kAnswerBodyMax = 64 * 1024;
// These last bytes of a body are held back until all before them were acknowledged by the peer and the gate was asked
// once more. Any number works; one TLS record of 16 bytes costs 40 on the wire.
inline constexpr std::size_t kHeldBackBytes = 16;
// How often the kernel is asked whether the rest has drained: twice the shortest round trips, then slower.
inline constexpr std::chrono::milliseconds kDrainPollFirst = 1ms;
inline constexpr std::chrono::milliseconds kDrainPollMax = 50ms;
// Abandoned resolver threads (getaddrinfo cannot be called back): above it, resolving fails at once.
inline constexpr int kResolverThreadsMax = 2;

// ---- Retry ----------------------------------------------------------------------------------------------------------

// Full jitter: after the n-th failure in a row the wait is drawn evenly from 0 to min(kRetryMax, kRetryFirst * 2^n), so
// that a fleet that lost its endpoint does not come back in step.
inline constexpr std::chrono::milliseconds kRetryFirst = 1s;
inline constexpr std::chrono::milliseconds kRetryMax = 5min;
// A draw near 0 must not become a busy loop.
inline constexpr std::chrono::milliseconds kRetryFloor = 50ms;
// Longest `Retry-After` that is obeyed: a typing error of an operator must not silence a client for a year.
inline constexpr std::chrono::seconds kRetryAfterMax = 24h;
// 401 and a foreign 403: the key may be renewed at the endpoint, and nobody tells us.
inline constexpr std::chrono::milliseconds kHoldRetry = 15min;

// ---- Settings -------------------------------------------------------------------------------------------------------

// The long poll's wait, asked for by `Prefer: wait`: the one wake-up of an idle recorder.
inline constexpr std::chrono::seconds kSettingsWait = 240s;
// Half of the shortest validity that a host may set: a poll that is confirmed in time keeps the verdict alive.
inline constexpr std::chrono::seconds kSettingsWaitMin = 30s;
// The answer to a long poll may be late by this.
inline constexpr std::chrono::milliseconds kSettingsSlack = 30s;
// An endpoint that answers "unchanged" at once does not long-poll: it is not asked more often than this.
inline constexpr std::chrono::milliseconds kSettingsPauseMin = 30s;

}  // namespace silhouette::transport::policy
