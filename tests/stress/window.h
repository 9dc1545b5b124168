// The made-up window of the hosts: some groups in a row, in which a point may be told.
#pragma once

#include <array>
#include <cstdint>

#include <silhouette/adapter.h>

#include "tests/stress/numbers.h"

namespace silhouette::stress {

inline constexpr std::uint32_t kGroups = 4;

// As the hook of a toolkit that has nothing to install.
inline bool attach(sil_recorder* recorder) {
    sil_adapter_options adapter{};
    adapter.size = sizeof adapter;
    adapter.version = SIL_ADAPTER_VERSION;
    adapter.toolkit = SIL_TOOLKIT_OTHER;
    adapter.on_switch = [](int, void*) {};
    return sil_adapter_attach(recorder, &adapter) == SIL_OK;
}

struct Window {
    std::uint32_t generation = 0, view = 0;
    std::array<std::uint32_t, kGroups> groups{};

    void define(std::uint32_t now) {
        generation = now;
        sil_element_info info{};
        info.size = sizeof info;
        info.role = SIL_ROLE_WINDOW;
        info.class_name = "StressWindow";
        const std::uint32_t window = sil_adapter_element(&info);
        view = sil_adapter_view(window, window);
        std::array<sil_layout_node, kGroups + 1> nodes{};
        nodes[0].element = window;
        nodes[0].parent = -1;
        nodes[0].width = 800, nodes[0].height = 600;
        nodes[0].flow = SIL_FLOW_ROW;
        for (std::uint32_t i = 0; i < kGroups; ++i) {
            info.parent = window;
            info.role = SIL_ROLE_GROUP;
            info.class_name = "StressGroup";
            info.index = i + 1;
            groups[i] = sil_adapter_element(&info);
            sil_layout_node& node = nodes[i + 1];
            node.element = groups[i];
            node.x = static_cast<std::int32_t>(200 * i);
            node.width = 200, node.height = 600;
            node.policy_w = node.policy_h = 4;
        }
        sil_adapter_navigate(SIL_WINDOW_OPENED, view);
        sil_adapter_layout(view, nodes.data(), static_cast<std::uint32_t>(nodes.size()));
    }

    // A click that carries the number.
    void click(std::uint32_t number) const {
        const ClickParts parts = parts_of(number);
        sil_adapter_click(groups[number % kGroups], view, static_cast<sil_button>(parts.button), parts.second + 1,
                          static_cast<sil_trigger>(parts.trigger), static_cast<std::int32_t>(parts.x),
                          static_cast<std::int32_t>(parts.y));
    }
};

}  // namespace silhouette::stress
