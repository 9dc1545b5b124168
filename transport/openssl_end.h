// OpenSSL frees what it has by an atexit() of its own, whoever still uses it.
#pragma once

namespace silhouette::transport {

// Before anything of OpenSSL is used on a thread of ours: begins it, and takes care that exit() stops the thread before
// OpenSSL cleans up.
void outlive_openssl() noexcept;

}  // namespace silhouette::transport
