// One session on the cold side: events in, frames out. All privacy rules that need more than one event stand here; it
// knows no thread, clock, file or network, so that each rule has its test.
//
//   take(event) ──▶ waiting (until its view's layout is known) ──▶ frame ──▶ Sink
//                                                └ used regions ──▶ a frame of their own when the visit ends
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <silhouette/adapter.h>

#include "privacy/shape/strict_layout.h"
#include "sdk/boundary/event.h"
#include "sdk/recorder/directory.h"
#include "sdk/recorder/frame_builder.h"
#include "sdk/recorder/limits.h"

namespace silhouette::recorder {

// Where a session's results go, and its books.
class Sink {
  public:
    virtual ~Sink() = default;
    // Before the first frame. Returns SHA-256 of the session's erasure secret.
    virtual std::array<std::byte, 32> begin() = 0;
    virtual void frame(std::string bytes, std::uint64_t items) = 0;
    // A layout that says something new.
    virtual void captured() = 0;
    // Taken back: one of several uses of a private region in a visit. That there were several is content.
    virtual void not_captured() = 0;
    virtual void dropped(wire::DropReason reason) = 0;
};

class Session {
  public:
    // `with_layouts`: the level is "silhouettes". Otherwise layouts are looked at for keypads and told to nobody.
    // `numbers`: of layouts; `exact` is the host's word that its windows show no content. `frame_items`: advance()
    // closes a frame that holds so many.
    Session(NameSource& names, Sink& sink, bool with_layouts, std::chrono::nanoseconds frame_interval = kFrameInterval,
            privacy::shape::Numbers numbers = privacy::shape::Numbers::strict,
            std::size_t frame_items = kFrameItemsMax);

    // Events in the order of the queue; times are CLOCK_MONOTONIC nanoseconds. The first one begins the session.
    void take(const boundary::Event& event);
    void take_layout(const boundary::Event& event, std::span<const sil_layout_node> nodes);
    // Items that the recorder knows to be missing between two moments.
    void take_gap(wire::GapReason reason, std::uint64_t items, std::int64_t from, std::int64_t to);

    // Lets go what waited long enough, and closes the frame when it is due.
    void advance(std::int64_t now);
    // Lets everything go, visits end here, all frames are closed.
    void finish();
    // Closed by a "no": forgets everything, cleansed. Returns the items that are gone.
    std::uint64_t wipe();

    // Whether advance() has something to do later.
    bool is_waiting() const { return !waiting_.empty() || !frame_.empty(); }
    // Captured, but in no frame yet.
    std::uint64_t pending_items() const;
    // Whether an event came at all.
    bool begun() const { return begun_; }
    std::int64_t started() const { return started_; }
    // Whether a frame of it went to the sink.
    bool has_sent() const { return sent_first_; }

  private:
    struct Waiting {
        boundary::Event event;
        std::optional<privacy::shape::StrictLayout> layout;
        std::uint64_t gap_items = 0;
        std::int64_t gap_from = 0;
        wire::GapReason gap_reason{};
        std::unique_ptr<privacy::HashedRoute> route;
    };
    struct View {
        bool has_layout = false;
        std::uint32_t visit_tick = 0;
        std::vector<std::uint32_t> used;  // regions used in this visit
    };
    // As a reader has it.
    struct ToldLayout {
        std::vector<LayoutRow> rows;
        std::int64_t whole_at = 0;
    };

    void begin_at(std::int64_t time);
    std::uint32_t tick(std::int64_t time) const;
    bool must_wait(const Waiting& item, std::int64_t now);
    void process_ready(std::int64_t now);
    void process(Waiting& item);
    void process_click(const boundary::Event& event);
    void process_navigation(const boundary::Event& event);
    void process_route(Waiting& item);
    // The route that is held: something else followed that is not private; or something private did.
    void tell_held_route();
    void drop_held_route();
    // Follows which windows are open, which is used, and which page it shows.
    void follow(sil_navigation kind, std::uint32_t view_element);
    void process_layout(Waiting& item);
    void take_route(const boundary::Event& event);
    void use_region(View& view, std::uint32_t region);
    void end_visit(std::uint32_t view_element, View& view);
    void close_frame(FrameBuilder& builder);
    std::vector<LayoutRow> rows_of(const privacy::shape::StrictLayout& strict, std::uint32_t view_element);
    bool is_inside_region(std::uint32_t element);
    bool is_private(std::uint32_t element);
    bool leads_to_private(const boundary::Event& route);
    bool shows_private(const boundary::Event& navigation);
    bool opens_for_a_moment(std::uint32_t view_element);
    // A button that no layout had as it is shown now: whether its neighbours make it a key of a keypad is not known
    // yet.
    bool may_be_key(const Element& element);
    // The outermost container around it that no layout had either (a popup, a part of a canvas or row, past a limit),
    // where what it is cannot be known; else 0.
    std::uint32_t unseen_around(const Element& element);

    Directory directory_;
    Sink& sink_;
    bool with_layouts_;
    privacy::shape::Numbers numbers_;
    std::chrono::nanoseconds frame_interval_;
    std::size_t frame_items_;
    bool begun_ = false, sent_first_ = false, has_layouts_ = false;
    std::int64_t started_ = 0;
    std::int64_t frame_opened_ = 0;
    std::int64_t paused_since_ = 0;
    std::deque<Waiting> waiting_;
    // Segments that came ahead of their route, by its number.
    std::map<std::uint32_t, privacy::HashedRoute> rests_;
    struct OpenWindow {
        std::uint32_t window, view;
    };
    std::vector<OpenWindow> open_windows_;  // the one that is used now at the end
    struct HeldRoute {
        std::int64_t time = 0;
        OpenWindow shown{};
        std::unique_ptr<privacy::HashedRoute> route;  // none: nothing is held
    };
    // The last one, until it is known whether what comes next is private: a page may take its time.
    HeldRoute held_route_;
    std::unordered_map<std::uint32_t, std::uint32_t> routes_;  // the route that a window shows
    std::unordered_map<std::uint32_t, View> views_;            // by the element that the view is
    std::unordered_map<std::uint32_t, ToldLayout> layouts_;    // by wire number: views that are told alike have one
    FrameBuilder frame_;
    std::vector<privacy::shape::Fact> facts_;
};

}  // namespace silhouette::recorder
