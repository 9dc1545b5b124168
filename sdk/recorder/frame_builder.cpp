#include "sdk/recorder/frame_builder.h"

#include <protozero/pbf_builder.hpp>

#include "platform/secure_memory.h"

namespace silhouette::recorder {
namespace {

template <typename Vector>
void cleanse_vector(Vector& values) {
    platform::cleanse(std::as_writable_bytes(std::span(values)));
    values.clear();
}

std::uint32_t clamp_tick(std::uint32_t tick) {
    constexpr std::uint32_t kTickMax = 16'777'215;
    return tick < kTickMax ? tick : kTickMax;
}

template <typename Message>
void add_column(protozero::pbf_builder<Message>& builder, Message tag, const std::vector<std::uint32_t>& values) {
    if (!values.empty()) {
        builder.add_packed_uint32(tag, values.begin(), values.end());
    }
}

// One column of a table of rows.
template <typename Message, typename Rows, typename Take>
void add_column_of(protozero::pbf_builder<Message>& builder, Message tag, const Rows& rows, Take take) {
    std::vector<std::uint32_t> values;
    values.reserve(rows.size());
    for (const auto& row : rows) {
        values.push_back(take(row));
    }
    add_column(builder, tag, values);
}

std::int32_t difference(std::uint32_t one, std::uint32_t other) {
    return static_cast<std::int32_t>(one) - static_cast<std::int32_t>(other);
}

void write_definitions(protozero::pbf_builder<wire::Frame>& frame, const Definitions& definitions) {
    if (!definitions.names.empty()) {
        protozero::pbf_builder<wire::NameColumns> names(frame, wire::Frame::names);
        names.add_uint32(wire::NameColumns::first, definitions.first_name);
        for (const std::string& text : definitions.names) {
            names.add_string(wire::NameColumns::text, text);
        }
    }
    if (!definitions.elements.empty()) {
        using Tag = wire::ElementColumns;
        const auto& rows = definitions.elements;
        protozero::pbf_builder<Tag> elements(frame, wire::Frame::elements);
        elements.add_uint32(Tag::first, definitions.first_element);
        add_column_of(elements, Tag::parents, rows, [](const ElementRow& row) { return row.parent; });
        add_column_of(elements, Tag::names, rows, [](const ElementRow& row) { return row.name; });
        add_column_of(elements, Tag::classes, rows, [](const ElementRow& row) { return row.class_name; });
        add_column_of(elements, Tag::roles, rows, [](const ElementRow& row) { return row.role; });
        add_column_of(elements, Tag::indexes, rows, [](const ElementRow& row) { return row.index; });
        add_column_of(elements, Tag::flags, rows, [](const ElementRow& row) { return row.flags; });
    }
    if (!definitions.views.empty()) {
        using Tag = wire::ViewColumns;
        protozero::pbf_builder<Tag> views(frame, wire::Frame::views);
        views.add_uint32(Tag::first, definitions.first_view);
        add_column_of(views, Tag::elements, definitions.views, [](const ViewRow& row) { return row.element; });
        add_column_of(views, Tag::windows, definitions.views, [](const ViewRow& row) { return row.window; });
    }
}

void write_layout(protozero::pbf_builder<wire::Frame>& frame, const LayoutMessage& message) {
    using Tag = wire::Layout;
    protozero::pbf_builder<Tag> layout(frame, wire::Frame::layouts);
    layout.add_uint32(Tag::view, message.view);
    if (message.full) {
        layout.add_bool(Tag::full, true);
    }
    const auto& rows = message.rows;
    std::vector<std::int32_t> elements, parents, numbers, removed;
    std::uint32_t last = 0;
    for (const LayoutRow& row : rows) {
        elements.push_back(difference(row.element, last));
        last = row.element;
        parents.push_back(row.parent != 0 ? difference(row.element, row.parent) : 0);
        const std::int32_t box[] = {row.x, row.y, row.width, row.height};
        for (unsigned axis = 0; axis < 4; ++axis) {
            if ((row.known & 1u << axis) != 0) {
                numbers.push_back(box[axis]);
            }
        }
    }
    last = 0;
    for (const std::uint32_t element : message.removed) {
        removed.push_back(difference(element, last));
        last = element;
    }
    layout.add_packed_sint32(Tag::elements, elements.begin(), elements.end());
    layout.add_packed_sint32(Tag::parents, parents.begin(), parents.end());
    add_column_of(layout, Tag::known, rows, [](const LayoutRow& row) { return std::uint32_t{row.known}; });
    layout.add_packed_sint32(Tag::numbers, numbers.begin(), numbers.end());
    add_column_of(layout, Tag::flows, rows, [](const LayoutRow& row) { return row.flow; });
    add_column_of(layout, Tag::fills, rows, [](const LayoutRow& row) { return row.fill; });
    add_column_of(layout, Tag::cells, rows, [](const LayoutRow& row) { return row.cell; });
    layout.add_packed_sint32(Tag::removed, removed.begin(), removed.end());
}

}  // namespace

void FrameBuilder::add_item(wire::ItemKind kind, std::uint32_t tick) {
    tick = clamp_tick(tick);
    if (kinds_.empty()) {
        start_ = last_ = tick;
    }
    const std::uint32_t delta = tick > last_ ? tick - last_ : 0;
    kinds_.push_back(static_cast<std::uint32_t>(kind));
    time_deltas_.push_back(delta);
    last_ += delta;
    weight_ += 12;
}

void FrameBuilder::add_click(std::uint32_t tick, std::uint32_t element, std::uint32_t view, std::uint32_t what,
                             std::uint32_t x, std::uint32_t y) {
    add_item(wire::ItemKind::click, tick);
    click_elements_.push_back(element);
    click_views_.push_back(view);
    click_kinds_.push_back(what);
    click_x_.push_back(x);
    click_y_.push_back(y);
}

void FrameBuilder::add_navigation(std::uint32_t tick, std::uint32_t kind, std::uint32_t view) {
    add_item(wire::ItemKind::navigation, tick);
    navigation_kinds_.push_back(kind);
    navigation_views_.push_back(view);
}

void FrameBuilder::add_layout(std::uint32_t tick, LayoutMessage layout) {
    add_item(wire::ItemKind::layout, tick);
    weight_ += layout.rows.size() * 14 + layout.removed.size() * 2;
    layouts_.push_back(std::move(layout));
}

void FrameBuilder::add_gap(std::uint32_t tick, wire::GapReason reason, std::uint64_t items, std::uint32_t from) {
    add_item(wire::ItemKind::gap, tick);
    gaps_.push_back({reason, items, clamp_tick(from), clamp_tick(tick)});
}

std::string FrameBuilder::encode(const Definitions& definitions,
                                 const std::optional<std::array<std::byte, 32>>& erasure_hash) {
    std::string bytes;
    protozero::pbf_builder<wire::Frame> frame(bytes);
    if (start_ != 0) {
        frame.add_uint32(wire::Frame::start, start_);
    }
    add_column(frame, wire::Frame::kinds, kinds_);
    add_column(frame, wire::Frame::time_deltas, time_deltas_);
    write_definitions(frame, definitions);
    if (!click_elements_.empty()) {
        using Tag = wire::ClickColumns;
        protozero::pbf_builder<Tag> clicks(frame, wire::Frame::clicks);
        add_column(clicks, Tag::elements, click_elements_);
        add_column(clicks, Tag::views, click_views_);
        add_column(clicks, Tag::kinds, click_kinds_);
        add_column(clicks, Tag::x, click_x_);
        add_column(clicks, Tag::y, click_y_);
    }
    if (!navigation_kinds_.empty()) {
        using Tag = wire::NavigationColumns;
        protozero::pbf_builder<Tag> navigations(frame, wire::Frame::navigations);
        add_column(navigations, Tag::kinds, navigation_kinds_);
        add_column(navigations, Tag::views, navigation_views_);
    }
    for (const LayoutMessage& layout : layouts_) {
        write_layout(frame, layout);
    }
    for (const GapRow& row : gaps_) {
        using Tag = wire::Gap;
        protozero::pbf_builder<Tag> gap(frame, wire::Frame::gaps);
        gap.add_enum(Tag::reason, static_cast<std::int32_t>(row.reason));
        gap.add_uint64(Tag::items, row.items);
        gap.add_uint32(Tag::from, row.from);
        gap.add_uint32(Tag::to, row.to);
    }
    if (erasure_hash) {
        protozero::pbf_builder<wire::SessionStart> start(frame, wire::Frame::session_start);
        start.add_bytes(wire::SessionStart::erasure_hash, reinterpret_cast<const char*>(erasure_hash->data()),
                        erasure_hash->size());
    }
    cleanse();
    return bytes;
}

void FrameBuilder::cleanse() {
    for (auto* const column : {&kinds_, &time_deltas_, &click_elements_, &click_views_, &click_kinds_, &click_x_,
                               &click_y_, &navigation_kinds_, &navigation_views_}) {
        cleanse_vector(*column);
    }
    for (LayoutMessage& layout : layouts_) {
        cleanse_vector(layout.rows);
        cleanse_vector(layout.removed);
    }
    layouts_.clear();
    gaps_.clear();
    start_ = last_ = 0;
    weight_ = 0;
}

}  // namespace silhouette::recorder
