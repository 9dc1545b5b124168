#include "sdk/sent/batch_reader.h"

#include <exception>

#include <protozero/pbf_message.hpp>

namespace silhouette::sent {
namespace {

using Column = std::vector<std::uint32_t>;

// A field counts only in the wire type that it has: protozero asserts what it is asked to read.
template <typename Tag>
constexpr std::uint32_t number(Tag tag) {
    return protozero::tag_and_type(tag, protozero::pbf_wire_type::varint);
}
template <typename Tag>
constexpr std::uint32_t block(Tag tag) {
    return protozero::tag_and_type(tag, protozero::pbf_wire_type::length_delimited);
}

std::uint32_t at(const Column& column, std::size_t row) {
    return row < column.size() ? column[row] : 0;
}

template <typename Range>
Column column_of(const Range& range) {
    return Column(range.begin(), range.end());
}

void read_names(protozero::pbf_message<wire::NameColumns> message, Batch& batch) {
    std::uint32_t first = 0;
    std::vector<std::string> texts;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case number(wire::NameColumns::first):
                first = message.get_uint32();
                break;
            case block(wire::NameColumns::text):
                texts.push_back(message.get_string());
                break;
            default:
                message.skip();
        }
    }
    for (std::string& text : texts) {
        batch.names.push_back({first++, std::move(text)});
    }
}

void read_elements(protozero::pbf_message<wire::ElementColumns> message, Batch& batch) {
    using Tag = wire::ElementColumns;
    std::uint32_t first = 0;
    Column parents, names, classes, roles, indexes, flags;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case number(Tag::first):
                first = message.get_uint32();
                break;
            case block(Tag::parents):
                parents = column_of(message.get_packed_uint32());
                break;
            case block(Tag::names):
                names = column_of(message.get_packed_uint32());
                break;
            case block(Tag::classes):
                classes = column_of(message.get_packed_uint32());
                break;
            case block(Tag::roles):
                roles = column_of(message.get_packed_uint32());
                break;
            case block(Tag::indexes):
                indexes = column_of(message.get_packed_uint32());
                break;
            case block(Tag::flags):
                flags = column_of(message.get_packed_uint32());
                break;
            default:
                message.skip();
        }
    }
    for (std::size_t row = 0; row < parents.size(); ++row) {
        const auto number = first + static_cast<std::uint32_t>(row);
        const std::uint32_t up = parents[row];
        batch.elements.push_back({number, up != 0 && up < number ? number - up : 0, at(names, row), at(classes, row),
                                  at(roles, row), at(indexes, row), at(flags, row)});
    }
}

void read_views(protozero::pbf_message<wire::ViewColumns> message, Batch& batch) {
    std::uint32_t first = 0;
    Column elements;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case number(wire::ViewColumns::first):
                first = message.get_uint32();
                break;
            case block(wire::ViewColumns::elements):
                elements = column_of(message.get_packed_uint32());
                break;
            default:
                message.skip();
        }
    }
    for (const std::uint32_t element : elements) {
        batch.views.push_back({first++, element});
    }
}

std::vector<Item> read_clicks(protozero::pbf_message<wire::ClickColumns> message) {
    using Tag = wire::ClickColumns;
    Column elements, views, kinds, x, y;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case block(Tag::elements):
                elements = column_of(message.get_packed_uint32());
                break;
            case block(Tag::views):
                views = column_of(message.get_packed_uint32());
                break;
            case block(Tag::kinds):
                kinds = column_of(message.get_packed_uint32());
                break;
            case block(Tag::x):
                x = column_of(message.get_packed_uint32());
                break;
            case block(Tag::y):
                y = column_of(message.get_packed_uint32());
                break;
            default:
                message.skip();
        }
    }
    std::vector<Item> clicks;
    for (std::size_t row = 0; row < elements.size(); ++row) {
        clicks.push_back({.kind = wire::ItemKind::click,
                          .view = at(views, row),
                          .element = elements[row],
                          .what = at(kinds, row),
                          .x = at(x, row),
                          .y = at(y, row)});
    }
    return clicks;
}

std::vector<Item> read_navigations(protozero::pbf_message<wire::NavigationColumns> message) {
    Column kinds, views;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case block(wire::NavigationColumns::kinds):
                kinds = column_of(message.get_packed_uint32());
                break;
            case block(wire::NavigationColumns::views):
                views = column_of(message.get_packed_uint32());
                break;
            default:
                message.skip();
        }
    }
    std::vector<Item> navigations;
    for (std::size_t row = 0; row < kinds.size(); ++row) {
        navigations.push_back({.kind = wire::ItemKind::navigation, .view = at(views, row), .what = kinds[row]});
    }
    return navigations;
}

