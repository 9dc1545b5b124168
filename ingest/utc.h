// Times as people and JSON read them.
#pragma once

#include <cstdint>
#include <string>

namespace silhouette::ingest {

// `2026-11-26T10:12:00Z`.
std::string utc(std::int64_t seconds);

}  // namespace silhouette::ingest
