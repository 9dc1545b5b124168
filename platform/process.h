// This process, this user, this machine.
#pragma once

#include <signal.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace silhouette::platform {

// Fills with random bytes from the kernel. False when it cannot.
bool random_bytes(std::span<std::byte> bytes) noexcept;

// Path of the running executable, links resolved.
std::filesystem::path executable_path();

// Whether the process runs with more rights than its user (set-user-id, set-group-id, capabilities).
bool is_set_id() noexcept;

// $XDG_STATE_HOME/silhouette or ~/.local/state/silhouette; $XDG_CACHE_HOME/silhouette or ~/.cache/silhouette.
// Empty when there is no home.
std::filesystem::path default_state_folder();
std::filesystem::path default_cache_folder();
// The same for given values of the two variables, where the environment cannot be read.
std::filesystem::path state_folder(const std::string& xdg_state_home, const std::string& home);
std::filesystem::path cache_folder(const std::string& xdg_cache_home, const std::string& home);

// While it lives, all signals are blocked in the calling thread: one that is made meanwhile begins like that.
class SignalsBlocked {
  public:
    SignalsBlocked() noexcept;
    ~SignalsBlocked();
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

  private:
    sigset_t before_;
};

// While it lives, a file that the process's limit (RLIMIT_FSIZE) does not let grow cannot be written, and that is all:
// SIGXFSZ, which would end the process, does not reach the calling thread. Whether it was blocked or waited to be taken
// before is afterwards as it was.
class SizeSignalHeld {
  public:
    SizeSignalHeld() noexcept;
    ~SizeSignalHeld();
    SizeSignalHeld(const SizeSignalHeld&) = delete;
    SizeSignalHeld& operator=(const SizeSignalHeld&) = delete;

  private:
    sigset_t before_;
    bool waited_before_ = false;
};

// Names the calling thread and blocks all signals in it, so that a host's handlers never run on our thread.
void prepare_own_thread(const char* name) noexcept;

}  // namespace silhouette::platform
