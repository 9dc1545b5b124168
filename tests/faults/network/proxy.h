// A network between hosts and an endpoint: passes TCP on, misbehaves by a script or by shares that a seed draws, and
// keeps when each byte came in. Every host has a port of its own, so that a connection tells whose it is. One thread;
// it cannot see into TLS.
#pragma once

#include <openssl/opensslv.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace silhouette::faults {

// What has come in by then. The time is the kernel's, of the packet's arrival (SO_TIMESTAMPNS): on the loopback device
// the moment at which the sender's kernel sent it, however late the proxy reads it.
struct Arrival {
    std::int64_t at = 0;
    std::uint64_t total = 0;
    std::int64_t read = 0;  // when the proxy read them
};

struct ConnectionRecord {
    int host = 0;
    // The connection was made in between: nobody waited at `not_before`, and at `accepted` it was there.
    std::int64_t not_before = 0, accepted = 0;
    std::vector<Arrival> from_host, from_endpoint;
    std::int64_t ended = 0;             // 0: still there
    std::int64_t held = 0, let_go = 0;  // since and until when the proxy held it; 0: not yet
    std::uint32_t unstamped = 0;        // pieces from the host whose time the kernel did not keep
};

// The verdict's connection sends less than this, an upload's more: by it they are told apart. From OpenSSL 3.5 on its
// first message carries a key of ML-KEM-768 (1,184 bytes and its frame), too.
#if OPENSSL_VERSION_NUMBER >= 0x30500000L
inline constexpr std::uint64_t kVerdictBytesMax = 2'420;
#else
inline constexpr std::uint64_t kVerdictBytesMax = 1'200;
#endif

// Whether the host was sending, or waiting for the answer to what it had sent.
bool upload_runs(const ConnectionRecord& record, std::int64_t at);

enum class Fault {
    none,
    hold_unread,  // the bytes stay in the host's kernel, or …
    hold_read,    // … in the proxy, for a while, from a certain one on
    delay,        // nothing passes at first
    slow,         // a few bytes at a time
    cut,          // both ends are closed at a certain byte
    reset,        // the same, abortively
    half_close,   // the host is told that no more will come, at a certain byte of the answer; its own go on
    corrupt,      // a bit of a certain byte is another
    swallow,      // from a certain byte on nothing passes any more, and nothing is closed
    overtaken     // nothing passes until a later connection has had an answer
};

// What is to happen to a connection.
struct Plan {
    Fault fault = Fault::none;
    std::uint64_t at = 0;        // the byte, counted from 0
    std::int64_t lasts = 0;      // nanoseconds: of holding, delaying and being overtaken
    bool of_the_answer = false;  // counted among the endpoint's bytes, not the host's
};
// `number`: of the host's connection, from 0. On the proxy's thread.
using Script = std::function<Plan(std::size_t number)>;

// How often, of 1,000 connections; the rest passes unhindered.
struct Faults {
    // The bytes stay in the host's kernel, or in the proxy, from a random byte on.
    std::uint32_t hold_unread = 0, hold_read = 0;
    std::uint32_t reset = 0, slow = 0;
    std::uint64_t hold_from = 0, hold_to = 0;  // the random byte
    std::int64_t hold_for = 0;                 // nanoseconds; then it passes
    // Of the connection, and of the answer on it.
    std::uint32_t delay = 0, cut = 0, half_close = 0, corrupt = 0, swallow = 0, overtaken = 0;
};

class Proxy {
  public:
    // `receive_buffer`: what the proxy does not read soon stays in the host's kernel, save so many bytes.
    explicit Proxy(std::uint64_t seed, int receive_buffer = 8'192);
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    // Where everything goes to; before the first connection.
    void set_endpoint(std::uint16_t port) { endpoint_ = port; }
    // A port for one more host, counted from 0.
    std::uint16_t add_host();
    void set_faults(int host, const Faults& faults);
    // In the place of shares.
    void set_script(int host, Script script);

    // All that are there now, abortively.
    void drop_all();

    bool upload_runs_now(int host) const;
    // How many there were.
    std::size_t connections_of(int host) const;
    // All that were, and are.
    std::vector<ConnectionRecord> records() const;

  private:
    struct Connection;
    struct Listener {
        int descriptor = -1;
        std::int64_t empty_at = 0;
        Faults faults;
        Script script;
        std::size_t accepted = 0;
    };
    void run();
    void accept_all(int host);
    void draw_plan(Connection& one);
    void read_host(Connection& one);
    void read_endpoint(Connection& one);
    // How many of the waiting bytes may pass now. Empty: the connection was dropped.
    std::optional<std::size_t> may_pass(Connection& one, bool of_the_answer);
    void forward(Connection& one);
    void drop(Connection& one, bool abortive);

    std::atomic<std::uint16_t> endpoint_{0};
    std::atomic<bool> ending_{false};
    int receive_buffer_;
    int poll_ = -1;
    mutable std::mutex mutex_;  // of all below
    std::vector<Listener> listeners_;
    std::mt19937_64 random_;
    std::list<std::unique_ptr<Connection>> connections_;
    std::list<ConnectionRecord> records_;
    std::thread thread_;
};

}  // namespace silhouette::faults
