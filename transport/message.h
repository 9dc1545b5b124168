// Severities of Events::on_message: those of sil_log_severity in silhouette.h.
#pragma once

namespace silhouette::transport {

inline constexpr int kError = 0;
inline constexpr int kWarning = 1;
inline constexpr int kInformation = 2;

}  // namespace silhouette::transport