Item read_layout(protozero::pbf_message<wire::Layout> message) {
    Item layout{.kind = wire::ItemKind::layout};
    while (message.next()) {
        switch (message.tag_and_type()) {
            case number(wire::Layout::view):
                layout.view = message.get_uint32();
                break;
            case block(wire::Layout::elements): {
                const auto range = message.get_packed_sint32();
                layout.count = static_cast<std::uint64_t>(std::distance(range.begin(), range.end()));
                break;
            }
            default:
                message.skip();
        }
    }
    return layout;
}

Item read_gap(protozero::pbf_message<wire::Gap> message) {
    Item gap{.kind = wire::ItemKind::gap};
    while (message.next()) {
        switch (message.tag_and_type()) {
            case number(wire::Gap::reason):
                gap.what = static_cast<std::uint32_t>(message.get_enum());
                break;
            case number(wire::Gap::items):
                gap.count = message.get_uint64();
                break;
            default:
                message.skip();
        }
    }
    return gap;
}

void read_frame(protozero::pbf_message<wire::Frame> message, Batch& batch) {
    using Tag = wire::Frame;
    std::uint64_t tick = 0;
    Column kinds, deltas;
    // The n-th click of the frame is row n of the clicks, and so on.
    std::vector<Item> clicks, navigations, layouts, gaps;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case number(Tag::start):
                tick = message.get_uint32();
                break;
            case block(Tag::kinds):
                kinds = column_of(message.get_packed_uint32());
                break;
            case block(Tag::time_deltas):
                deltas = column_of(message.get_packed_uint32());
                break;
            case block(Tag::names):
                read_names(protozero::pbf_message<wire::NameColumns>(message.get_message()), batch);
                break;
            case block(Tag::elements):
                read_elements(protozero::pbf_message<wire::ElementColumns>(message.get_message()), batch);
                break;
            case block(Tag::views):
                read_views(protozero::pbf_message<wire::ViewColumns>(message.get_message()), batch);
                break;
            case block(Tag::clicks):
                clicks = read_clicks(protozero::pbf_message<wire::ClickColumns>(message.get_message()));
                break;
            case block(Tag::navigations):
                navigations = read_navigations(protozero::pbf_message<wire::NavigationColumns>(message.get_message()));
                break;
            case block(Tag::layouts):
                layouts.push_back(read_layout(protozero::pbf_message<wire::Layout>(message.get_message())));
                break;
            case block(Tag::gaps):
                gaps.push_back(read_gap(protozero::pbf_message<wire::Gap>(message.get_message())));
                break;
            default:
                message.skip();
        }
    }
    std::size_t next[4] = {};
    const std::vector<Item>* const tables[4] = {&clicks, &navigations, &layouts, &gaps};
    for (std::size_t row = 0; row < kinds.size(); ++row) {
        tick += at(deltas, row);
        const std::size_t table = std::size_t{kinds[row]} - static_cast<std::size_t>(wire::ItemKind::click);
        if (table < std::size(tables) && next[table] < tables[table]->size()) {
            Item item = (*tables[table])[next[table]++];
            item.tick = tick;
            batch.items.push_back(item);
        }
    }
}

void read_header(protozero::pbf_message<wire::BatchHeader> message, Batch& batch) {
    while (message.next()) {
        switch (message.tag_and_type()) {
            case block(wire::BatchHeader::session_id):
                batch.session = message.get_bytes();
                break;
            case number(wire::BatchHeader::batch_number):
                batch.number = message.get_uint32();
                break;
            case number(wire::BatchHeader::started):
                batch.started = message.get_uint64();
                break;
            default:
                message.skip();
        }
    }
}

}  // namespace

std::optional<Batch> read_batch(std::span<const std::byte> bytes) {
    try {
        Batch batch;
        protozero::pbf_message<wire::Batch> message(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        while (message.next()) {
            switch (message.tag_and_type()) {
                case block(wire::Batch::header):
                    read_header(protozero::pbf_message<wire::BatchHeader>(message.get_message()), batch);
                    break;
                case block(wire::Batch::frames):
                    read_frame(protozero::pbf_message<wire::Frame>(message.get_message()), batch);
                    break;
                default:
                    message.skip();
            }
        }
        return batch.session.size() == 16 ? std::optional(std::move(batch)) : std::nullopt;
    } catch (const protozero::exception&) {
        return std::nullopt;
    }
}

}  // namespace silhouette::sent
