#include "replay/words.h"

#include <cctype>

namespace silhouette::replay {
namespace {

using namespace silhouette::v1;

// `ROLE_TEXT_INPUT` without `ROLE_`, in lower case.
std::string word(const std::string& name, std::size_t prefix) {
    if (name.size() <= prefix) {
        return "unknown";
    }
    std::string result = name.substr(prefix);
    for (char& character : result) {
        character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    return result == "unspecified" ? "unknown" : result;
}

}  // namespace

std::string role_word(Role role) {
    return word(Role_Name(role), sizeof "ROLE_" - 1);
}
std::string flow_word(Flow flow) {
    return word(Flow_Name(flow), sizeof "FLOW_" - 1);
}
std::string platform_word(Platform platform) {
    return word(Platform_Name(platform), sizeof "PLATFORM_" - 1);
}
std::string toolkit_word(Toolkit toolkit) {
    return toolkit == TOOLKIT_UNSPECIFIED ? "other" : word(Toolkit_Name(toolkit), sizeof "TOOLKIT_" - 1);
}
std::string level_word(Level level) {
    return word(Level_Name(level), sizeof "LEVEL_" - 1);
}
std::string navigation_word(NavigationKind kind) {
    return word(NavigationKind_Name(kind), sizeof "NAVIGATION_KIND_" - 1);
}
std::string gap_word(GapReason reason) {
    return word(GapReason_Name(reason), sizeof "GAP_REASON_" - 1);
}
std::string drop_word(DropReason reason) {
    return word(DropReason_Name(reason), sizeof "DROP_REASON_" - 1);
}
std::string item_word(ItemKind kind) {
    return word(ItemKind_Name(kind), sizeof "ITEM_KIND_" - 1);
}
std::string standard_button_word(StandardButton button) {
    return word(StandardButton_Name(button), sizeof "STANDARD_BUTTON_" - 1);
}

std::string button_word(std::uint32_t button) {
    constexpr const char* kWords[] = {"primary", "secondary", "middle", "other"};
    return kWords[button & 3u];
}

std::string trigger_word(std::uint32_t trigger) {
    constexpr const char* kWords[] = {"mouse", "touch", "pen", "keyboard"};
    return kWords[trigger & 3u];
}

}  // namespace silhouette::replay
