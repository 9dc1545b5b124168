// The recorder of a process: one thread that takes events from the queue, encodes them and hands them to transport; and
// the state that the host asks for. sdk/epoch says in which order it opens and closes.
//
// Threads: functions under "any thread" may be called from hosts' threads; all else is the recorder thread's.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

#include "sdk/boundary/page.h"
#include "sdk/recorder/outlet.h"
#include "sdk/recorder/settings.h"

namespace silhouette::recorder {

class Recorder : public std::enable_shared_from_this<Recorder> {
  public:
    // `page` outlives the recorder. Throws std::bad_alloc, std::system_error (no thread).
    static std::shared_ptr<Recorder> start(Settings settings, boundary::Page& page,
                                           OutletFactory outlets = make_transport_outlet);
    ~Recorder();

    // ---- Any thread -------------------------------------------------------------------------------------------------
    // Sends until the deadline, then ends the thread. The thread is left alone when it does not come back in time.
    void shut_down(std::chrono::milliseconds deadline);
    // exit() was called, and nobody shut it down: what was captured goes to the spool, nothing is sent, and the thread
    // stands still before what it uses is taken down. The recorder is void, and is not to be destroyed.
    void stop_at_exit();
    // The same for a thread that shut_down() left alone.
    static void stop_left_thread_at_exit();

    // See silhouette.h.
    sil_status set_choice(sil_choice choice, std::uint32_t notice_version, std::uint32_t flags = 0);
    sil_status choice_changed();
    sil_status set_account(std::string_view account);
    sil_status erase_sent();
    std::uint32_t erasures_pending() const noexcept;
    void allow_this_run();
    sil_choice choice() const noexcept;
    sil_state state() const noexcept;
    void on_state_change(sil_state_function function, void* context);
    bool user_setting_visible() const noexcept;
    void ask_verdict();
    sil_status read_sent(sil_sent_function function, void* context) const;
    void set_key(std::string key);
    void set_metered(bool metered);
    void network(sil_network_status& status) const noexcept;
    void pause();
    void resume();
    sil_status session_id(char* text) const;
    void stats(sil_stats& stats) const noexcept;

    // See adapter.h.
    sil_status attach(const sil_adapter_options& options);
    void detach();

  private:
    struct State;
    explicit Recorder(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace silhouette::recorder
