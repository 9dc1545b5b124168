// The one recorder of the process behind its opaque handle.
#pragma once

#include <memory>

#include <silhouette/silhouette.h>

#include "sdk/recorder/recorder.h"

namespace silhouette::api {

// The recorder that the handle stands for; empty for NULL, for one that was shut down, and in a forked child.
std::shared_ptr<recorder::Recorder> find(const sil_recorder* handle) noexcept;

// In a child of fork() that did not start a recorder of its own. Such a child stays silent.
bool is_forked_child() noexcept;

// exit() has been called, and the recorder was stopped with it: every handle is void.
bool process_ends() noexcept;

// Starts the recorder with settings that were checked.
sil_status start(recorder::Settings settings, sil_recorder** handle);

// The handle is void from now on. Empty when it was already.
std::shared_ptr<recorder::Recorder> take(const sil_recorder* handle) noexcept;

}  // namespace silhouette::api
