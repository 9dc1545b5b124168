#include "replay/stage.h"

#include <algorithm>
#include <set>

namespace silhouette::replay {
namespace {

using namespace silhouette::v1;

// Elements of one window that are drawn at most: twice what one layout may hold.
constexpr std::size_t kNodesMax = 4000;
// Clicked elements of a window without a layout that are drawn.
constexpr std::size_t kClickedMax = 200;
// Deeper than any real window; what is drawn is nested as deep, in browsers too.
constexpr int kDepthMax = 100;
constexpr int kTitleBar = 28;
// How long a menu is seen before a click in it, after one, and when none comes.
constexpr std::int64_t kMenuBeforeMs = 900, kMenuAfterMs = 350, kMenuMs = 4'000;

void apply_layout(std::vector<LayoutRow>& rows, const LayoutChange& change) {
    if (change.full) {
        rows.clear();
    }
    const std::set<std::uint32_t> removed(change.removed.begin(), change.removed.end());
    rows.erase(
        std::remove_if(rows.begin(), rows.end(), [&](const LayoutRow& row) { return removed.count(row.element) != 0; }),
        rows.end());
    std::map<std::uint32_t, std::size_t> places;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        places.emplace(rows[i].element, i);
    }
    for (const LayoutRow& row : change.rows) {
        const auto [place, added] = places.emplace(row.element, rows.size());
        if (!added) {
            rows[place->second] = row;
        } else if (rows.size() < kNodesMax) {
            rows.push_back(row);
        } else {
            places.erase(place);
        }
    }
}

bool is_menu(Role role) {
    return role == ROLE_MENU || role == ROLE_POPUP || role == ROLE_TOOL_TIP;
}

}  // namespace

Stage::Stage(const Session& session) : session_(session) {
    std::map<std::uint32_t, std::set<std::uint32_t>> seen;
    for (const Item& item : session.items) {
        if (std::holds_alternative<LayoutChange>(item.what)) {
            laid_out_.insert(item.window);
        }
        const auto* click = std::get_if<Click>(&item.what);
        if (click != nullptr && session.element(click->element).defined && clicked_[item.window].size() < kClickedMax &&
            seen[item.window].insert(click->element).second) {
            clicked_[item.window].push_back(click->element);
        }
    }
    // The first window that is one; else the first of any kind.
    for (const auto& [number, view] : session.views) {
        const auto is_window = [&](std::uint32_t window) {
            return session.element(session.view(base_view(window)).element).role == ROLE_WINDOW;
        };
        if (view.window != 0 &&
            (main_ == 0 || std::pair(!is_window(view.window), view.window) < std::pair(!is_window(main_), main_))) {
            main_ = view.window;
        }
    }
    expect_menus();
}

bool Stage::is_menu_view(std::uint32_t view) const {
    const View& shown = session_.view(view);
    return is_menu(session_.element(shown.element).role) && view != base_view(shown.window);
}

// A menu that was seen before is not told again: clicks in it say that it was open.
void Stage::expect_menus() {
    std::map<std::uint32_t, std::uint32_t> views;  // by the menu's element
    for (const auto& [number, view] : session_.views) {
        if (is_menu_view(number)) {
            views.emplace(view.element, number);
        }
    }
    std::int64_t before = 0;
    for (const Item& item : session_.items) {
        const auto* click = std::get_if<Click>(&item.what);
        if (click == nullptr || click->trigger == 3 || views.empty()) {
            continue;
        }
        std::uint32_t element = click->element;
        for (int up = 0; up < kDepthMax && element != 0; ++up) {
            const auto menu = views.find(element);
            if (menu != views.end()) {
                expected_.push_back({std::max(before + 1, item.t_ms - kMenuBeforeMs), menu->second});
                break;
            }
            element = session_.element(element).parent;
        }
        before = item.t_ms;
    }
}

void Stage::open_menu(std::uint32_t view, std::int64_t t_ms) {
    const auto layout = layouts_.find(view);
    if (layout == layouts_.end() || layout->second.empty()) {
        return;
    }
    if (std::find(menus_.begin(), menus_.end(), view) == menus_.end()) {
        menus_.push_back(view);
    }
    menus_close_ = t_ms + kMenuMs;
}

std::optional<std::int64_t> Stage::next_menu_change(std::int64_t until) const {
    std::optional<std::int64_t> next;
    if (next_expected_ < expected_.size() && expected_[next_expected_].at <= until) {
        next = expected_[next_expected_].at;
    }
    if (menus_close_ && *menus_close_ <= until && (!next || *menus_close_ < *next)) {
        next = menus_close_;
    }
    return next;
}

