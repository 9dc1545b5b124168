#include "sdk/boundary/page.h"

#include <new>

namespace silhouette::boundary {

Page* make_page() noexcept {
    if (Page* const page = g_page.load(std::memory_order_acquire)) {
        return page;
    }
    std::byte* const memory = platform::allocate_secure_pages(sizeof(Page));
    if (memory == nullptr) {
        return nullptr;
    }
    Page* const page = new (memory) Page();
    page->alive = Page::kAlive;
    page->words.store(page->own_words.data(), std::memory_order_relaxed);
    Page* expected = nullptr;
    if (!g_page.compare_exchange_strong(expected, page, std::memory_order_acq_rel)) {
        platform::free_secure_pages(memory, sizeof(Page));
        return expected;
    }
    return page;
}

}  // namespace silhouette::boundary
