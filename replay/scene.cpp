#include "replay/scene.h"

#include <map>
#include <set>
#include <unordered_map>

#include "replay/assets.h"
#include "replay/words.h"

namespace silhouette::replay {
namespace {

Json element_node(std::uint64_t id, const char* tag, Json attributes, Json children = Json::array()) {
    return {{"type", 2},
            {"id", id},
            {"tagName", tag},
            {"attributes", std::move(attributes)},
            {"childNodes", std::move(children)}};
}

std::string style_of(const Box& box) {
    return "left:" + std::to_string(box.x) + "px;top:" + std::to_string(box.y) +
           "px;width:" + std::to_string(box.width) + "px;height:" + std::to_string(box.height) + "px";
}

Json attributes_of(const Session& session, const Drawn& drawn) {
    const Element& element = session.element(drawn.element);
    const std::string role = role_word(element.role);
    std::string classes = "e " + role;
    if (drawn.is_window) {
        classes += drawn.is_main ? " shell main" : " shell";
    }
    classes += drawn.box.height > drawn.box.width ? " upright" : "";
    classes += element.is_private ? " private" : "";
    if (element.standard_button != v1::STANDARD_BUTTON_NONE) {
        const auto kind = element.standard_button;
        const bool accepts = kind == v1::STANDARD_BUTTON_OK || kind == v1::STANDARD_BUTTON_SAVE ||
                             kind == v1::STANDARD_BUTTON_OPEN || kind == v1::STANDARD_BUTTON_YES ||
                             kind == v1::STANDARD_BUTTON_NEXT || kind == v1::STANDARD_BUTTON_FINISH;
        classes += accepts ? " accepting" : "";
    }
    const std::string name = !element.name.empty() ? element.name : element.class_name;
    return {{"class", classes},
            {"style", style_of(drawn.box)},
            {"title", name.empty() ? role : name + " (" + role + ')'},
            {"data-element", std::to_string(drawn.element)},
            {"data-path", element.path},
            {"data-role", role},
            {"data-known", std::to_string(drawn.known)}};
}

std::uint64_t parent_node(const Drawn& drawn) {
    return drawn.parent == 0 ? kStageNode : node_id(drawn.parent);
}

}  // namespace

Json banner_attributes(const std::string& text) {
    return {{"class", text.empty() ? "banner" : "banner shown"}, {"data-text", text}};
}

Json snapshot_data(const Session& session, const std::vector<Drawn>& drawn, Size stage, const std::string& banner) {
    // Children are put into their parents from the back, where nothing below is still to come.
    std::unordered_map<std::uint64_t, std::vector<const Drawn*>> children;
    for (const Drawn& element : drawn) {
        children[parent_node(element)].push_back(&element);
    }
    std::unordered_map<std::uint64_t, Json> done;
    const auto inside = [&](std::uint64_t id) {
        Json list = Json::array();
        for (const Drawn* child : children[id]) {
            list.push_back(std::move(done[node_id(child->element)]));
        }
        return list;
    };
    for (auto element = drawn.rbegin(); element != drawn.rend(); ++element) {
        const std::uint64_t id = node_id(element->element);
        done[id] = element_node(id, "div", attributes_of(session, *element), inside(id));
    }
    const Json style =
        element_node(6, "style", {{"type", "text/css"}},
                     {{{"type", 3}, {"id", 7}, {"textContent", assets::stage_style()}, {"isStyle", true}}});
    const Json stage_node =
        element_node(kStageNode, "div", {{"class", "stage"}, {"style", style_of({0, 0, stage.width, stage.height})}},
                     inside(kStageNode));
    const Json banner_node = element_node(kBannerNode, "div", banner_attributes(banner));
    const Json head = element_node(4, "head", Json::object(), Json::array({style}));
    const Json body = element_node(5, "body", Json::object(), Json::array({stage_node, banner_node}));
    const Json page = element_node(3, "html", {{"lang", "en"}}, Json::array({head, body}));
    return {{"initialOffset", {{"top", 0}, {"left", 0}}},
            {"node",
             {{"type", 0},
              {"id", 1},
              {"childNodes",
               Json::array({{{"type", 1}, {"id", 2}, {"name", "html"}, {"publicId", ""}, {"systemId", ""}}, page})}}}};
}

std::optional<Json> mutation_data(const Session& session, const std::vector<Drawn>& before,
                                  const std::vector<Drawn>& now) {
    std::map<std::uint32_t, const Drawn*> was, is;
    for (const Drawn& drawn : before) {
        was.emplace(drawn.element, &drawn);
    }
    for (const Drawn& drawn : now) {
        is.emplace(drawn.element, &drawn);
    }
    // Elements that stay must keep their parent and their order among those that stay.
    std::map<std::uint32_t, std::vector<std::uint32_t>> order_before, order_now;
    for (const Drawn& drawn : before) {
        if (is.count(drawn.element) != 0) {
            order_before[drawn.parent].push_back(drawn.element);
        }
    }
    for (const Drawn& drawn : now) {
        if (was.count(drawn.element) != 0) {
            order_now[drawn.parent].push_back(drawn.element);
        }
    }
    if (order_before != order_now) {
        return std::nullopt;
    }
    Json removes = Json::array(), adds = Json::array(), attributes = Json::array();
    for (const Drawn& drawn : before) {
        // What stands in a removed element goes with it.
        if (is.count(drawn.element) == 0 && (drawn.parent == 0 || is.count(drawn.parent) != 0)) {
            removes.push_back({{"parentId", parent_node(drawn)}, {"id", node_id(drawn.element)}});
        }
    }
    std::map<std::uint32_t, Json> next;  // by parent: the sibling behind, of those that stay
    std::vector<Json> added;
    for (auto drawn = now.rbegin(); drawn != now.rend(); ++drawn) {
        const auto old = was.find(drawn->element);
        if (old != was.end()) {
            next[drawn->parent] = node_id(drawn->element);
            const Json old_attributes = attributes_of(session, *old->second),
                       new_attributes = attributes_of(session, *drawn);
            Json changed = Json::object();
            for (const auto& [key, value] : new_attributes.items()) {
                if (old_attributes.at(key) != value) {
                    changed[key] = value;
                }
            }
            if (!changed.empty()) {
                attributes.push_back({{"id", node_id(drawn->element)}, {"attributes", std::move(changed)}});
            }
            continue;
        }
        const auto sibling = next.find(drawn->parent);
        added.push_back({{"parentId", parent_node(*drawn)},
                         {"nextId", sibling == next.end() ? Json() : sibling->second},
                         {"node", element_node(node_id(drawn->element), "div", attributes_of(session, *drawn))}});
    }
    for (auto add = added.rbegin(); add != added.rend(); ++add) {
        adds.push_back(std::move(*add));
    }
    if (removes.empty() && adds.empty() && attributes.empty()) {
        return Json();
    }
    return Json{{"source", 0},
                {"texts", Json::array()},
                {"attributes", std::move(attributes)},
                {"removes", std::move(removes)},
                {"adds", std::move(adds)}};
}

}  // namespace silhouette::replay
