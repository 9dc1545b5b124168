// A recorder that runs with a fake transport, folders of its own, and a hook that notes when it is installed.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <silhouette/adapter.h>

#include "platform/private_file.h"
#include "privacy/consent/choice.h"
#include "sdk/recorder/recorder.h"
#include "tests/unit/sdk/fake_outlet.h"
#include "tests/unit/sdk/reading.h"

namespace silhouette::tests {

class RunningRecorder {
  public:
    explicit RunningRecorder(std::optional<privacy::Verdict> verdict = allowed(), bool with_hook = true,
                             privacy::Answer stored = privacy::Answer::unknown) {
        char name[] = "/tmp/silhouette-test-XXXXXX";
        folder = ::mkdtemp(name);
        journal->verdict = verdict;
        settings.app = "orders";
        settings.tenant = "acme";
        settings.endpoint = "https://localhost";
        settings.key = "key";
        settings.state = folder / "state";
        settings.cache = folder / "cache";
        settings.batch_interval = std::chrono::milliseconds(400);
        settings.verdict_valid = std::chrono::hours(1'000'000);  // as long as the verdict itself says
        // Else it may open before the hook is there, and again with it: what a test does in between would be lost.
        settings.waits_for_adapter = with_hook;
        if (stored != privacy::Answer::unknown) {
            write_stored(stored);
        }
        start();
        if (with_hook) {
            attach();
        }
    }
    ~RunningRecorder() {
        stop();
        std::error_code error;
        std::filesystem::remove_all(folder, error);
    }

    void start() { recorder = recorder::Recorder::start(settings, *boundary::make_page(), fake_outlets(journal)); }
    void stop() {
        if (recorder) {
            // Far more than it takes, on a loaded machine and with sanitizers, too: past it events would be lost.
            recorder->shut_down(std::chrono::seconds(60));
            recorder.reset();
        }
    }
    void attach(sil_toolkit toolkit = SIL_TOOLKIT_QT5) {
        sil_adapter_options options{};
        options.size = sizeof options;
        options.version = SIL_ADAPTER_VERSION;
        options.toolkit = toolkit;
        options.context = &hook_installed;
        options.on_switch = [](int on, void* context) { *static_cast<std::atomic<int>*>(context) = on; };
        recorder->attach(options);
    }
    // As `silhouette consent` does it, in another process.
    void write_stored(privacy::Answer answer) const {
        privacy::Choice choice;
        choice.answer = answer;
        choice.notice_version = 1;
        choice.since = 1'700'000'000;
        choice.how = "command";
        platform::make_private_folder(settings.state / settings.app);
        privacy::write_choice(settings.state, settings.app, choice);
    }
    bool becomes(sil_state state) const {
        return eventually([&] { return recorder->state() == state; });
    }
    // Opted in, allowed, open.
    bool open() { return recorder->set_choice(SIL_CHOICE_YES, 1) == SIL_OK && becomes(SIL_STATE_RECORDING); }
    sil_stats stats() const {
        sil_stats result{};
        result.size = sizeof result;
        recorder->stats(result);
        return result;
    }
    bool books_balance() const {
        const sil_stats now = stats();
        return now.captured == now.sent + now.dropped + now.wiped + now.pending;
    }

    std::filesystem::path folder;
    std::shared_ptr<Journal> journal = std::make_shared<Journal>();
    recorder::Settings settings;
    std::atomic<int> hook_installed{0};
    std::shared_ptr<recorder::Recorder> recorder;
};

// A window with one button, through the doors that hooks use.
struct Clicker {
    Clicker() {
        sil_element_info info{};
        info.size = sizeof info;
        info.role = SIL_ROLE_WINDOW;
        info.class_name = "ClickerWindow";
        window = sil_adapter_element(&info);
        view = sil_adapter_view(window, window);
        info.parent = window;
        info.role = SIL_ROLE_BUTTON;
        info.class_name = "ClickerButton";
        info.name = "saveEverything";
        info.name_units = 14;
        button = sil_adapter_element(&info);
        sil_layout_node nodes[2]{};
        nodes[0].element = window;
        nodes[0].parent = -1;
        nodes[0].flow = SIL_FLOW_COLUMN;
        nodes[1].element = button;
        sil_adapter_layout(view, nodes, 2);
    }
    void click() const { sil_adapter_click(button, view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 500, 500); }
    std::uint32_t window, view, button;
};

// A host whose user clicks without a pause, on a thread of its own.
class BusyHost {
  public:
    BusyHost() = default;
    ~BusyHost() { stop(); }
    BusyHost(const BusyHost&) = delete;
    BusyHost& operator=(const BusyHost&) = delete;
    void stop() {
        over_ = true;
        if (thread_.joinable()) {
            thread_.join();
        }
    }

  private:
    std::atomic<bool> over_{false};
    std::thread thread_{[this] {
        while (!over_) {
            const Clicker clicker;
            clicker.click();
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    }};
};

}  // namespace silhouette::tests
