#include "replay/inspect.h"

#include "proto/hex.h"
#include "replay/words.h"

namespace silhouette::replay {
namespace {

using namespace silhouette::v1;
using Json = nlohmann::ordered_json;

template <class Column>
auto at(const Column& column, int row) {
    return row < column.size() ? column.Get(row) : typename Column::value_type{};
}

Json header_json(const BatchHeader& header) {
    Json dropped = Json::object();
    for (const auto& counter : header.counters().dropped()) {
        dropped[drop_word(counter.reason())] = counter.items();
    }
    return {{"schema_version", header.schema_version()},
            {"batch_id", wire::to_hex(header.batch_id())},
            {"session_id", wire::to_hex(header.session_id())},
            {"batch_number", header.batch_number()},
            {"tenant", header.tenant()},
            {"app", header.app()},
            {"app_version", header.app_version()},
            {"sdk_version", header.sdk_version()},
            {"platform", platform_word(header.platform())},
            {"toolkit", toolkit_word(header.toolkit())},
            {"level", level_word(header.level())},
            {"started", header.started()},
            {"allowed_since", header.allowed_since()},
            {"counters", {{"captured", header.counters().captured()}, {"dropped", std::move(dropped)}}}};
}

Json definitions_json(const Frame& frame) {
    Json names = Json::array(), elements = Json::array(), views = Json::array();
    for (int row = 0; row < frame.names().text_size(); ++row) {
        names.push_back(
            {{"number", frame.names().first() + static_cast<std::uint32_t>(row)}, {"text", frame.names().text(row)}});
    }
    const auto& columns = frame.elements();
    for (int row = 0; row < columns.parents_size(); ++row) {
        const std::uint32_t number = columns.first() + static_cast<std::uint32_t>(row);
        const std::uint32_t up = columns.parents(row), flags = at(columns.flags(), row),
                            index = at(columns.indexes(), row);
        elements.push_back({{"number", number},
                            {"parent", up == 0 || up > number ? Json() : Json(number - up)},
                            {"name", at(columns.names(), row)},
                            {"class", at(columns.classes(), row)},
                            {"role", role_word(static_cast<Role>(at(columns.roles(), row)))},
                            {"index", index == 0       ? Json()
                                      : index == 65535 ? Json("many")
                                                       : Json(index - 1)},
                            {"private", (flags & 1u) != 0},
                            {"may_bear_text", (flags & 2u) != 0},
                            {"name_is_prefix", (flags & 4u) != 0},
                            {"toolkit_name", (flags & 8u) != 0},
                            {"standard_button", standard_button_word(static_cast<StandardButton>(flags >> 4 & 63u))}});
    }
    for (int row = 0; row < frame.views().elements_size(); ++row) {
        views.push_back({{"number", frame.views().first() + static_cast<std::uint32_t>(row)},
                         {"element", frame.views().elements(row)},
                         {"window", at(frame.views().windows(), row)}});
    }
    return {{"names", std::move(names)}, {"elements", std::move(elements)}, {"views", std::move(views)}};
}

Json click_json(const ClickColumns& columns, int row) {
    const std::uint32_t kind = at(columns.kinds(), row), x = at(columns.x(), row), y = at(columns.y(), row);
    return {{"element", at(columns.elements(), row)},
            {"view", at(columns.views(), row)},
            {"button", button_word(kind)},
            {"count", (kind >> 2 & 1u) + 1},
            {"trigger", trigger_word(kind >> 3)},
            {"x", x == 0 ? Json() : Json(x - 1)},
            {"y", y == 0 ? Json() : Json(y - 1)}};
}

Json layout_json(const Layout& layout) {
    Json rows = Json::array();
    std::int64_t element = 0;
    int number = 0;
    for (int row = 0; row < layout.elements_size(); ++row) {
        element += layout.elements(row);
        const std::int64_t up = at(layout.parents(), row);
        Json entry{{"element", element}, {"arranged_by", up == 0 ? Json() : Json(element - up)}};
        constexpr const char* kAxes[] = {"x", "y", "width", "height"};
        for (unsigned axis = 0; axis < 4; ++axis) {
            const bool told = (at(layout.known(), row) >> axis & 1u) != 0 && number < layout.numbers_size();
            entry[kAxes[axis]] = told ? Json(layout.numbers(number++)) : Json();
        }
        const std::uint32_t fill = at(layout.fills(), row), cell = at(layout.cells(), row);
        entry["flow"] = flow_word(static_cast<Flow>(at(layout.flows(), row)));
        constexpr const char* kPolicies[] = {"fixed",     "minimum", "preferred",         "maximum",
                                             "expanding", "ignored", "minimum_expanding", "unknown"};
        constexpr const char* kAlignments[] = {"fill", "start", "centre", "end"};
        entry["fill"] = {{"horizontal", kPolicies[fill & 7u]},
                         {"vertical", kPolicies[fill >> 3 & 7u]},
                         {"align_horizontal", kAlignments[fill >> 6 & 3u]},
                         {"align_vertical", kAlignments[fill >> 8 & 3u]},
                         {"stretch", fill >> 10 & 255u}};
        entry["cell"] = {{"row", cell & 255u},
                         {"column", cell >> 8 & 255u},
                         {"rows", (cell >> 16 & 15u) + 1},
                         {"columns", (cell >> 20 & 15u) + 1}};
        rows.push_back(std::move(entry));
    }
    Json removed = Json::array();
    element = 0;
    for (const auto delta : layout.removed()) {
        element += delta;
        removed.push_back(element);
    }
    return {
        {"view", layout.view()}, {"full", layout.full()}, {"rows", std::move(rows)}, {"removed", std::move(removed)}};
}

Json items_json(const Frame& frame) {
    Json items = Json::array();
    int clicks = 0, navigations = 0, layouts = 0, gaps = 0;
    std::uint64_t ticks = frame.start();
    for (int row = 0; row < frame.kinds_size(); ++row) {
        ticks += at(frame.time_deltas(), row);
        const auto kind = static_cast<ItemKind>(frame.kinds(row));
        Json item{{"item", item_word(kind)}, {"t_ms", ticks * 10}};
        if (kind == ITEM_KIND_CLICK) {
            item.update(click_json(frame.clicks(), clicks++));
        } else if (kind == ITEM_KIND_NAVIGATION) {
            item["kind"] = navigation_word(static_cast<NavigationKind>(at(frame.navigations().kinds(), navigations)));
            item["view"] = at(frame.navigations().views(), navigations++);
        } else if (kind == ITEM_KIND_LAYOUT && layouts < frame.layouts_size()) {
            item.update(layout_json(frame.layouts(layouts++)));
        } else if (kind == ITEM_KIND_GAP && gaps < frame.gaps_size()) {
            const auto& gap = frame.gaps(gaps++);
            item["reason"] = gap_word(gap.reason());
            item["items"] = gap.items();
            item["from_ms"] = std::uint64_t{gap.from()} * 10;
            item["to_ms"] = std::uint64_t{gap.to()} * 10;
        }
        items.push_back(std::move(item));
    }
    return items;
}

std::string scalar(const Json& value) {
    if (value.is_null()) {
        return "not told";
    }
    return value.is_string()    ? value.get<std::string>()
           : value.is_boolean() ? (value.get<bool>() ? "yes" : "no")
                                : value.dump();
}

std::string words(std::string key) {
    for (char& character : key) {
        character = character == '_' ? ' ' : character;
    }
    return key;
}

// A row of plain values on one line, everything else indented below its key.
void write(const Json& value, int depth, std::string& text) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    for (const auto& [key, member] : value.items()) {
        const std::string label = value.is_array() ? "-" : words(key) + ':';
        if (!member.is_structured()) {
            text += indent + label + ' ' + scalar(member) + '\n';
            continue;
        }
        if (member.empty()) {
            text += indent + label + " none\n";
            continue;
        }
        bool flat = member.is_object();
        for (const auto& part : member) {
            flat = flat && !part.is_structured();
        }
        if (!flat || depth == 0) {
            text += indent + label + '\n';
            write(member, depth + 1, text);
            continue;
        }
        text += indent + label;
        const char* separator = " ";
        for (const auto& [name, part] : member.items()) {
            text += separator + words(name) + ' ' + scalar(part);
            separator = ", ";
        }
        text += '\n';
    }
}

}  // namespace

Json batch_json(const Batch& batch) {
    Json frames = Json::array();
    for (const auto& frame : batch.frames()) {
        Json entry{{"start_ms", std::uint64_t{frame.start()} * 10}};
        if (frame.has_session_start()) {
            entry["session_start"] = {{"erasure_hash", wire::to_hex(frame.session_start().erasure_hash())}};
        }
        entry.update(definitions_json(frame));
        entry["items"] = items_json(frame);
        frames.push_back(std::move(entry));
    }
    return {{"header", header_json(batch.header())}, {"frames", std::move(frames)}};
}

std::string batch_text(const Batch& batch) {
    std::string text = "Batch " + std::to_string(batch.header().batch_number()) + "\n";
    write(batch_json(batch), 0, text);
    return text;
}

}  // namespace silhouette::replay
