// Brings the recorder into an app that knows nothing of it, without the app's UI thread paying for it: libsilhouette
// and what it needs (OpenSSL binds 3,650 symbols when it is loaded) are loaded, and the recorder is started, on a
// thread of our own.
//
//   plugin (small, loaded by the toolkit) ──▶ Launch ──thread──▶ hook library ──▶ libsilhouette
//                    UI thread ◀── ready() ──────────┘
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <silhouette/silhouette.h>

#include "sdk/launch/variables.h"

namespace silhouette::launch {

// What a hook library exports, as C functions.
struct HookLibrary {
    // silhouette_hook_start: as sil_start_from_variables(). Any thread.
    sil_status (*start)(const char* const* variables, sil_recorder** recorder) = nullptr;
    // silhouette_hook_attach, silhouette_hook_end: installs the hook; removes it and shuts the recorder down. UI
    // thread.
    void (*attach)(sil_recorder* recorder) = nullptr;
    void (*end)(sil_recorder* recorder) = nullptr;
};

// One a process. All functions on the UI thread, once each, in this order; none throws. In a child of fork() they do
// nothing.
class Launch {
  public:
    // Loads the hook library at `place`, seen from the folder of the plugin. Where that or the start fails, the app
    // runs on and nothing is called. `ready` is called on the other thread, and has to arrange that attach() is called
    // on the UI thread; it is not called any more once end() was.
    void begin(std::string place, Variables variables, std::function<void()> ready) noexcept;
    void attach() noexcept;
    // Waits for a start that is under way, and shuts the recorder down. May be called again.
    void end() noexcept;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace silhouette::launch
