#include "tests/integration/closing/running_host.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "tests/integration/transport/fake_endpoint.h"

namespace silhouette::tests {

EndpointProcess::EndpointProcess() {
    static_cast<void>(transport::certificates());
    int line[2];
    if (::pipe(line) != 0) {
        std::abort();
    }
    child_ = ::fork();
    if (child_ == 0) {
        ::close(line[0]);
        const transport::FakeEndpoint endpoint([](const transport::Received& request, std::size_t) {
            return request.method == "GET" ? transport::settings_answer(1, true) : transport::acknowledge(request);
        });
        const std::string url = endpoint.url();
        if (::write(line[1], url.data(), url.size()) != static_cast<ssize_t>(url.size())) {
            ::_exit(1);
        }
        ::close(line[1]);
        for (;;) {
            ::pause();
        }
    }
    ::close(line[1]);
    char text[256];
    for (ssize_t taken; (taken = ::read(line[0], text, sizeof text)) > 0;) {
        url_ += std::string_view(text, static_cast<std::size_t>(taken));
    }
    ::close(line[0]);
}

EndpointProcess::~EndpointProcess() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

RunningHost::RunningHost(const std::filesystem::path& folder, const std::string& url,
                         const std::function<void(sil_options&)>& change) {
    const std::string state = (folder / "state").string(), cache = (folder / "cache").string(),
                      ca = (transport::certificates() / "ca.pem").string();
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "orders";
    options.tenant = "acme";
    options.endpoint = url.c_str();
    options.key = "a-key";
    options.ca_file = ca.c_str();
    options.state_dir = state.c_str();
    options.cache_dir = cache.c_str();
    options.batch_ms = 100;
    if (change) {
        change(options);
    }
    // A thread that was left alone by the host before may still be going.
    eventually([&] { return sil_start(&options, &recorder_) != SIL_ERROR_ALREADY_STARTED; });
    sil_adapter_options adapter{};
    adapter.size = sizeof adapter;
    adapter.version = SIL_ADAPTER_VERSION;
    adapter.toolkit = SIL_TOOLKIT_OTHER;
    sil_adapter_attach(recorder_, &adapter);
}

void RunningHost::stop() {
    if (recorder_ != nullptr) {
        sil_shutdown(recorder_, SIL_DEADLINE_DEFAULT);
        recorder_ = nullptr;
    }
}

void RunningHost::click(int times) {
    const std::uint32_t now = sil_adapter_generation();
    if (now != 0 && now != generation_) {
        generation_ = now;
        sil_element_info info{};
        info.size = sizeof info;
        info.role = SIL_ROLE_WINDOW;
        info.class_name = "HostWindow";
        const std::uint32_t window = sil_adapter_element(&info);
        view_ = sil_adapter_view(window, window);
        info.parent = window;
        info.role = SIL_ROLE_BUTTON;
        info.class_name = "HostButton";
        button_ = sil_adapter_element(&info);
        sil_layout_node nodes[2]{};
        nodes[0].element = window;
        nodes[0].parent = -1;
        nodes[0].flow = SIL_FLOW_COLUMN;
        nodes[1].element = button_;
        sil_adapter_layout(view_, nodes, 2);
    }
    for (; times > 0; --times) {
        sil_adapter_click(button_, view_, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 500, 500);
    }
}

sil_stats RunningHost::stats() const {
    sil_stats stats{};
    stats.size = sizeof stats;
    sil_stats_now(recorder_, &stats);
    return stats;
}

}  // namespace silhouette::tests
