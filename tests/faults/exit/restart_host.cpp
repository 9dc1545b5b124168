// An app that starts the recorder, records and shuts it down, again and again, with the library opened once or each
// time anew. After each time nothing may be left of it.
#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

namespace {

using namespace std::chrono_literals;

struct Library {
    void* handle = nullptr;
    decltype(&sil_start) start = nullptr;
    decltype(&sil_shutdown) shut_down = nullptr;
    decltype(&sil_consent_for_this_run) allow_this_run = nullptr;
    decltype(&sil_state_now) state = nullptr;
    decltype(&sil_adapter_attach) attach = nullptr;
    decltype(&sil_adapter_generation) generation = nullptr;
    decltype(&sil_adapter_element) element = nullptr;
    decltype(&sil_adapter_view) view = nullptr;
    decltype(&sil_adapter_click) click = nullptr;

    bool open(const char* file) {
        handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
        return handle != nullptr && find("sil_start", start) && find("sil_shutdown", shut_down) &&
               find("sil_consent_for_this_run", allow_this_run) && find("sil_state_now", state) &&
               find("sil_adapter_attach", attach) && find("sil_adapter_generation", generation) &&
               find("sil_adapter_element", element) && find("sil_adapter_view", view) &&
               find("sil_adapter_click", click);
    }
    void close() const { ::dlclose(handle); }

  private:
    template <typename Function>
    bool find(const char* name, Function& function) const {
        function = reinterpret_cast<Function>(::dlsym(handle, name));
        return function != nullptr;
    }
};

int entries_of(const char* folder) {
    DIR* const entries = ::opendir(folder);
    int count = 0;
    while (entries != nullptr && ::readdir(entries) != nullptr) {
        ++count;
    }
    ::closedir(entries);
    return count;
}

/**
 * Bytes that the least allocation counts as in use. glibc cuts no rest smaller than this off a free block: what is
 * taken from such a block can count a few bytes more than elsewhere, without anything having been left behind.
 */
std::size_t smallest_block() {
    void* const least = std::malloc(1);
    const std::size_t size = ::malloc_usable_size(least) + sizeof(std::size_t);
    std::free(least);
    return size;
}

int switched_on = 0, switched_off = 0;

bool live_once(const Library& library, const sil_options& options) {
    sil_recorder* recorder = nullptr;
    if (library.start(&options, &recorder) != SIL_OK) {
        std::printf("it does not start\n");
        return false;
    }
    sil_adapter_options adapter{};
    adapter.size = sizeof adapter;
    adapter.version = SIL_ADAPTER_VERSION;
    adapter.toolkit = SIL_TOOLKIT_OTHER;
    adapter.on_switch = [](int on, void*) { ++(on != 0 ? switched_on : switched_off); };
    library.attach(recorder, &adapter);
    library.allow_this_run(recorder);
    const auto until = std::chrono::steady_clock::now() + 120s;
    while (library.state(recorder) != SIL_STATE_RECORDING) {
        if (std::chrono::steady_clock::now() > until) {
            std::printf("it does not record\n");
            return false;
        }
        std::this_thread::sleep_for(200us);
    }
    sil_element_info info{};
    info.size = sizeof info;
    info.role = SIL_ROLE_WINDOW;
    info.class_name = "RestartWindow";
    const std::uint32_t window = library.element(&info), view = library.view(window, window);
    for (int i = 0; i < 5; ++i) {
        library.click(window, view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 1, 1);
    }
    return library.shut_down(recorder, 5'000) == SIL_OK;
}

}  // namespace

int main(int count, char** values) {
    if (count != 7) {
        std::fprintf(stderr, "Usage: restart_host LIBRARY URL CA FOLDER TIMES once|each\n");
        return 2;
    }
    const std::string state = std::string(values[4]) + "/state", cache = std::string(values[4]) + "/cache";
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "restarts";
    options.tenant = "acme";
    options.endpoint = values[2];
    options.key = "key";
    options.ca_file = values[3];
    options.state_dir = state.c_str();
    options.cache_dir = cache.c_str();
    options.batch_ms = 100;
    const int times = std::atoi(values[5]);
    const bool each = std::string(values[6]) == "each";
    Library library;
    // A sanitizer may have a thread of its own, from the first one on.
    std::thread([] {}).join();
    const int threads = entries_of("/proc/self/task");
    int descriptors = 0;
    std::size_t memory = 0;
    // What is made once for a process is there by then.
    const int settled = std::min(20, times / 3);
    for (int time = 0; time < times; ++time) {
        if ((time == 0 || each) && !library.open(values[1])) {
            std::printf("it cannot be opened: %s\n", ::dlerror());
            return 3;
        }
        if (!live_once(library, options)) {
            return 4;
        }
        if (each) {
            library.close();
        }
        // The kernel lists a thread a moment longer than it can be joined.
        const auto until = std::chrono::steady_clock::now() + 20s;
        while (entries_of("/proc/self/task") != threads && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(1ms);
        }
        if (entries_of("/proc/self/task") != threads) {
            std::printf("time %d: threads are left\n", time);
            return 5;
        }
        const int now = entries_of("/proc/self/fd");
        if (time > 0 && now != descriptors) {
            std::printf("time %d: %d descriptors, %d before\n", time, now, descriptors);
            return 6;
        }
        descriptors = now;
        if (switched_on != time + 1 || switched_off != time + 1) {
            std::printf("time %d: the hook was switched on %d times, off %d times\n", time, switched_on, switched_off);
            return 7;
        }
        if (time == settled) {
            memory = ::mallinfo2().uordblks;
        }
    }
    const std::size_t at_end = ::mallinfo2().uordblks;
    const std::size_t more = at_end - std::min(at_end, memory);
    std::printf("%zu bytes more after %d times\n", more, times - 1 - settled);
    return more < smallest_block() ? 0 : 8;
}
