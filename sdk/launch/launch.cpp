#include "sdk/launch/launch.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include <dlfcn.h>
#include <unistd.h>

#include "platform/process.h"

namespace silhouette::launch {
namespace {

// An app that ends while the recorder starts waits for it as long as it would wait for a shutdown.
constexpr std::chrono::milliseconds kStartWait{SIL_DEADLINE_DEFAULT};

// The file that this code is linked into. Not left to the loader's run path: sanitizers stand between it and us.
std::filesystem::path own_file() {
    Dl_info info{};
    return ::dladdr(reinterpret_cast<const void*>(&own_file), &info) != 0 ? info.dli_fname : "";
}

template <typename Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

bool load(const std::string& place, HookLibrary& library) {
    const std::filesystem::path file = own_file().parent_path() / place;
    // Never closed: its threads and connections may outlive whoever asked for it.
    void* const loaded = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    return loaded != nullptr && find(loaded, "silhouette_hook_start", library.start) &&
           find(loaded, "silhouette_hook_attach", library.attach) && find(loaded, "silhouette_hook_end", library.end);
}

sil_recorder* start(const HookLibrary& library, const Variables& variables) {
    std::vector<const char*> pointers;
    pointers.reserve(variables.size() + 1);
    for (const std::string& one : variables) {
        pointers.push_back(one.c_str());
    }
    pointers.push_back(nullptr);
    sil_recorder* recorder = nullptr;
    return library.start(pointers.data(), &recorder) == SIL_OK ? recorder : nullptr;
}

}  // namespace

struct Launch::State {
    const pid_t process = ::getpid();
    std::mutex mutex;
    std::condition_variable changed;
    HookLibrary library;
    sil_recorder* recorder = nullptr;
    std::function<void()> ready;
    bool is_starting = true;
    bool has_ended = false;

    bool is_forked_child() const { return ::getpid() != process; }

    void run(const std::string& place, const Variables& variables) {
        platform::prepare_own_thread("silhouette-load");
        HookLibrary loaded;
        const bool is_loaded = load(place, loaded);
        if (!is_loaded) {
            close_descriptors(variables);
        }
        sil_recorder* const started = is_loaded ? start(loaded, variables) : nullptr;
        bool is_late = false;
        {
            const std::lock_guard lock(mutex);
            is_starting = false;
            is_late = has_ended;
            if (started != nullptr && !is_late) {
                library = loaded;
                recorder = started;
                ready();
            }
            changed.notify_all();
        }
        if (started != nullptr && is_late) {
            loaded.end(started);
        }
    }
};

void Launch::begin(std::string place, Variables variables, std::function<void()> ready) noexcept {
    try {
        auto state = std::make_shared<State>();
        state->ready = std::move(ready);
        const platform::SignalsBlocked blocked;  // a host's handler never runs on our thread
        std::thread([state, place = std::move(place), variables = std::move(variables)] {
            try {
                state->run(place, variables);
            } catch (...) {
                // No memory: the app runs on unrecorded.
                const std::lock_guard lock(state->mutex);
                state->is_starting = false;
                state->changed.notify_all();
            }
        }).detach();
        state_ = std::move(state);
    } catch (...) {
        state_.reset();  // no thread or no memory
    }
}

void Launch::attach() noexcept {
    if (!state_ || state_->is_forked_child()) {
        return;
    }
    sil_recorder* recorder = nullptr;
    {
        const std::lock_guard lock(state_->mutex);
        recorder = state_->recorder;
    }
    if (recorder != nullptr) {
        state_->library.attach(recorder);
    }
}

void Launch::end() noexcept {
    if (!state_ || state_->is_forked_child()) {
        return;
    }
    sil_recorder* recorder = nullptr;
    {
        std::unique_lock lock(state_->mutex);
        if (state_->has_ended) {
            return;
        }
        state_->changed.wait_for(lock, kStartWait, [this] { return !state_->is_starting; });
        state_->has_ended = true;
        recorder = std::exchange(state_->recorder, nullptr);
    }
    if (recorder != nullptr) {
        state_->library.end(recorder);
    }
}

}  // namespace silhouette::launch
