// The doors of adapter.h that hooks call for each event. Nothing in here throws.
#include <silhouette/adapter.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "sdk/capture/capture.h"

namespace {

silhouette::boundary::Page* page() noexcept {
    return silhouette::boundary::g_page.load(std::memory_order_acquire);
}

// The page while the gate is open, else nullptr: all that a call costs while it is shut.
silhouette::boundary::Page* open_page() noexcept {
    auto* const shared = page();
    return shared != nullptr && shared->gate.is_open() ? shared : nullptr;
}

}  // namespace

extern "C" {

uint32_t sil_adapter_generation(void) {
    const auto* const shared = page();
    if (shared == nullptr) {
        return 0;
    }
    const uint32_t generation = shared->gate.generation();
    return shared->pauses.load(std::memory_order_relaxed) == 0 ? generation : 0;
}

uint32_t sil_adapter_element(const sil_element_info* info) {
    // A smaller structure of an older adapter ends before the standard button at the earliest.
    if (info == nullptr || info->size < offsetof(sil_element_info, standard_button)) {
        return 0;
    }
    sil_element_info copy{};
    std::memcpy(&copy, info, std::min(info->size, sizeof copy));
    return silhouette::capture::define_element(page(), copy);
}

sil_status sil_mark_private(uint32_t element) {
    return silhouette::capture::mark_private(page(), element);
}

uint32_t sil_adapter_view(uint32_t element, uint32_t window_element) {
    return silhouette::capture::define_view(page(), element, window_element);
}

void sil_adapter_click(uint32_t element, uint32_t view, sil_button button, uint32_t count, sil_trigger trigger,
                       int32_t x, int32_t y) {
    auto* const shared = open_page();
    if (shared == nullptr) {
        return;
    }
    const uint32_t what =
        (static_cast<uint32_t>(button) & 3u) | (count > 1 ? 4u : 0u) | (static_cast<uint32_t>(trigger) & 3u) << 3;
    silhouette::capture::click(shared, element, view, what, x, y);
}

void sil_adapter_navigate(sil_navigation kind, uint32_t view) {
    if (auto* const shared = open_page(); shared != nullptr && kind >= SIL_WINDOW_OPENED && kind <= SIL_VIEW_LEFT) {
        silhouette::capture::navigate(shared, static_cast<uint32_t>(kind), view);
    }
}

void sil_adapter_layout(uint32_t view, const sil_layout_node* nodes, uint32_t count) {
    if (nodes != nullptr && count != 0) {
        silhouette::capture::layout(page(), view, {nodes, count});
    }
}

}  // extern "C"
