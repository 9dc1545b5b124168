// A host that has routes and no toolkit: navigates to each line of standard input. With a window when WINDOW is set.
#include <silhouette/silhouette.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

// Shipped with this program: what the route table does not know is judged by such literals.
extern const char* const kPages[];
const char* const kPages[] = {"reports", "monthly"};

int main() {
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "navigating-host";
    options.tenant = "acme";
    options.endpoint = std::getenv("ENDPOINT"), options.key = std::getenv("KEY"), options.ca_file = std::getenv("CA");
    options.routes = "# of the app\n/customers/{id}/orders\n/customers/{id}\napp://projects/{id}\n#/search/{words}\n";
    options.manifest = std::getenv("MANIFEST");
    options.batch_ms = 200;
    silhouette::Recorder recorder;
    if (recorder.start(options) != SIL_OK || sil_consent_for_this_run(recorder.handle()) != SIL_OK) {
        return 1;
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (recorder.state() != SIL_STATE_RECORDING) {
        if (std::chrono::steady_clock::now() > until) {
            return 2;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (std::getenv("WINDOW") != nullptr) {
        const silhouette::Element window({}, SIL_ROLE_WINDOW, "mainWindow");
        sil_adapter_navigate(SIL_WINDOW_OPENED, sil_adapter_view(window.number(), window.number()));
    }
    std::string route;
    while (std::getline(std::cin, route)) {
        std::printf("%d\n", recorder.navigate(route.c_str()));
    }
    const sil_stats stats = recorder.stats();
    std::fprintf(stderr, "captured %llu\n", static_cast<unsigned long long>(stats.captured));
    return recorder.shut_down(20'000) == SIL_OK ? 0 : 3;
}
