#include <nlohmann/json.hpp>

#include "replay/export.h"
#include "replay/words.h"

namespace silhouette::replay {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

template <class Number>
Json or_null(const std::optional<Number>& number) {
    return number ? Json(*number) : Json();
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Json element_json(const Session& session, std::uint32_t number) {
    const Element& element = session.element(number);
    return {{"id", number},
            {"path", element.path},
            {"name", text_or_null(element.name)},
            {"class", text_or_null(element.class_name)},
            {"role", role_word(element.role)},
            {"private", element.is_private}};
}

struct ItemWriter {
    const Session& session;
    const Item& item;
    Json& object;

    void operator()(const Click& click) const {
        object["type"] = "click";
        place();
        object["element"] = element_json(session, click.element);
        object["button"] = button_word(click.button);
        object["count"] = click.count;
        object["trigger"] = trigger_word(click.trigger);
        object["x"] = or_null(click.x);
        object["y"] = or_null(click.y);
    }

    void operator()(const Navigation& navigation) const {
        object["type"] = "navigation";
        place();
        object["kind"] = navigation_word(navigation.kind);
        object["element"] = element_json(session, session.view(item.view).element);
    }

    void operator()(const LayoutChange& layout) const {
        object["type"] = "layout";
        place();
        object["full"] = layout.full;
        Json elements = Json::array();
        for (const LayoutRow& row : layout.rows) {
            Json entry = element_json(session, row.element);
            entry["parent"] = row.parent == 0 ? Json() : Json(row.parent);
            entry["box"] = {{"x", or_null(row.box[0])},
                            {"y", or_null(row.box[1])},
                            {"width", or_null(row.box[2])},
                            {"height", or_null(row.box[3])}};
            entry["flow"] = row.flow == v1::FLOW_NONE ? Json() : Json(flow_word(row.flow));
            elements.push_back(std::move(entry));
        }
        object["elements"] = std::move(elements);
        object["removed"] = layout.removed;
    }

    void operator()(const MissingItems& gap) const {
        object["type"] = "gap";
        place();
        object["reason"] = gap_word(gap.reason);
        object["items"] = gap.items;
        object["from_ms"] = gap.from_ms;
        object["to_ms"] = gap.to_ms;
    }

    void place() const {
        object["t_ms"] = item.t_ms;
        object["window"] = item.window == 0 ? Json() : Json(item.window);
        object["view"] = item.view == 0 ? Json() : Json(session.view_label(item.view));
    }
};

}  // namespace

std::string to_json_lines(const Session& session) {
    std::string lines = line_of({{"type", "session"},
                                 {"t_ms", 0},
                                 {"window", nullptr},
                                 {"view", nullptr},
                                 {"session", session.id},
                                 {"app", session.app},
                                 {"app_version", session.app_version},
                                 {"sdk_version", session.sdk_version},
                                 {"platform", platform_word(session.platform)},
                                 {"toolkit", toolkit_word(session.toolkit)},
                                 {"level", level_word(session.level)}});
    for (const Item& item : session.items) {
        Json object;
        std::visit(ItemWriter{session, item, object}, item.what);
        lines += line_of(object);
    }
    return lines;
}

std::optional<Format> format_of(std::string_view word) {
    if (word == "html") {
        return Format::html;
    }
    if (word == "rrweb") {
        return Format::rrweb;
    }
    if (word == "jsonl") {
        return Format::jsonl;
    }
    return std::nullopt;
}

std::string_view content_type(Format format) {
    switch (format) {
        case Format::html:
            return "text/html; charset=utf-8";
        case Format::rrweb:
            return "application/json";
        case Format::jsonl:
            break;
    }
    return "application/jsonl";
}

std::string export_session(const Session& session, Format format) {
    switch (format) {
        case Format::html:
            return to_html(session);
        case Format::rrweb:
            return to_rrweb(session);
        case Format::jsonl:
            break;
    }
    return to_json_lines(session);
}

}  // namespace silhouette::replay
