// Every limit, interval and retry rule of the transport, with its unit and its reason.
//
// What a host may set is a Limit of struct Policy: its standard value and its range stand side by side. sil_limits in
// silhouette.h has the same names and says the same ranges; a test compares the two. What is a constant is not to be
// set, because formats or safety hang on it. Sizes and times of batches and spool that hosts set most often stand in
// sil_options itself, and in transport.h's Options.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace silhouette::transport {

// A number that a host may set within a range.
template <typename Value>
class Limit {
  public:
    constexpr Limit(Value standard, Value low, Value high) : value_(standard), low_(low), high_(high) {}
    constexpr operator Value() const noexcept { return value_; }  // NOLINT: it is that number
    constexpr Value low() const noexcept { return low_; }
    constexpr Value high() const noexcept { return high_; }
    // False, and nothing changed, outside the range.
    constexpr bool set(Value value) noexcept {
        if (value < low_ || value > high_) {
            return false;
        }
        value_ = value;
        return true;
    }

  private:
    Value value_, low_, high_;
};

struct Policy {
    using ms = std::chrono::milliseconds;
    using s = std::chrono::seconds;

    // ---- Batching ---------------------------------------------------------------------------------------------------
    // An open batch goes to the spool piece by piece, at the latest so long after its first frame: what kill -9 can
    // take is bounded by this. Shorter costs a write and a compression per click, longer loses more.
    Limit<ms> piece{ms(1'000), ms(100), ms(60'000)};
    // A piece is written at once when so many bytes of frames wait: bounds memory, and the loss, in bytes.
    Limit<std::uint32_t> piece_bytes{16'384, 1'024, 262'144};
    // Or so many items; frames are closed for it, too: bounds the loss in items. A person makes fewer in the time of a
    // frame, so it is for what clicks like a machine: the recorder keeps pace with it. Half of it makes a click at
    // 1,000 a second cost 1.6 times as much, twice of it loses 1.5 times as many.
    Limit<std::uint32_t> piece_items{32, 1, 65'536};

    // ---- Disk -------------------------------------------------------------------------------------------------------
    // Where no file can be written, so much is kept in memory, oldest out first: a quarter hour of an active user in
    // 1/48 of the memory budget.
    Limit<std::uint32_t> memory_bytes{131'072, 16'384, 16'777'216};
    // After the disk refused, it is asked again at the earliest after this; doubled up to the second.
    Limit<ms> disk_retry{ms(2'000), ms(100), ms(60'000)};
    Limit<ms> disk_retry_longest{ms(60'000), ms(1'000), ms(3'600'000)};
    // The record of what was sent: two files of half the size each, "bounded" by construction.
    Limit<std::uint32_t> sent_bytes{1'048'576, 65'536, 67'108'864};

    // ---- Connections ------------------------------------------------------------------------------------------------
    // A desktop on a bad line still resolves, connects (over all addresses together) and shakes hands within these.
    Limit<ms> resolve{ms(10'000), ms(100), ms(120'000)};
    Limit<ms> connect{ms(10'000), ms(100), ms(120'000)};
    Limit<ms> handshake{ms(10'000), ms(100), ms(120'000)};
    // An address that does not answer at once is not waited for alone (RFC 8305: 250 ms).
    Limit<ms> next_address{ms(250), ms(10), ms(2'000)};
    // From the first byte of a request until the last of a 64 KiB body left: 0.5 KiB/s.
    Limit<ms> write{ms(120'000), ms(1'000), ms(600'000)};
    // The endpoint answers after its group commit, well below a second.
    Limit<ms> answer{ms(30'000), ms(1'000), ms(600'000)};
    // All of that together: a peer that is just quick enough at every step is given up, too. For a long poll it begins
    // when the poll's wait is over. Not longer: an erasure waits for uploads that had begun (kErasureSettles).
    Limit<ms> total{ms(180'000), ms(1'000), ms(180'000)};
    // An answer of ours is below 200 bytes; a problem description below 2 KiB.
    Limit<std::uint32_t> answer_head_bytes{16'384, 1'024, 65'536};
    Limit<std::uint32_t> answer_body_bytes{65'536, 4'096, 1'048'576};
    // A connection that is silent for so long is tested by the kernel, and given up two minutes later: a poll on a
    // network that is gone would wait in vain. No wake-up of ours.
    Limit<s> keep_alive{s(60), s(10), s(7'200)};

    // ---- Retry ------------------------------------------------------------------------------------------------------
    // Full jitter: after the n-th failure in a row the wait is drawn evenly from 0 to min(longest, first * 2^n), so
    // that a fleet that lost its endpoint does not come back in step.
    Limit<ms> retry{ms(1'000), ms(100), ms(60'000)};
    Limit<ms> retry_longest{ms(300'000), ms(1'000), ms(3'600'000)};
    // Longest `Retry-After` that is obeyed: a typing error of an operator must not silence a client for a year.
    Limit<s> retry_after_longest{s(86'400), s(60), s(86'400)};
    // 401 and a foreign 403: the key may be renewed at the endpoint, and nobody tells us.
    Limit<s> hold{s(900), s(10), s(86'400)};
    // So many failures in a row open the circuit: from then on no batch is tried, only, after each wait, a question
    // that carries no data (half open); its answer closes the circuit. A flush at exit does not wait for it.
    Limit<std::uint32_t> circuit_failures{5, 1, 100};
    // What waits from before goes at this pace, in bytes per second, and what is fresh is let pass: a spool of 8 MiB in
    // half a minute, without taking a slow line from its user.
    Limit<std::uint32_t> backlog_bytes_per_s{262'144, 1'024, 104'857'600};

    // ---- Metered links ----------------------------------------------------------------------------------------------
    // Batches are larger, so that fewer bytes are spent on heads and handshakes; nothing is sent at exit.
    Limit<ms> metered_batch{ms(300'000), ms(1'000), ms(3'600'000)};
    Limit<std::uint32_t> metered_bytes_per_s{1'024, 64, 1'048'576};

    // ---- Settings ---------------------------------------------------------------------------------------------------
    // The long poll's wait, asked for by `Prefer: wait`: the one wake-up of an idle recorder.
    Limit<s> poll{s(240), s(60), s(3'600)};
    // An endpoint that answers "unchanged" at once does not long-poll: it is not asked more often than this.
    Limit<ms> poll_pause{ms(30'000), ms(1'000), ms(600'000)};
};

namespace policy {

using namespace std::chrono_literals;

// ---- Batching -------------------------------------------------------------------------------------------------------

// Frames in one batch, as Batch.frames allows. The batch is closed when it is reached.
inline constexpr std::size_t kFramesPerBatchMax = 4'096;
// Room for the header and the drop counters within the envelope's limit.
inline constexpr std::size_t kHeaderBytesMax = 1'024;

// ---- Spool ----------------------------------------------------------------------------------------------------------

// A segment is the unit of giving way: an eighth of the spool, but not above 256 KiB, so that making room for one
// record drops little; not below 4 KiB, so that a small spool is not all file headers.
inline constexpr std::uint64_t kSegmentBytesMax = std::uint64_t{256} * 1024;
inline constexpr std::uint64_t kSegmentBytesMin = std::uint64_t{4} * 1024;
inline constexpr std::uint64_t kSegmentsPerSpool = 8;
// Items that the header of one record may claim: many times a piece of 16 KiB. Bounds what a damaged header can add to
// the books.
inline constexpr std::uint32_t kItemsPerRecordMax = 65'536;
// Another process of the app holds the folder's lock for some microseconds while it writes one record; on a machine
// that is overloaded it may wait for a core meanwhile. Who gives up keeps what it has in memory for Policy::disk_retry.
inline constexpr int kLockAttempts = 80;
inline constexpr std::chrono::microseconds kLockPause = 250us;
// Largest file that is read as a segment. Ours are at most a segment and one record more.
inline constexpr std::uint64_t kSegmentReadMax = std::uint64_t{4} * 1024 * 1024;

// ---- Erasure secrets ------------------------------------------------------------------------------------------------

// A secret is kept as long as an endpoint is expected to keep sessions, at the most. Not the host's to set: by it users
// have deleted what was sent.
inline constexpr std::chrono::hours kErasureRetention{24 * 400};
// Above it the oldest secret goes: 12 sessions a day for 400 days, 1 MiB on disk.
inline constexpr std::size_t kErasureSecretsMax = 4'800;
// Sessions whose secret the disk refuses: they last four hours or end after some minutes without an event.
inline constexpr std::size_t kUnstoredSecretsMax = 64;
inline constexpr int kErasureAttempts = 4;
// Longest way of an upload that had begun when the erasure was asked for: Policy::total ends it here after 3 min, and
// what a proxy or the endpoint still holds is given up there within 2.
inline constexpr std::chrono::seconds kErasureSettles = 5min;
// An endpoint that is gone for good is asked four times a day, until the secrets are past their retention.
inline constexpr std::chrono::milliseconds kErasureRetryMax = 6h;
// Between two tries of one erasure, whatever an endpoint says.
inline constexpr std::chrono::seconds kErasurePauseMin = 1s;

// ---- Keys -----------------------------------------------------------------------------------------------------------

// Who destroys a key tries so often, kLockPause apart, for the lock of those who do: a closing is silent within a
// millisecond, whatever another process does.
inline constexpr int kDestroyersAttempts = 3;
// A key is looked for or made so often, since another process may create or destroy one between our steps, and a fork
// may come between opening its file and knowing of it. A fork that is under way is waited for, by the recorder thread,
// so often kLockPause: 50 ms, in which a host of several gigabytes has made its copy.
inline constexpr int kKeyAttempts = 6;
inline constexpr int kForkAttempts = 200;

// ---- Connections ----------------------------------------------------------------------------------------------------

// Addresses of one name that are tried. An attempt goes on while the next ones begin, until one answers: it may be
// slow, not dead.
inline constexpr std::size_t kAddressesMax = 8;
// The kernel's tests of a silent connection (Policy::keep_alive): so many, so far apart.
inline constexpr int kKeepAliveTests = 4;
inline constexpr std::chrono::seconds kKeepAliveBetween = 30s;
// These last bytes of a body are held back until all before them were acknowledged by the peer and the gate was asked
// once more. Any number works; one TLS record of 16 bytes costs 40 on the wire.
inline constexpr std::size_t kHeldBackBytes = 16;
// How often the kernel is asked whether the rest has drained: twice the shortest round trips, then slower.
inline constexpr std::chrono::milliseconds kDrainPollFirst = 1ms;
inline constexpr std::chrono::milliseconds kDrainPollMax = 50ms;
// Abandoned resolver threads (getaddrinfo cannot be called back): above it, resolving fails at once.
inline constexpr int kResolverThreadsMax = 2;
// Four times what a system's authorities take; read, they take the host ten times as much.
inline constexpr std::size_t kAuthoritiesFileMax = std::size_t{1} << 20;
// A client certificate with its chain, or a key: a dozen times the longest.
inline constexpr std::size_t kOwnCertificateFileMax = std::size_t{256} << 10;
// A key in use and one in reserve at the least: whoever pins one alone locks his apps out on the day it is replaced.
inline constexpr std::size_t kPinsMin = 2;
inline constexpr std::size_t kPinsMax = 8;

// ---- Retry ----------------------------------------------------------------------------------------------------------

// A draw near 0 must not become a busy loop.
inline constexpr std::chrono::milliseconds kRetryFloor = 50ms;
// The network came back: all that it tells in this time is one change, and a building's machines do not come in step.
inline constexpr std::chrono::milliseconds kNetworkSettles = 300ms;
inline constexpr std::chrono::milliseconds kNetworkJitter = 700ms;

// ---- Settings -------------------------------------------------------------------------------------------------------

// Half of the shortest validity that a host may set: a poll that is confirmed in time keeps the verdict alive.
inline constexpr std::chrono::seconds kSettingsWaitMin = 30s;
// The answer to a long poll may be late by this.
inline constexpr std::chrono::milliseconds kSettingsSlack = 30s;

}  // namespace policy
}  // namespace silhouette::transport
