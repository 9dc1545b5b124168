#pragma once

namespace silhouette::privacy {

// Why a file was not read: the system was short of descriptors or memory. Nobody knows what it says; to be read again.
inline constexpr char kShortage[] = "shortage";

}  // namespace silhouette::privacy
