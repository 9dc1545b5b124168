// The whole ingest endpoint as `silhouette serve` runs it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "ingest/limits.h"

namespace silhouette::ingest {

struct EndpointOptions {
    std::filesystem::path data;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8443;
    std::filesystem::path certificate, key;  // both empty: one of our own
    int remember_erased = limits::kErasedRememberedDays;
};

// Blocks until SIGTERM or SIGINT and the drain after it. Throws DataFolderError, CertificateError or ServerError where
// it cannot start.
void run_endpoint(const EndpointOptions& options, const std::function<void(std::uint16_t port)>& on_ready);

}  // namespace silhouette::ingest
