// A session as rrweb events: pictures at view changes, changes between them, a cursor that glides, gaps as banners.
#include <algorithm>
#include <cmath>

#include "replay/export.h"
#include "replay/scene.h"
#include "replay/words.h"

namespace silhouette::replay {
namespace {

// Numbers of rrweb's event types and sources.
enum Type { kFullSnapshot = 2, kIncremental = 3, kMeta = 4, kCustom = 5 };
enum Source { kMouseMove = 1, kMouseInteraction = 2 };
enum Interaction { kMouseUp = 0, kMouseDown = 1, kClickDone = 2, kContextMenu = 3, kDoubleClick = 4 };

// A navigation and the layout that follows it make one picture.
constexpr std::int64_t kSettleMs = 60;
// A new whole picture at view changes, though not more often than this, and after this time in any case: seeking
// starts from the whole picture before.
constexpr std::int64_t kWholeAtLeastMs = 3'000, kWholeAtMostMs = 120'000;
constexpr std::int64_t kGlideMs = 420;
constexpr int kGlideSteps = 8;
constexpr std::int64_t kRingMs = 700;
constexpr std::int64_t kBannerLeastMs = 2'500;
// The beginning shows the first window as it is known this soon, not an empty stage.
constexpr std::int64_t kBeginningMs = 3'000;

class Timeline {
  public:
    explicit Timeline(const Session& session) : session_(session), stage_(session) {
        Stage whole(session);
        for (const Item& item : session.items) {
            if (whole.apply(item)) {
                whole.draw();
            }
        }
        size_ = {std::max(whole.extent().width, 320), std::max(whole.extent().height, 240)};
        if (whole.extent().width == 0) {
            size_ = {1024, 720};
        }
        stage_.set_size(size_);
    }

