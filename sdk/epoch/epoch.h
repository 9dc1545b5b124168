// The order of opening and closing, and nobody else's. Each part offers what it does for itself and knows no other
// part.
//
// Closing is in two halves, so that a call from a host's thread is silent within a millisecond and waits for the disk
// only, never for the recorder thread or the network:
//
//   silence()   any thread, in this order:         finish()   recorder thread, in this order:
//     1. shut the gate                               6. cleanse queue and buffers
//     2. cut the connections                         7. wipe transport: spool and record of what was sent
//     3. tell the "no", destroy the keys             8. tell the host (sdk/recorder)
//     4. make both durable
//     5. remove the hooks
//
// After 1 nothing is captured, after 2 nothing is sent, after 3 nothing on disk can be read and every process reads
// "no". README.md says what a crash between two steps leaves, and which numbers tests may kill it at.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <system_error>

namespace silhouette::epoch {

// Whose epoch ends. everybodys: for all processes of the app; own: what this process recorded of it, and the key when
// nobody else works with it.
enum class Whose { everybodys, own };

// Any member may be called again when it has nothing left to do. None throws.
struct Parts {
    // Any thread.
    std::function<void()> shut_gate;
    std::function<void()> cut_network;
    // Gone for every process when it returns; does not wait for the disk.
    std::function<void(Whose whose)> destroy_keys;
    // Waits until the disk has what was told and destroyed so far, by any thread.
    std::function<std::error_code()> make_durable;
    // Installs the hooks when the gate is open, removes them when it is shut. Any thread, any order.
    std::function<void()> set_hooks;
    // The recorder thread.
    std::function<void()> cleanse_memory;
    std::function<void()> wipe_transport;
    // Makes buffers, key and spool ready. False: there is no memory; it stays closed.
    std::function<bool()> prepare;
    std::function<void()> open_gate;
};

// later: finish() waits for the disk.
enum class Disk { wait, later };

class Epoch {
  public:
    explicit Epoch(Parts parts) : parts_(std::move(parts)) {}

    // First half of closing. `tell` lets every process read the "no" (may be empty); its error, or the disk's, is
    // returned, after which the gate is shut all the same.
    std::error_code silence(const std::function<std::error_code()>& tell, Disk disk = Disk::wait,
                            Whose whose = Whose::everybodys);

    // Second half of closing, and the whole of it when silence() was not called before.
    void finish(Whose whose = Whose::everybodys);

    // A suspension: captures and sends nothing more, destroys nothing.
    void suspend(const std::function<void()>& seal);

    // Opens: key and buffers first, the gate, then the hooks. Does nothing when it is open. False when it could not, or
    // when a silence() came in between that finish() has not yet followed.
    bool open();

    // Calls `act` while nobody can shut the gate in between. False, without the call, when it is not open.
    bool while_open(const std::function<void()>& act);

    // Calls `act` while nobody can begin to close. False, without the call, when somebody did whom finish() has not
    // yet followed.
    bool unless_closing(const std::function<void()>& act) const;

    bool is_open() const;
    // silence() was called and finish() has not yet followed.
    bool is_closing() const;

  private:
    Parts parts_;
    std::shared_mutex first_half_;  // shared during steps 1 to 4: the second half does not overtake them
    mutable std::mutex mutex_;      // held for a few instructions: gate and flags change together
    bool open_ = false;
    bool closing_ = false;
    std::uint64_t silences_ = 0;
};

}  // namespace silhouette::epoch
