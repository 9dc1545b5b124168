#include "transport/openssl_end.h"

#include <openssl/ssl.h>

#include <atomic>

#include "platform/own_thread.h"

namespace silhouette::transport {

void outlive_openssl() noexcept {
    static std::atomic<bool> done{false};
    if (!done.exchange(true)) {
        OPENSSL_init_ssl(0, nullptr);
        platform::call_first_at_exit();
    }
}

}  // namespace silhouette::transport
