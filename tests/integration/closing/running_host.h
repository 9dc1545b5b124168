// A host of the recorder: one window, one button, through the C ABI; and the endpoint it sends to.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

namespace silhouette::tests {

template <typename Condition>
bool eventually(Condition condition, std::chrono::seconds patience = std::chrono::seconds(60)) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

class RunningHost {
  public:
    RunningHost(const std::filesystem::path& folder, const std::string& url,
                const std::function<void(sil_options&)>& change = {});
    ~RunningHost() { stop(); }
    RunningHost(const RunningHost&) = delete;
    RunningHost& operator=(const RunningHost&) = delete;

    void stop();
    sil_recorder* recorder() const { return recorder_; }
    bool becomes(sil_state state) const {
        return eventually([&] { return sil_state_now(recorder_) == state; });
    }
    sil_status no(std::uint32_t flags = 0) const { return sil_consent_change(recorder_, SIL_CHOICE_NO, 1, flags); }
    // Opted in, and recording.
    bool opens() const {
        return sil_consent_set(recorder_, SIL_CHOICE_YES, 1) == SIL_OK && becomes(SIL_STATE_RECORDING);
    }
    void click(int times = 1);
    sil_stats stats() const;

  private:
    sil_recorder* recorder_ = nullptr;
    std::uint32_t generation_ = 0, view_ = 0, button_ = 0;
};

// An endpoint in a process of its own, so that what it keeps is not taken for the recorder's. It allows and
// acknowledges everything.
class EndpointProcess {
  public:
    EndpointProcess();
    ~EndpointProcess();
    EndpointProcess(const EndpointProcess&) = delete;
    EndpointProcess& operator=(const EndpointProcess&) = delete;
    const std::string& url() const { return url_; }

  private:
    int child_ = -1;
    std::string url_;
};

}  // namespace silhouette::tests
