// The recorder's state and its parts: private to sdk/recorder. Members are grouped by who may touch them.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/file_watch.h"
#include "privacy/consent/choice.h"
#include "sdk/epoch/decision.h"
#include "sdk/epoch/epoch.h"
#include "sdk/recorder/books.h"
#include "sdk/recorder/hooks.h"
#include "sdk/recorder/index_names.h"
#include "sdk/recorder/limits.h"
#include "sdk/recorder/loop.h"
#include "sdk/recorder/recorder.h"
#include "sdk/recorder/session.h"

namespace silhouette::recorder {

struct Recorder::State final : Sink {
    State(Settings given, boundary::Page& shared, OutletFactory factory);
    ~State() override;

    // The recorder thread's whole life.
    void run();

    // ---- Consent ----------------------------------------------------------------------------------------------------
    void reconsider();
    void read_stored_choice(bool at_start);
    void leave_ended_epoch();
    void draw_sample();
    void take_verdict(const privacy::Verdict& fresh);
    void announce(sil_state now);
    sil_state closed_state() const { return settings.vetoed ? SIL_STATE_VETOED : SIL_STATE_USER_OFF; }
    std::filesystem::path key_file() const;

    // ---- Parts of the epoch -----------------------------------------------------------------------------------------
    epoch::Parts parts();
    bool prepare();
    void open_gate();
    void cleanse_memory();
    void wipe_transport();
    void seal();
    bool wait_until_nobody_is_inside();

    // ---- Capturing --------------------------------------------------------------------------------------------------
    void woken();
    void drain_round();
    // Returns whether there was anything.
    bool drain();
    void take(const boundary::Event& event, boundary::Buffers& buffers);
    void begin_generation();
    void end_session();
    void tell_gaps(std::int64_t now);
    void arm_session_timer();
    // When the session ends if nothing more happens.
    std::int64_t session_due() const;
    void session_is_due();

    // ---- Outlet -----------------------------------------------------------------------------------------------------
    Outlet& need_outlet();
    void drop_outlet();
    void message(int severity, const std::string& text);

    // Sink.
    std::array<std::byte, 32> begin() override;
    void frame(std::string bytes, std::uint64_t items) override;
    void captured() override { books.capture(1); }
    void not_captured() override { books.take_back(); }
    void dropped(wire::DropReason reason) override { books.drop(static_cast<std::uint32_t>(reason), 1); }

    Settings settings;
    boundary::Page& page;
    OutletFactory outlets;
    Loop loop;
    int wake_descriptor = -1;
    Books books;
    Hooks hooks;
    epoch::Epoch epoch;

    // Any thread.
    std::atomic<privacy::Answer> answer{privacy::Answer::unknown};
    std::atomic<privacy::Answer> stored{privacy::Answer::unknown};
    std::atomic<bool> yes_for_this_run{false};
    // What was read from the file is not taken when the host answered meanwhile.
    std::mutex choice_mutex;
    std::uint64_t host_answers = 0;
    // A "no" that could not be stored: what the file says does not count until a new answer.
    std::atomic<bool> refused{false};
    std::atomic<sil_state> now_state{SIL_STATE_USER_OFF};
    std::atomic<bool> tenant_allows{false};
    std::atomic<bool> ending{false};
    std::mutex callback_mutex;
    sil_state_function callback = nullptr;
    void* callback_context = nullptr;
    mutable std::mutex outlet_mutex;  // of the pointer: cut() comes from any thread
    std::unique_ptr<Outlet> outlet;
    mutable std::mutex id_mutex;
    transport::SessionId session_number{};
    bool has_session = false;

    // The recorder thread.
    std::optional<privacy::Verdict> verdict;
    std::unique_ptr<platform::FileWatch> choice_watch;
    std::unique_ptr<IndexNames> names;
    std::unique_ptr<boundary::Buffers> buffers;
    std::vector<std::unique_ptr<boundary::Buffers>> retired;  // a host thread may still be inside
    std::unique_ptr<Session> session;
    std::uint32_t session_generation = 0;
    std::uint32_t outlet_toolkit = 0;
    std::int64_t last_event = 0, last_drain = 0;
    int quiet_rounds = 0;
    bool following = false, suspended = false, may_lie_on_disk = true;
    bool sampled = true, must_draw = true;  // whether this session is in the tenant's sample
    bool epoch_is_open = false;             // transport's

    // The end of the thread.
    std::thread thread;
    std::mutex end_mutex;
    std::condition_variable ended;
    bool has_ended = false;
};

}  // namespace silhouette::recorder
