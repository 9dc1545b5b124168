// The words that stand for the wire's enumerations in exports and in `silhouette inspect`: lower case, underscores.
#pragma once

#include <string>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::replay {

// "unknown" for values that this version does not know. "button", "text_input", …
std::string role_word(silhouette::v1::Role role);
std::string flow_word(silhouette::v1::Flow flow);
std::string platform_word(silhouette::v1::Platform platform);
std::string toolkit_word(silhouette::v1::Toolkit toolkit);
std::string level_word(silhouette::v1::Level level);
std::string navigation_word(silhouette::v1::NavigationKind kind);
std::string gap_word(silhouette::v1::GapReason reason);
std::string drop_word(silhouette::v1::DropReason reason);
std::string item_word(silhouette::v1::ItemKind kind);
std::string standard_button_word(silhouette::v1::StandardButton button);
std::string button_word(std::uint32_t button);
std::string trigger_word(std::uint32_t trigger);

}  // namespace silhouette::replay
