// Frames in, durable batches out: batching, spool, uploader and settings client behind one door. Lives on the recorder
// thread (one io_context, one thread); no function here may be called from another thread, save cut() and cuts(). No
// function throws; what fails is told by Events::on_message. Callbacks may call back; on_verdict and
// flush()'s `done` may also destroy the Transport.
//
//   add_frame() ──▶ batch (size, time) ──▶ seal ──▶ spool ──▶ upload ──▶ on_sent
//                                                   settings poll ──▶ on_verdict
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "privacy/consent/verdict.h"
#include "transport/endpoint.h"
#include "transport/epoch_key.h"
#include "transport/failure.h"
#include "transport/policy.h"
#include "transport/route.h"
#include "transport/session_id.h"

namespace boost::asio {
class io_context;
}

namespace silhouette::transport {

struct Options {
    std::string endpoint;  // https://host[:port]
    std::string tenant, key, app, app_version, sdk_version;
    Trust trust;
    ProxyChoice proxy;
    bool metered = false;
    std::uint32_t toolkit = 0, level = 2;
    std::filesystem::path state;  // <state>/<app>: epoch key, erasure secrets
    std::filesystem::path cache;  // <cache>/<app>: spool, record of what was sent
    std::uint32_t batch_bytes = 65'536;
    std::chrono::milliseconds batch_interval{30'000};
    std::uint64_t spool_bytes = 8u << 20;
    std::chrono::seconds spool_age{604'800};
    std::chrono::seconds verdict_valid{privacy::kVerdictValidDefault};  // at the most
    Policy policy;
    // Tests have clocks of their own: of verdicts, and of the spool's ages. Empty: the system's.
    std::function<privacy::Clocks()> clocks;
};

struct Session {
    SessionId id{};            // session_id_of(secret)
    std::int64_t started = 0;  // UTC seconds
    SessionSecret secret{};
    std::uint64_t allowed_since = 0;  // of the verdict under which the epoch began
};

struct Count {
    std::uint32_t reason = 0;  // DropReason
    std::uint64_t items = 0;
};

// Whose items were dropped.
enum class Whose {
    session,          // of the session that goes on: the headers of its next batches can tell it
    earlier_session,  // of one that ended in this process: a hole in its batches' numbers tells it
    dead_process,     // of a process that died before; they are not in this process's books
};

// The session's books, for the header of the next batch.
struct Books {
    std::uint64_t captured = 0;
    std::vector<Count> dropped;
};

// All called on the recorder thread.
struct Events {
    std::function<void(const privacy::Verdict&)> on_verdict;
    // `taken_over`: items of a process that died before; they are not in this process's books.
    std::function<void(std::uint64_t items, bool taken_over)> on_sent;
    std::function<void(std::uint32_t reason, std::uint64_t items, Whose whose)> on_dropped;
    // Of a session that the user wants erased.
    std::function<void(std::uint64_t items)> on_wiped;
    // A frame that is being added is among them.
    std::function<Books()> books;
    // The user wants the session erased: nothing more of it is sent. Another should begin.
    std::function<void(const SessionId&)> on_session_over;
    // What waits was recorded under another "yes" of the tenant than the last one that was heard, or is of
    // an epoch that another process has ended: it is not sent, and the epoch should end.
    std::function<void()> on_epoch_over;
    // How often the user has asked, in this process, for what was sent to be erased: counted before it is looked what
    // that is. Empty: never.
    std::function<std::uint32_t()> erasures_asked;
    // How the last try to upload, or to learn the verdict, ended.
    std::function<void(Failure)> on_upload_try, on_verdict_try;
    // The endpoint does not accept the key; told once for each. set_key() may be called from here.
    std::function<void()> on_key_refused;
    // Whether a key may be made now: `wanted` of EpochKey::read_or_create(). Empty: always.
    std::function<bool()> may_make_key;
    // For the log callback and the status: no name, path or content in it.
    std::function<void(int severity, const std::string& message)> on_message;
};

class Transport {
  public:
    Transport(boost::asio::io_context& io, Options options, Events events);
    ~Transport();

    // Opens the epoch that lies on disk, or begins a new one (new key). Takes over what dead processes left behind;
    // the items found there are returned, for the books' `pending`. Without a disk the epoch lives in memory only.
    // Undoes cut(), unless it was called since `cuts` was read: read cuts(), then ask the gate, then open.
    // `allowed_since`: of the verdict under which it opens; an epoch that began under another is not opened.
    std::uint64_t open_epoch(std::optional<std::uint64_t> cuts = {}, std::uint64_t allowed_since = 0);

    // False when open_epoch() was called off by a "no" or found another yes's epoch, or had no memory for a key.
    bool has_epoch() const noexcept;

    // Begins a session: its frames go into batches of their own, numbered from 0. Keeps its secret on disk and
    // returns the secret's SHA-256.
    std::array<std::byte, 32> begin_session(const Session& session);
    void end_session();

    // `frame` is an encoded silhouette.v1.Frame with so many items.
    void add_frame(std::span<const std::byte> frame, std::uint64_t items);

    // Asks for the verdict once; with `follow`, keeps asking by long poll (only while the user has opted in). Undoes
    // cut() for the verdict's connection, under the same condition as open_epoch().
    void ask_verdict(bool follow, std::optional<std::uint64_t> cuts = {});
    void stop_asking();

    // A verdict that expired: no upload, the spool stays sealed, the connection is closed. resume() takes it back (and
    // undoes cut(), under the same condition as open_epoch()). The verdict is still asked for.
    void suspend();
    void resume(std::optional<std::uint64_t> cuts = {});

    // Any thread. Tears the connections down at once: not one further byte is written after it returns.
    void cut() noexcept;
    // Any thread. How often cut() was called.
    std::uint64_t cuts() const noexcept;

    // From now on; what waits for a key is tried at once.
    void set_key(std::string key);
    // Batches are larger, what waits goes slowly, and nothing is sent at exit.
    void set_metered(bool metered);
    // The machine's network is another, or it slept: what waits to try again does so now, and what is under way begins
    // anew. The transport watches this itself while it asks for the verdict or has an epoch.
    void network_changed();

    // False when the key of the open epoch is no longer the one on disk: another process ended the epoch.
    bool epoch_lasts();

    // Of the open epoch whose key lies on disk.
    std::optional<EpochMark> epoch_mark() const;

    // The end of the epoch for this process: its key is cleansed, and destroyed unless others work with it (who ends it
    // for them, too, destroys it first, and no other that came in its place meanwhile). Unlinked are this process's
    // spool files, everybody's that no key on disk can read, and the record of what was sent when its key is gone (who
    // keeps it leaves the key); asking ends. Returns this process's items that are gone (law
    // 4: wiped). An upload whose last byte had left before cut(), but whose answer had not come, counts as wiped:
    // whether the endpoint has it cannot be known.
    std::uint64_t wipe();

    // Closes the open batch, spools it, sends until the deadline; then `done` is called, at the deadline at the latest.
    void flush(std::chrono::steady_clock::time_point deadline, std::function<void()> done);

    // Items in the open batch, in memory and in the spool, of this process: those of dead processes are not among them.
    std::uint64_t pending_items() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace silhouette::transport