    Json run() {
        const std::size_t known_at_start = apply_beginning();
        drawn_ = stage_.draw();
        write_whole(0);
        for (std::size_t i = 0; i < session_.items.size(); ++i) {
            const Item& item = session_.items[i];
            const bool is_click = std::holds_alternative<Click>(item.what);
            advance_menus(item.t_ms);
            if (dirty_ && (is_click || item.t_ms - dirty_since_ > kSettleMs)) {
                redraw(std::min(item.t_ms, dirty_since_ + kSettleMs));
            }
            advance(item.t_ms);
            if (i >= known_at_start && stage_.apply(item)) {
                dirty_since_ = dirty_ ? dirty_since_ : item.t_ms;
                dirty_ = true;
                view_changed_ = view_changed_ || std::holds_alternative<Navigation>(item.what);
                if (is_click) {
                    redraw(item.t_ms);
                }
            }
            write(item);
        }
        const std::int64_t end = session_.duration_ms();
        advance_menus(end);
        if (dirty_) {
            redraw(end);
        }
        advance(end + kBannerLeastMs);
        custom(std::max(end + 1'000, last_), "end", {{"label", "End of the session"}});
        return std::move(events_);
    }

  private:
    struct Ending {  // something shown for a while
        std::int64_t at = 0;
        std::uint64_t node = 0;
        const char* attribute = nullptr;  // nullptr: the banner
    };

    // Navigations and layouts before the first click, as far as they make the first picture.
    std::size_t apply_beginning() {
        std::size_t taken = 0;
        std::int64_t until = kBeginningMs;
        for (const Item& item : session_.items) {
            if (item.t_ms > until || std::holds_alternative<Click>(item.what) ||
                std::holds_alternative<MissingItems>(item.what)) {
                break;
            }
            if (std::holds_alternative<LayoutChange>(item.what)) {
                until = std::min(until, item.t_ms + kSettleMs);
            }
            stage_.apply(item);
            ++taken;
        }
        return taken;
    }

    void event(std::int64_t t_ms, Type type, Json data) {
        // Two events of one moment keep their order only when their times differ.
        last_ = std::max(t_ms, last_ + 1);
        events_.push_back({{"type", type}, {"data", std::move(data)}, {"timestamp", session_.started * 1000 + last_}});
    }

    void custom(std::int64_t t_ms, const char* tag, Json payload) {
        payload["t_ms"] = std::max<std::int64_t>(0, std::min(t_ms, session_.duration_ms() + 1'000));
        event(t_ms, kCustom, {{"tag", tag}, {"payload", std::move(payload)}});
    }

    void write_whole(std::int64_t t_ms) {
        event(t_ms, kMeta, {{"href", "app://" + session_.app}, {"width", size_.width}, {"height", size_.height}});
        event(t_ms, kFullSnapshot, snapshot_data(session_, drawn_, size_, banner_));
        last_whole_ = t_ms;
        // Rings are not part of a whole picture.
        std::erase_if(endings_, [](const Ending& ending) { return ending.attribute != nullptr; });
    }

    void advance_menus(std::int64_t t_ms) {
        while (const auto change = stage_.next_menu_change(t_ms)) {
            stage_.advance_menus(*change);
            redraw(*change);
        }
    }

    void redraw(std::int64_t t_ms) {
        advance(t_ms);
        std::vector<Drawn> now = stage_.draw();
        std::optional<Json> changes = mutation_data(session_, drawn_, now);
        const bool nothing = changes && changes->is_null();
        const bool whole = !changes || (view_changed_ && t_ms - last_whole_ >= kWholeAtLeastMs) ||
                           t_ms - last_whole_ >= kWholeAtMostMs;
        drawn_ = std::move(now);
        if (whole && !nothing) {
            write_whole(t_ms);
        } else if (!nothing) {
            std::erase_if(endings_, [this](const Ending& ending) {
                return ending.attribute != nullptr && !is_drawn(ending.node);
            });
            event(t_ms, kIncremental, std::move(*changes));
        }
        if (!nothing) {
            rest_cursor();
            last_change_ = last_;
        }
        dirty_ = view_changed_ = false;
    }

    // The cursor stays where it is when what it stood on goes away.
    void rest_cursor() {
        if (last_glide_ > 0) {
            event(last_ + 1, kIncremental,
                  {{"source", kMouseMove},
                   {"positions",
                    Json::array({{{"x", cursor_x_}, {"y", cursor_y_}, {"id", kStageNode}, {"timeOffset", 0}}})}});
        }
    }

    bool is_drawn(std::uint64_t node) const {
        return std::any_of(drawn_.begin(), drawn_.end(),
                           [node](const Drawn& drawn) { return node_id(drawn.element) == node; });
    }

    void set_attributes(std::int64_t t_ms, std::uint64_t node, Json attributes) {
        event(t_ms, kIncremental,
              {{"source", 0},
               {"texts", Json::array()},
               {"attributes", Json::array({{{"id", node}, {"attributes", std::move(attributes)}}})},
               {"removes", Json::array()},
               {"adds", Json::array()}});
    }

    // Ends what was to be shown until then.
    void advance(std::int64_t t_ms) {
        std::stable_sort(endings_.begin(), endings_.end(),
                         [](const Ending& a, const Ending& b) { return a.at < b.at; });
        while (!endings_.empty() && endings_.front().at <= t_ms) {
            const Ending ending = endings_.front();
            endings_.erase(endings_.begin());
            if (ending.attribute == nullptr) {
                banner_.clear();
                set_attributes(ending.at, kBannerNode, banner_attributes(banner_));
            } else {
                set_attributes(ending.at, ending.node, {{ending.attribute, nullptr}});
            }
        }
    }

    void write(const Item& item) {
        if (const auto* click = std::get_if<Click>(&item.what)) {
            write_click(item, *click);
        } else if (const auto* navigation = std::get_if<Navigation>(&item.what)) {
            write_navigation(item, *navigation);
        } else if (const auto* gap = std::get_if<MissingItems>(&item.what)) {
            write_gap(*gap);
        }
    }

    Json described(const Item& item, std::uint32_t number) const {
        const Element& element = session_.element(number);
        const std::size_t slash = element.path.rfind('/');
        return {{"label", !element.name.empty()        ? element.name
                          : slash == std::string::npos ? element.path
                                                       : element.path.substr(slash + 1)},
                {"path", element.path},
                {"class", element.class_name},
                {"role", role_word(element.role)},
                {"private", element.is_private},
                {"view", session_.view_label(item.view)},
                {"window", item.window}};
    }

    void write_click(const Item& item, const Click& click) {
        Json payload = described(item, click.element);
        const bool by_keyboard = click.trigger == 3;
        payload["what"] = click.count == 2     ? "double click"
                          : click.button == 1  ? "secondary click"
                          : click.button == 2  ? "middle click"
                          : click.trigger == 1 ? "tap"
                          : by_keyboard        ? "keyboard"
                                               : "click";
        std::uint32_t target = 0;
        bool exact = false;
        const std::optional<Box> box = stage_.find(click.element, item.window, target, exact);
        if (!box) {
            custom(item.t_ms, "click", std::move(payload));
            return;
        }
        stage_.set_anchor(*box);
        // Along an axis that was not told, or in what stands for the element: in the middle.
        const auto place = [exact](const std::optional<std::uint32_t>& told, int begin, int length) {
            return begin + (exact && told ? static_cast<int>(std::lround(*told * length / 1000.0)) : length / 2);
        };
        const int x = place(click.x, box->x, box->width);
        const int y = place(click.y, box->y, box->height);
        const bool is_about_there = !exact || !click.x || !click.y;
        payload["approximate"] = is_about_there;
        payload["x"] = x;
        payload["y"] = y;
        const std::uint64_t node = node_id(target);
        const char* ring = by_keyboard ? "data-focus" : "data-pressed";
        if (!by_keyboard) {
            glide(item.t_ms, x, y, node);
        }
        custom(item.t_ms, by_keyboard ? "keyboard" : "click", std::move(payload));
        std::erase_if(endings_, [node](const Ending& ending) { return ending.node == node; });
        Json rings = {{"data-pressed", nullptr}, {"data-focus", nullptr}};
        rings[ring] = is_about_there ? "about" : "yes";
        set_attributes(item.t_ms, node, std::move(rings));
        endings_.push_back({item.t_ms + kRingMs, node, ring});
        if (by_keyboard) {
            return;
        }
        const int pointer = click.trigger == 1 ? 2 : click.trigger == 2 ? 1 : 0;
        const auto interact = [&](Interaction kind) {
            event(item.t_ms, kIncremental,
                  {{"source", kMouseInteraction},
                   {"type", kind},
                   {"id", node},
                   {"x", x},
                   {"y", y},
                   {"pointerType", pointer}});
        };
        interact(kMouseDown);
        interact(kMouseUp);
        interact(click.button == 1 ? kContextMenu : kClickDone);
        if (click.count == 2) {
            interact(kDoubleClick);
        }
    }

    // Moves the cursor there in time for the click, within what lies between the last change and now.
    void glide(std::int64_t t_ms, int x, int y, std::uint64_t node) {
        const std::int64_t end = std::max(t_ms, last_ + 1);
        const std::int64_t begin = std::max({end - kGlideMs, last_glide_ + 1, last_change_ + 1});
        Json positions = Json::array();
        const int steps = end - begin >= kGlideSteps ? kGlideSteps : 1;
        for (int step = 1; step <= steps; ++step) {
            const double way = steps == 1 ? 1.0 : 0.5 - 0.5 * std::cos(3.14159265358979 * step / steps);
            const std::int64_t offset = step == steps ? 0 : (begin - end) + (end - begin) * step / steps;
            positions.push_back({{"x", static_cast<int>(std::lround(cursor_x_ + (x - cursor_x_) * way))},
                                 {"y", static_cast<int>(std::lround(cursor_y_ + (y - cursor_y_) * way))},
                                 {"id", step == steps ? node : kStageNode},
                                 {"timeOffset", offset}});
        }
        event(end, kIncremental, {{"source", kMouseMove}, {"positions", std::move(positions)}});
        cursor_x_ = x;
        cursor_y_ = y;
        last_glide_ = last_;
    }

    void write_navigation(const Item& item, const Navigation& navigation) {
        Json payload = described(item, session_.view(item.view).element);
        std::string what = navigation_word(navigation.kind);
        std::replace(what.begin(), what.end(), '_', ' ');
        payload["what"] = what;
        custom(item.t_ms, "navigation", std::move(payload));
    }

    void write_gap(const MissingItems& gap) {
        std::string text = "Gap: ";
        text += gap.items == 0 ? "items" : std::to_string(gap.items) + (gap.items == 1 ? " item" : " items");
        text += " missing (" + gap_word(gap.reason) + ')';
        banner_ = text;
        custom(gap.from_ms, "gap",
               {{"label", text},
                {"what", "gap"},
                {"reason", gap_word(gap.reason)},
                {"items", gap.items},
                {"from_ms", gap.from_ms},
                {"to_ms", gap.to_ms}});
        set_attributes(gap.from_ms, kBannerNode, banner_attributes(banner_));
        std::erase_if(endings_, [](const Ending& ending) { return ending.attribute == nullptr; });
        endings_.push_back({std::max(gap.to_ms, last_ + kBannerLeastMs), kBannerNode, nullptr});
    }

    const Session& session_;
    Stage stage_;
    Size size_;
    std::vector<Drawn> drawn_;
    Json events_ = Json::array();
    std::vector<Ending> endings_;
    std::string banner_;
    std::int64_t last_ = -1, last_whole_ = 0, last_change_ = 0, last_glide_ = 0, dirty_since_ = 0;
    int cursor_x_ = 40, cursor_y_ = 40;
    bool dirty_ = false, view_changed_ = false;
};

}  // namespace

std::string to_rrweb(const Session& session) {
    return Timeline(session).run().dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace silhouette::replay