void Stage::advance_menus(std::int64_t t_ms) {
    if (menus_close_ && *menus_close_ <= t_ms) {
        menus_.clear();
        menus_close_.reset();
    }
    while (next_expected_ < expected_.size() && expected_[next_expected_].at <= t_ms) {
        open_menu(expected_[next_expected_++].view, t_ms);
    }
}

std::uint32_t Stage::base_view(std::uint32_t window) const {
    std::uint32_t first = 0;
    for (const auto& [number, view] : session_.views) {
        if (view.window != window) {
            continue;
        }
        if (session_.element(view.element).parent == 0 || session_.element(view.element).role == ROLE_WINDOW ||
            session_.element(view.element).role == ROLE_DIALOG) {
            return number;
        }
        first = first == 0 ? number : first;
    }
    return first;
}

Stage::Window& Stage::open_window(std::uint32_t number) {
    Window& window = windows_[number];
    if (!window.open) {
        window = Window{};
        window.open = true;
        window.raised = ++raises_;
    }
    return window;
}

bool Stage::apply(const Item& item) {
    if (item.window == 0) {
        return false;
    }
    // What ends a dialog (a click in it) may be told after the dialog's end: that opens it no more.
    const auto closed = closed_.find(item.window);
    const auto* told = std::get_if<Navigation>(&item.what);
    if (closed != closed_.end() && item.t_ms == closed->second && !std::holds_alternative<LayoutChange>(item.what) &&
        (told == nullptr || told->kind != NAVIGATION_KIND_WINDOW_ACTIVATED)) {
        return false;
    }
    if (const auto* navigation = std::get_if<Navigation>(&item.what)) {
        const bool had_menus = !menus_.empty();
        menus_.clear();
        menus_close_.reset();
        if (navigation->kind == NAVIGATION_KIND_WINDOW_CLOSED) {
            closed_[item.window] = item.t_ms;
            return windows_.erase(item.window) != 0 || had_menus;
        }
        if (navigation->kind == NAVIGATION_KIND_VIEW_LEFT) {
            const auto window = windows_.find(item.window);
            if (window != windows_.end()) {
                auto& entered = window->second.entered;
                entered.erase(std::remove(entered.begin(), entered.end(), item.view), entered.end());
            }
            // What comes instead is told next; until then the old picture stays.
            return had_menus;
        }
        Window& window = open_window(item.window);
        if (navigation->kind == NAVIGATION_KIND_VIEW_ENTERED) {
            auto& entered = window.entered;
            entered.erase(std::remove(entered.begin(), entered.end(), item.view), entered.end());
            entered.push_back(item.view);
            window.arranged = false;
        }
        window.raised = ++raises_;
        return true;
    }
    if (const auto* layout = std::get_if<LayoutChange>(&item.what)) {
        apply_layout(layouts_[item.view], *layout);
        if (is_menu_view(item.view)) {
            open_menu(item.view, item.t_ms);
        }
        Window& window = open_window(item.window);
        window.arranged = false;
        return true;
    }
    if (std::holds_alternative<Click>(item.what) && menus_close_) {
        menus_close_ = std::min(*menus_close_, item.t_ms + kMenuAfterMs);
    }
    if (std::holds_alternative<Click>(item.what) && windows_.count(item.window) == 0) {
        open_window(item.window);
        return true;
    }
    return false;
}

