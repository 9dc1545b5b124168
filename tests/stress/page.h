// What the hosts of one app and the judge share: a page of memory that each of them maps. It is how the judge knows,
// without asking the library, when what was allowed.
#pragma once

#include <atomic>
#include <cstdint>
#include <ctime>

#include <silhouette/silhouette.h>

namespace silhouette::stress {

inline constexpr int kHostsPerApp = 2;
inline constexpr std::uint32_t kExceptionsMax = 1u << 16;

// The clock of the kernel's time stamps on packets (SO_TIMESTAMPNS), so that both can be compared.
inline std::int64_t wall_clock() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// One host process. `incarnation` grows when it was killed and started again.
struct HostPage {
    std::atomic<std::uint32_t> incarnation;
    // Clicks that the UI thread makes at once when a session begins, and the pause between those that follow (0: none
    // follow).
    std::atomic<std::uint32_t> burst, pause_us;
    // The generation of the gate whose burst was made last.
    std::atomic<std::uint32_t> burst_done;
    // Odd: sil_pause() returned, and sil_resume() was not called yet.
    std::atomic<std::uint32_t> pause_phase;
    // The last click that was issued while nothing forbade it.
    std::atomic<std::int64_t> last_click;
    std::atomic<std::uint64_t> issued_open, issued_closed;
    // Clicks of this session during which the generation stayed the same: nothing may have kept them out.
    std::atomic<std::uint32_t> certain;
    // Numbers of clicks during whose call the law changed: they may be captured or not. Of this incarnation.
    std::atomic<std::uint32_t> exceptions;
    std::uint32_t exception[kExceptionsMax];
    // sil_session_id() writes straight into it, so that the judge's own copy is the only one that is not the library's.
    char session[SIL_SESSION_ID_SIZE];
};

// One app of one user. One closes or opens at a time.
struct AppPage {
    // Even: somebody called to open, or everything is open. Odd: a closing returned, and nobody has begun to open
    // since. Half of it is the number of the opening.
    std::atomic<std::uint64_t> phase;
    // Which host's call it was that returned (kHostsPerApp: nobody's; the file or the tenant changed), and when.
    std::atomic<std::uint32_t> closer;
    std::atomic<std::int64_t> closed_at;
    // So long after a closing that somebody else called a host may still go on.
    std::atomic<std::int64_t> follow;
    HostPage host[kHostsPerApp];
};

// The promise for `follow`.
inline constexpr std::int64_t kFollow = 100'000'000;

// Whether host `who` must not capture any more, judged at the beginning of a call.
inline bool is_forbidden(const AppPage& app, int who, std::uint64_t phase) {
    if (app.host[who].pause_phase.load(std::memory_order_acquire) % 2 != 0) {
        return true;
    }
    if (phase % 2 == 0) {
        return false;
    }
    return app.closer.load(std::memory_order_acquire) == static_cast<std::uint32_t>(who) ||
           wall_clock() - app.closed_at.load(std::memory_order_acquire) > app.follow;
}

// ---- The line between the judge and a host --------------------------------------------------------------------------

enum class Word : std::uint32_t { yes, no, pause, resume, session, stats, shut_down, die_at };

struct Order {
    Word word = Word::stats;
    std::uint32_t number = 0;
};

struct Report {
    std::int64_t began = 0, returned = 0;  // wall_clock() before and after the call
    sil_status status = SIL_OK;
    sil_state state = SIL_STATE_STOPPED;
    std::uint64_t captured = 0, sent = 0, dropped = 0, wiped = 0, pending = 0;
};

}  // namespace silhouette::stress
