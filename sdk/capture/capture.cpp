#include "sdk/capture/capture.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string_view>

#include <unistd.h>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/route.h"
#include "proto/fields.h"
#include "sdk/recorder/counter_words.h"

namespace silhouette::capture {
namespace {

using boundary::Event;
using boundary::EventKind;
using boundary::Page;

// Longer class names than any toolkit's; bounds the work on hostile ones.
constexpr std::size_t kClassNameMax = 256;

void signal(Page& page) noexcept {
    const int saved = errno;
    const std::uint64_t one = 1;
    const auto written = ::write(page.wake_descriptor.load(std::memory_order_relaxed), &one, sizeof one);
    static_cast<void>(written);
    errno = saved;
}

void wake(Page& page) noexcept {
    // After the push (sequentially consistent both): the recorder says that it sleeps before it looks again.
    if (page.asleep.load(std::memory_order_seq_cst) != 0 && page.asleep.exchange(0, std::memory_order_acq_rel) != 0) {
        signal(page);
    }
}

std::int16_t point(std::int32_t thousandths) noexcept {
    return thousandths < 0 || thousandths > 1000 ? std::int16_t{-1} : static_cast<std::int16_t>(thousandths);
}

}  // namespace

std::int64_t now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::uint32_t next_number(std::atomic<std::uint64_t>& counter, std::uint32_t generation) noexcept {
    std::uint64_t last = counter.load(std::memory_order_relaxed);
    do {
        if (last >> 32 != generation || (last & 0xffffffffu) >= boundary::kNumberMax) {
            return 0;
        }
    } while (!counter.compare_exchange_weak(last, last + 1, std::memory_order_relaxed));
    return boundary::tagged(generation, static_cast<std::uint32_t>(last & 0xffffffffu) + 1);
}

bool hand_over(const Passage& passage, const Event& event) noexcept {
    const bool taken = passage.buffers().queue.push(event);
    wake(passage.page());
    return taken;
}

bool hand_over(const Passage& passage, const Event& event, std::uint64_t captured) noexcept {
    const bool taken = hand_over(passage, event);
    Page& page = passage.page();
    const std::uint64_t many = page.many.load(std::memory_order_relaxed);
    if (many != 0 && captured >= many && page.many.exchange(0, std::memory_order_relaxed) != 0) {
        signal(page);
    }
    return taken;
}

std::uint64_t count_captured(const Passage& passage) noexcept {
    auto& word = passage.page().words.load(std::memory_order_relaxed)[recorder::kWordCaptured];
    return word.fetch_add(1, std::memory_order_relaxed) + 1;
}

void count_dropped(const Passage& passage, std::uint32_t reason) noexcept {
    passage.page().words.load(std::memory_order_relaxed)[recorder::kWordDropped + reason].fetch_add(
        1, std::memory_order_relaxed);
}

std::uint32_t define_element(Page* page, const sil_element_info& info) noexcept {
    const Passage passage(page);
    if (!passage) {
        return 0;
    }
    const std::uint32_t generation = passage.generation();
    if (info.parent != 0 && !boundary::is_of(generation, info.parent)) {
        return 0;
    }
    Event event;
    event.kind = EventKind::element;
    event.generation = generation;
    event.number = next_number(page->elements, generation);
    if (event.number == 0) {
        return 0;
    }
    event.other = info.parent;
    event.index = static_cast<std::uint16_t>(info.index > SIL_INDEX_MANY ? SIL_INDEX_MANY : info.index);
    event.role = info.role >= 0 && info.role <= SIL_ROLE_POPUP ? static_cast<std::uint8_t>(info.role) : std::uint8_t{0};
    event.flags = static_cast<std::uint8_t>(info.flags);
    event.standard_button = info.standard_button <= 26 ? info.standard_button : std::uint8_t{0};
    if (info.class_name != nullptr) {
        const std::string_view name(info.class_name, ::strnlen(info.class_name, kClassNameMax));
        event.class_pointer = info.class_name;
        event.class_hash =
            privacy::hash_name(page->hash_key, privacy::RawName(grammar::without_runtime_suffix(name))).whole;
    }
    if (info.name != nullptr && info.name_units != 0) {
        event.name =
            info.encoding == SIL_NAME_UTF16
                ? privacy::hash_name(page->hash_key, privacy::RawName(std::u16string_view(
                                                         static_cast<const char16_t*>(info.name), info.name_units)))
                : privacy::hash_name(page->hash_key, privacy::RawName(std::string_view(
                                                         static_cast<const char*>(info.name), info.name_units)));
    }
    return hand_over(passage, event) ? event.number : 0;
}

sil_status mark_private(Page* page, std::uint32_t element) noexcept {
    const Passage passage(page);
    if (!passage || !boundary::is_of(passage.generation(), element)) {
        return SIL_ERROR_CLOSED;
    }
    Event event;
    event.kind = EventKind::region;
    event.generation = passage.generation();
    event.number = element;
    return hand_over(passage, event) ? SIL_OK : SIL_ERROR_LIMIT;
}

std::uint32_t define_view(Page* page, std::uint32_t element, std::uint32_t window_element) noexcept {
    const Passage passage(page);
    if (!passage || !boundary::is_of(passage.generation(), element) ||
        !boundary::is_of(passage.generation(), window_element)) {
        return 0;
    }
    Event event;
    event.kind = EventKind::view;
    event.generation = passage.generation();
    event.number = next_number(page->views, event.generation);
    event.first_element = element;
    event.other = window_element;
    return event.number != 0 && hand_over(passage, event) ? event.number : 0;
}

void click(Page* page, std::uint32_t element, std::uint32_t view, std::uint32_t what, std::int32_t x,
           std::int32_t y) noexcept {
    const Passage passage(page);
    if (!passage) {
        return;
    }
    const std::uint64_t captured = count_captured(passage);
    if (!boundary::is_of(passage.generation(), element) || !boundary::is_of(passage.generation(), view)) {
        count_dropped(passage, number(wire::DropReason::element_limit));
        return;
    }
    Event event;
    event.kind = EventKind::click;
    event.time = now();
    event.generation = passage.generation();
    event.number = element;
    event.other = view;
    event.what = static_cast<std::uint8_t>(what);
    event.x = point(x);
    event.y = point(y);
    if (!hand_over(passage, event, captured)) {
        count_dropped(passage, number(wire::DropReason::queue_full));
    }
}

void navigate(Page* page, std::uint32_t kind, std::uint32_t view) noexcept {
    const Passage passage(page);
    if (!passage) {
        return;
    }
    const std::uint64_t captured = count_captured(passage);
    if (!boundary::is_of(passage.generation(), view)) {
        count_dropped(passage, number(wire::DropReason::element_limit));
        return;
    }
    Event event;
    event.kind = EventKind::navigation;
    event.time = now();
    event.generation = passage.generation();
    event.other = view;
    event.what = static_cast<std::uint8_t>(kind);
    if (!hand_over(passage, event, captured)) {
        count_dropped(passage, number(wire::DropReason::queue_full));
    }
}

sil_status navigate_route(Page* page, std::string_view route) noexcept {
    const Passage passage(page);
    if (!passage) {
        return SIL_ERROR_CLOSED;
    }
    const privacy::HashedRoute hashed = privacy::hash_route(page->hash_key, route, *passage.buffers().routes);
    if (!hashed.is_route) {
        return SIL_ERROR_ARGUMENT;
    }
    const std::uint64_t captured = count_captured(passage);
    Event event;
    event.generation = passage.generation();
    event.number = page->routes.fetch_add(1, std::memory_order_relaxed) + 1;
    // What the first event has no room for goes ahead of it, so that the first one, which counts, finds all of it.
    constexpr std::size_t kRoom = boundary::kRouteSegmentsPerEvent;
    const std::size_t events = hashed.count > kRoom ? (hashed.count + kRoom - 1) / kRoom : 1;
    for (std::size_t i = events; i-- > 0;) {
        const auto segment = [&](std::size_t place) {
            return hashed.segments[std::min(i * kRoom + place, hashed.segments.size() - 1)];
        };
        event.name.whole = segment(0);
        for (std::size_t place = 1; place < kRoom; ++place) {
            event.name.prefixes[place - 1] = segment(place);
        }
        event.kind = i == 0 ? EventKind::route : EventKind::route_rest;
        event.index = static_cast<std::uint16_t>(i == 0 ? hashed.count : i * kRoom);
        if (i == 0) {
            event.time = now();
            event.first_element = hashed.entry;
            event.what = static_cast<std::uint8_t>((hashed.is_absolute ? boundary::kRouteIsAbsolute : 0) |
                                                   (hashed.is_hash ? boundary::kRouteIsHash : 0));
        }
        if (!hand_over(passage, event, captured)) {
            count_dropped(passage, number(wire::DropReason::queue_full));
            return SIL_OK;
        }
    }
    return SIL_OK;
}

void layout(Page* page, std::uint32_t view, std::span<const sil_layout_node> nodes) noexcept {
    const Passage passage(page);
    if (!passage || !boundary::is_of(passage.generation(), view)) {
        return;
    }
    Event event;
    event.kind = EventKind::layout;
    event.time = now();
    event.generation = passage.generation();
    event.other = view;
    event.number =
        nodes.size() <= SIL_LAYOUT_NODES_MAX ? passage.buffers().layouts.fill(nodes) : boundary::LayoutPool::kNone;
    if (event.number != boundary::LayoutPool::kNone && hand_over(passage, event)) {
        return;
    }
    if (event.number != boundary::LayoutPool::kNone) {
        passage.buffers().layouts.give_back(event.number);
    }
    // Layouts are counted as captured when the recorder finds that one says something new; this one it never sees.
    count_captured(passage);
    count_dropped(passage, number(wire::DropReason::layout_limit));
}

void tell_pause(Page* page, EventKind kind) noexcept {
    const Passage passage(page);
    if (!passage) {
        return;
    }
    Event event;
    event.kind = kind;
    event.time = now();
    event.generation = passage.generation();
    hand_over(passage, event);
}

}  // namespace silhouette::capture