// The layout of the window with those of the pages that were entered put into it.
std::vector<LayoutRow> Stage::rows_of(std::uint32_t number) const {
    const auto layout = [this](std::uint32_t view) -> const std::vector<LayoutRow>& {
        static const std::vector<LayoutRow> none;
        const auto found = layouts_.find(view);
        return found == layouts_.end() ? none : found->second;
    };
    const std::uint32_t base = base_view(number);
    std::vector<LayoutRow> rows = layout(base);
    const auto window = windows_.find(number);
    for (const std::uint32_t view : window == windows_.end() ? std::vector<std::uint32_t>() : window->second.entered) {
        const std::vector<LayoutRow>& page = layout(view);
        const std::uint32_t root = session_.view(view).element;
        if (view == base || page.empty()) {
            continue;
        }
        auto at = std::find_if(rows.begin(), rows.end(), [&](const LayoutRow& row) { return row.element == root; });
        if (at == rows.end()) {
            if (!layout(base).empty()) {
                continue;
            }
            // Nothing is known of the window but this page.
            rows.clear();
            LayoutRow whole;
            whole.element = root;
            rows.push_back(whole);
            at = rows.begin();
        }
        std::set<std::uint32_t> inside{root};
        std::vector<LayoutRow> merged;
        for (const LayoutRow& row : rows) {
            if (row.element != root && inside.count(row.parent) != 0) {
                inside.insert(row.element);
            } else {
                merged.push_back(row);
            }
        }
        for (const LayoutRow& row : page) {
            if (row.element == root) {
                for (LayoutRow& whole : merged) {
                    if (whole.element == root) {
                        whole.flow = row.flow;
                        if (layout(base).empty()) {
                            whole.box = row.box;
                        }
                    }
                }
                continue;
            }
            merged.push_back(row);
            if (row.parent == 0) {
                merged.back().parent = root;
            }
        }
        rows = std::move(merged);
    }
    if (!rows.empty() || laid_out_.count(number) != 0) {
        return rows;
    }
    // No layout at all: what was clicked, below each other, so that there is something to click on.
    const auto clicked = clicked_.find(number);
    for (const std::uint32_t element : clicked == clicked_.end() ? std::vector<std::uint32_t>() : clicked->second) {
        LayoutRow row;
        row.element = element;
        rows.push_back(row);
    }
    return rows;
}

std::vector<Node> Stage::nodes_of(std::uint32_t root, std::uint32_t view, const std::vector<LayoutRow>& rows) const {
    std::vector<Node> nodes(1);
    nodes[0].element = root;
    nodes[0].role = session_.element(root).role;
    std::map<std::uint32_t, int> places{{root, 0}};
    // Arrangements with nothing shown in them take no space.
    std::set<std::uint32_t> used;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (session_.element(row->element).role != ROLE_LAYOUT || used.count(row->element) != 0) {
            used.insert(row->element);
            used.insert(row->parent);
        }
    }
    for (const LayoutRow& row : rows) {
        if (used.count(row.element) == 0) {
            continue;
        }
        if (row.element == root) {
            nodes[0].flow = row.flow;
            nodes[0].told = row.box;
            nodes[0].told[0].reset();
            nodes[0].told[1].reset();
            continue;
        }
        const Element& element = session_.element(row.element);
        Node node;
        node.element = row.element;
        node.role = element.role;
        node.flow = row.flow;
        node.fill = row.fill;
        node.cell = row.cell;
        node.told = row.box;
        const auto parent = places.find(row.parent == 0 ? session_.view(view).element : row.parent);
        node.parent = parent == places.end() ? 0 : parent->second;
        int depth = 1;
        for (int above = node.parent; above > 0; above = nodes[static_cast<std::size_t>(above)].parent) {
            ++depth;
        }
        if (depth > kDepthMax) {
            continue;
        }
        if (nodes.size() < kNodesMax && places.emplace(row.element, static_cast<int>(nodes.size())).second) {
            nodes.push_back(std::move(node));
        }
    }
    return nodes;
}

void Stage::arrange_window(std::uint32_t number, Window& window) {
    const std::uint32_t base = base_view(number);
    std::uint32_t root = session_.view(base).element;
    const std::vector<LayoutRow> rows = rows_of(number);
    // The window itself, also where only a page of it is known.
    for (std::size_t up = 0;
         up < 64 && session_.element(root).parent != 0 && session_.element(session_.element(root).parent).defined &&
         session_.element(root).role != ROLE_DIALOG && session_.element(root).role != ROLE_WINDOW;
         ++up) {
        root = session_.element(root).parent;
    }
    std::vector<Node> nodes = nodes_of(root, base, rows);
    const Size size = wanted_size(nodes);
    arrange(nodes, size);
    window.nodes = std::move(nodes);
    window.arranged = true;
    // A window whose layout is still to come has only a nominal size yet.
    if (!rows.empty() || laid_out_.count(number) == 0) {
        extent_.width = std::max(extent_.width, size.width);
        extent_.height = std::max(extent_.height, size.height + (is_main(number) ? 0 : kTitleBar));
    }
    place_window(number, window);
}

