#include "replay/stage.h"

#include <algorithm>
#include <set>

namespace silhouette::replay {
namespace {

using namespace silhouette::v1;

// Clicked elements of a window without a layout that are drawn.
constexpr std::size_t kClickedMax = 200;
constexpr int kTitleBar = 28;
// Windows that are open at once at most; of more, those go that were in front the longest ago. Each is drawn in every
// picture: a batch that opens thousands must not take hours.
constexpr std::size_t kWindowsMax = 32;

}  // namespace

Stage::Stage(const Session& session) : session_(session), bases_(base_views(session)), menus_(session, menu_views()) {
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
}

bool Stage::is_menu_view(std::uint32_t view) const {
    const View& shown = session_.view(view);
    return is_menu(session_.element(shown.element).role) && view != base_view(shown.window);
}

std::map<std::uint32_t, std::uint32_t> Stage::menu_views() const {
    std::map<std::uint32_t, std::uint32_t> views;
    for (const auto& [number, view] : session_.views) {
        if (is_menu_view(number)) {
            views.emplace(view.element, number);
        }
    }
    return views;
}

std::optional<std::int64_t> Stage::next_menu_change(std::int64_t until) const {
    return menus_.next_change(until);
}

void Stage::advance_menus(std::int64_t t_ms) {
    menus_.advance(t_ms, [this](std::uint32_t view) { return is_laid_out(view); });
}

bool Stage::is_laid_out(std::uint32_t view) const {
    const auto layout = layouts_.find(view);
    return layout != layouts_.end() && !layout->second.empty();
}

std::uint32_t Stage::base_view(std::uint32_t window) const {
    const auto found = bases_.find(window);
    return found == bases_.end() ? 0 : found->second;
}

Stage::Window& Stage::open_window(std::uint32_t number) {
    if (windows_.size() >= kWindowsMax && windows_.count(number) == 0) {
        windows_.erase(std::min_element(windows_.begin(), windows_.end(), [this](const auto& a, const auto& b) {
            return std::pair(is_main(a.first), a.second.raised) < std::pair(is_main(b.first), b.second.raised);
        }));
    }
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
        const bool had_menus = menus_.close();
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
        if (is_menu_view(item.view) && is_laid_out(item.view)) {
            menus_.open(item.view, item.t_ms);
        }
        Window& window = open_window(item.window);
        window.arranged = false;
        return true;
    }
    if (std::holds_alternative<Click>(item.what)) {
        menus_.clicked(item.t_ms);
        if (windows_.count(item.window) == 0) {
            open_window(item.window);
            return true;
        }
    }
    return false;
}

// The layout of the window with those of the pages that were entered put into it.
Rows Stage::rows_of(std::uint32_t number) const {
    const auto layout = [this](std::uint32_t view) -> const Rows& {
        static const Rows none;
        const auto found = layouts_.find(view);
        return found == layouts_.end() ? none : found->second;
    };
    const std::uint32_t base = base_view(number);
    Rows rows = layout(base);
    const auto window = windows_.find(number);
    for (const std::uint32_t view : window == windows_.end() ? std::vector<std::uint32_t>() : window->second.entered) {
        const Rows& page = layout(view);
        const std::uint32_t root = session_.view(view).element;
        if (view == base || page.empty()) {
            continue;
        }
        if (std::none_of(rows.begin(), rows.end(), [&](const LayoutRow& row) { return row.element == root; })) {
            if (!layout(base).empty()) {
                continue;
            }
            // Nothing is known of the window but this page.
            rows.clear();
            LayoutRow whole;
            whole.element = root;
            rows.push_back(whole);
        }
        put_page_into(rows, page, root, !layout(base).empty());
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

void Stage::arrange_window(std::uint32_t number, Window& window) {
    const std::uint32_t base = base_view(number);
    std::uint32_t root = session_.view(base).element;
    const Rows rows = rows_of(number);
    // The window itself, also where only a page of it is known.
    for (std::size_t up = 0;
         up < 64 && session_.element(root).parent != 0 && session_.element(session_.element(root).parent).defined &&
         session_.element(root).role != ROLE_DIALOG && session_.element(root).role != ROLE_WINDOW;
         ++up) {
        root = session_.element(root).parent;
    }
    std::vector<Node> nodes = nodes_of(session_, root, base, rows);
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
    std::vector<Node> nodes = nodes_of(session_, menu, view, layouts_[view]);
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
    for (const std::uint32_t view : menus_.shown()) {
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
