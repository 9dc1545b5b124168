#include "sdk/recorder/session.h"

#include <algorithm>
#include <utility>

#include "platform/secure_memory.h"
#include "sdk/boundary/page.h"
#include "sdk/recorder/privacy_rules.h"

namespace silhouette::recorder {
namespace {

using boundary::Event;
using boundary::EventKind;

}  // namespace

Session::Session(NameSource& names, Sink& sink, bool with_layouts, std::chrono::nanoseconds frame_interval,
                 privacy::shape::Numbers numbers, std::size_t frame_items)
    : directory_(names),
      sink_(sink),
      with_layouts_(with_layouts),
      numbers_(numbers),
      frame_interval_(std::clamp(frame_interval, kFrameIntervalMin, kFrameInterval)),
      frame_items_(frame_items) {}

void Session::begin_at(std::int64_t time) {
    if (!begun_) {
        begun_ = true;
        started_ = time;
    }
}

std::uint32_t Session::tick(std::int64_t time) const {
    constexpr std::int64_t kTick = std::int64_t{wire::kTickMilliseconds} * 1'000'000;
    return time > started_ ? static_cast<std::uint32_t>((time - started_) / kTick) : 0;
}

void Session::take(const Event& event) {
    switch (event.kind) {
        case EventKind::element:
            directory_.define_element(event);
            break;
        case EventKind::view:
            directory_.define_view(event);
            break;
        case EventKind::region:
            directory_.make_cluster(boundary::untagged(event.number));
            break;
        case EventKind::click:
        case EventKind::navigation:
        case EventKind::pause:
        case EventKind::resume:
            begin_at(event.time);
            waiting_.push_back({event, std::nullopt, 0, 0, {}, nullptr});
            break;
        case EventKind::route:
        case EventKind::route_rest:
            take_route(event);
            break;
        case EventKind::layout:
        case EventKind::none:
            break;
    }
}

void Session::take_gap(wire::GapReason reason, std::uint64_t items, std::int64_t from, std::int64_t to) {
    begin_at(from);
    Waiting item{};
    item.event.time = to;
    item.gap_items = items;
    item.gap_from = from;
    item.gap_reason = reason;
    waiting_.push_back(std::move(item));
}

bool Session::must_wait(const Waiting& item, std::int64_t now) {
    if (waiting_.size() > kWaitingMax) {
        return false;
    }
    if (item.event.kind == EventKind::route) {
        return now - item.event.time < kRouteWait.count();
    }
    if (item.event.kind != EventKind::click || now - item.event.time >= kLayoutWait.count()) {
        return false;
    }
    const Element* const clicked = directory_.element(boundary::untagged(item.event.number));
    if (has_layouts_ && clicked != nullptr && may_be_key(*clicked)) {
        return true;
    }
    // A hook lays out the whole window, or the page alone: either tells of the page's keypads.
    const std::uint32_t view_element = directory_.view_element(boundary::untagged(item.event.other));
    const auto has_layout = [this](std::uint32_t element) {
        const auto view = views_.find(element);
        return view != views_.end() && view->second.has_layout;
    };
    return !has_layout(view_element) && !has_layout(directory_.window_of(view_element));
}

void Session::process_ready(std::int64_t now) {
    while (!waiting_.empty() && !must_wait(waiting_.front(), now)) {
        process(waiting_.front());
        waiting_.pop_front();
    }
}

void Session::advance(std::int64_t now) {
    process_ready(now);
    if (!frame_.empty()) {
        if (frame_opened_ == 0) {
            frame_opened_ = now;
        }
        if (now - frame_opened_ >= frame_interval_.count() || frame_.items() >= frame_items_) {
            close_frame(frame_);
        }
    }
}

void Session::finish() {
    while (!waiting_.empty()) {
        process(waiting_.front());
        waiting_.pop_front();
    }
    tell_held_route();
    for (auto& [view_element, view] : views_) {
        end_visit(view_element, view);
    }
    close_frame(frame_);
}

std::uint64_t Session::wipe() {
    const std::uint64_t items = pending_items();
    for (Waiting& item : waiting_) {
        platform::cleanse(std::as_writable_bytes(std::span(&item.event, 1)));
    }
    waiting_.clear();
    held_route_ = {};
    rests_.clear();
    views_.clear();
    layouts_.clear();
    frame_.cleanse();
    directory_.take_definitions();
    return items;
}

std::uint64_t Session::pending_items() const {
    std::uint64_t items = frame_.items() + (held_route_.route != nullptr ? 1 : 0);
    for (const Waiting& item : waiting_) {
        items += boundary::is_item(item.event.kind) ? 1 : 0;
    }
    for (const auto& [view_element, view] : views_) {
        items += view.used.size();
    }
    return items;
}

void Session::process(Waiting& item) {
    switch (item.event.kind) {
        case EventKind::click:
            process_click(item.event);
            break;
        case EventKind::navigation:
            process_navigation(item.event);
            break;
        case EventKind::route:
            process_route(item);
            break;
        case EventKind::layout:
            process_layout(item);
            break;
        case EventKind::pause:
            paused_since_ = item.event.time;
            break;
        case EventKind::resume:
            if (paused_since_ != 0) {
                frame_.add_gap(tick(item.event.time), wire::GapReason::paused, 0, tick(paused_since_));
                paused_since_ = 0;
            }
            break;
        default:
            if (item.gap_reason != wire::GapReason{}) {
                frame_.add_gap(tick(item.event.time), item.gap_reason, item.gap_items, tick(item.gap_from));
            }
            break;
    }
    if (frame_.rows() >= kFrameItemsMax || frame_.weight() >= kFrameWeightMax) {
        close_frame(frame_);
    }
}

void Session::process_navigation(const Event& event) {
    const std::uint32_t view_element = directory_.view_element(boundary::untagged(event.other));
    if (shows_private(event)) {
        drop_held_route();
    } else if (!is_private(view_element) && !opens_for_a_moment(view_element)) {
        tell_held_route();
    }
    follow(static_cast<sil_navigation>(event.what), view_element);
    if (view_element != 0 && is_inside_region(view_element)) {
        sink_.not_captured();
        return;
    }
    const std::uint32_t wire_view = view_element != 0 ? directory_.wire_view(view_element) : 0;
    if (wire_view == 0) {
        sink_.dropped(view_element == 0 ? wire::DropReason::encoding : wire::DropReason::element_limit);
        return;
    }
    View& view = views_[view_element];
    const std::uint32_t at = tick(event.time);
    const bool begins = event.what == SIL_WINDOW_OPENED || event.what == SIL_VIEW_ENTERED;
    const bool ends = event.what == SIL_WINDOW_CLOSED || event.what == SIL_VIEW_LEFT;
    if (begins || ends) {
        end_visit(view_element, view);
        view.visit_tick = at;
    }
    frame_.add_navigation(at, event.what, wire_view);
}

// The uses of private regions, in a frame of its own that bears the visit's start, sorted by element: neither when nor
// in which order they were used, nor how often, can be told. Definitions that it needs get their numbers only here.
void Session::end_visit(std::uint32_t view_element, View& view) {
    if (view.used.empty()) {
        return;
    }
    close_frame(frame_);
    std::sort(view.used.begin(), view.used.end());
    FrameBuilder apart;
    std::vector<std::uint32_t> told;
    const std::uint32_t wire_view = directory_.wire_view(view_element);
    for (const std::uint32_t region : view.used) {
        const std::uint32_t wire_element = directory_.wire_element(region);
        if (wire_view == 0 || wire_element == 0) {
            sink_.dropped(wire::DropReason::element_limit);
        } else if (std::find(told.begin(), told.end(), wire_element) != told.end()) {
            sink_.not_captured();  // one of several that are told alike: how many were used is content
        } else {
            told.push_back(wire_element);
            apart.add_click(view.visit_tick, wire_element, wire_view, 0, 0, 0);
        }
    }
    platform::cleanse(std::as_writable_bytes(std::span(view.used)));
    view.used.clear();
    close_frame(apart);
}

void Session::close_frame(FrameBuilder& builder) {
    if (&builder == &frame_) {
        frame_opened_ = 0;
    }
    if (builder.empty()) {
        return;
    }
    std::optional<std::array<std::byte, 32>> erasure_hash;
    if (!sent_first_) {
        sent_first_ = true;
        erasure_hash = sink_.begin();
    }
    const std::uint64_t items = builder.items();
    sink_.frame(builder.encode(directory_.take_definitions(), erasure_hash), items);
}

bool Session::is_inside_region(std::uint32_t number) {
    return stands_for(directory_, number) != number;
}

}  // namespace silhouette::recorder