void Stage::place_window(std::uint32_t number, Window& window) {
    const Box& box = window.nodes[0].box;
    if (is_main(number)) {
        window.x = window.y = 0;
        return;
    }
    const Size room{std::max(size_.width, box.width), std::max(size_.height, box.height)};
    if (is_menu(window.nodes[0].role)) {
        if (!window.placed && anchor_) {
            window.x = anchor_->x;
            window.y = anchor_->y + anchor_->height;
        }
        window.x = std::clamp(window.x, 0, room.width - box.width);
        window.y = std::clamp(window.y, 0, room.height - box.height);
    } else {
        const auto main = windows_.find(main_);
        const bool over = main != windows_.end() && !main->second.nodes.empty();
        const Box below = over ? main->second.nodes[0].box : Box{0, 0, room.width, room.height};
        window.x = std::clamp((below.width - box.width) / 2, 0, room.width - box.width);
        window.y = std::clamp((below.height - box.height) / 2, std::min(kTitleBar, room.height - box.height),
                              room.height - box.height);
    }
    window.placed = true;
}

void Stage::add_drawn(const std::vector<Node>& nodes, int x, int y, bool main, std::vector<Drawn>& drawn) {
    for (const Node& node : nodes) {
        const bool is_window = &node == &nodes.front();
        const Box box{x + node.box.x, y + node.box.y, node.box.width, node.box.height};
        // An element stands in one place only, whatever the layouts say.
        if (!boxes_.emplace(node.element, box).second) {
            continue;
        }
        Drawn out;
        out.element = node.element;
        out.is_window = is_window;
        out.is_main = is_window && main;
        out.box = box;
        if (!is_window) {
            const Node& parent = nodes[static_cast<std::size_t>(node.parent)];
            out.parent = parent.element;
            out.box.x = node.box.x - parent.box.x;
            out.box.y = node.box.y - parent.box.y;
        }
        for (unsigned axis = 0; axis < 4; ++axis) {
            out.known |= node.told[axis] ? 1u << axis : 0u;
        }
        drawn.push_back(out);
    }
}

// Below the entry of its name in a bar, beside it in another menu; else below what was clicked last.
void Stage::draw_menu(std::uint32_t view, std::vector<Drawn>& drawn) {
    const std::uint32_t menu = session_.view(view).element;
    std::vector<Node> nodes = nodes_of(menu, view, layouts_[view]);
    const Size size = wanted_size(nodes);
    arrange(nodes, size);
    std::optional<Box> anchor = anchor_;
    bool beside = false;
    for (const Drawn& candidate : drawn) {
        const Element& element = session_.element(candidate.element);
        if (candidate.element != menu && !element.name.empty() && element.name == session_.element(menu).name &&
            !is_menu(element.role)) {
            anchor = boxes_[candidate.element];
            beside = is_menu(session_.element(candidate.parent).role);
        }
    }
    const Box from = anchor.value_or(Box{20, 20, 0, 0});
    const int x = beside ? from.x + from.width : from.x, y = beside ? from.y : from.y + from.height;
    add_drawn(nodes, std::clamp(x, 0, std::max(0, size_.width - size.width)),
              std::clamp(y, 0, std::max(0, size_.height - size.height)), false, drawn);
}

std::vector<Drawn> Stage::draw() {
    std::vector<std::pair<std::uint32_t, Window*>> order;
    for (auto& [number, window] : windows_) {
        order.emplace_back(number, &window);
    }
    std::sort(order.begin(), order.end(), [this](const auto& a, const auto& b) {
        return std::pair(!is_main(a.first), a.second->raised) < std::pair(!is_main(b.first), b.second->raised);
    });
    std::vector<Drawn> drawn;
    boxes_.clear();
    for (auto& [number, window] : order) {
        if (!window->arranged) {
            arrange_window(number, *window);
        }
        add_drawn(window->nodes, window->x, window->y, is_main(number), drawn);
    }
    for (const std::uint32_t view : menus_) {
        draw_menu(view, drawn);
    }
    return drawn;
}

std::optional<Box> Stage::find(std::uint32_t element, std::uint32_t window, std::uint32_t& drawn, bool& exact) const {
    drawn = element;
    exact = true;
    for (std::size_t up = 0; up < 256 && drawn != 0; ++up) {
        const auto found = boxes_.find(drawn);
        if (found != boxes_.end()) {
            return found->second;
        }
        exact = false;
        drawn = session_.element(drawn).parent;
    }
    const auto open = windows_.find(window);
    if (open != windows_.end() && !open->second.nodes.empty()) {
        drawn = open->second.nodes[0].element;
        const auto found = boxes_.find(drawn);
        if (found != boxes_.end()) {
            return found->second;
        }
    }
    return std::nullopt;
}

}  // namespace silhouette::replay
