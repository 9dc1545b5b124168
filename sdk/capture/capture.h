// The hot side: what happens on the host's threads. Lock-free, allocates nothing, and enters the kernel for one wake-up
// signal when the recorder sleeps, and for one when far more comes than it expects. The functions mirror adapter.h;
// sdk/capture/adapter_api.cpp is the door to them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <silhouette/adapter.h>

#include "sdk/boundary/event.h"
#include "sdk/boundary/page.h"
#include "sdk/capture/passage.h"

namespace silhouette::capture {

// CLOCK_MONOTONIC in nanoseconds.
std::int64_t now() noexcept;

// Number of a new element or view, tagged with its generation; 0 past the limit or when the session ended meanwhile.
std::uint32_t next_number(std::atomic<std::uint64_t>& counter, std::uint32_t generation) noexcept;

// Into the queue, and wakes the recorder when it sleeps. False when the queue is full.
bool hand_over(const Passage& passage, const boundary::Event& event) noexcept;

// The same with an item, which is that many-th in the books.
bool hand_over(const Passage& passage, const boundary::Event& event, std::uint64_t captured) noexcept;

// captured + 1, which is returned, and dropped + 1 for the reason.
std::uint64_t count_captured(const Passage& passage) noexcept;
void count_dropped(const Passage& passage, std::uint32_t reason) noexcept;

std::uint32_t define_element(boundary::Page* page, const sil_element_info& info) noexcept;
// Nothing inside the element is told any more.
sil_status mark_private(boundary::Page* page, std::uint32_t element) noexcept;
std::uint32_t define_view(boundary::Page* page, std::uint32_t element, std::uint32_t window_element) noexcept;
void click(boundary::Page* page, std::uint32_t element, std::uint32_t view, std::uint32_t what, std::int32_t x,
           std::int32_t y) noexcept;
void navigate(boundary::Page* page, std::uint32_t kind, std::uint32_t view) noexcept;
// The route that the current window shows. Whether it is a route at all: SIL_ERROR_ARGUMENT otherwise.
sil_status navigate_route(boundary::Page* page, std::string_view route) noexcept;
void layout(boundary::Page* page, std::uint32_t view, std::span<const sil_layout_node> nodes) noexcept;

// The host's pause began or ended: told to the recorder, so that the replay shows the gap.
void tell_pause(boundary::Page* page, boundary::EventKind kind) noexcept;

}  // namespace silhouette::capture
