#include "replay/session.h"

#include <algorithm>
#include <limits>
#include <set>

#include "proto/hex.h"
#include "replay/words.h"

namespace silhouette::replay {
namespace {

constexpr std::int64_t kTickMs = 10;
// Paths deeper than any real window are cut at their top, and elements deeper than any real one have none of what is
// above: a hostile chain of 65,536 parents stays cheap, whatever hangs from it.
constexpr std::size_t kPathSegmentsMax = 48, kPathDepthMax = 256;

// The n-th number of a column, 0 past its end: columns of a batch that was not validated may be short.
template <class Column>
auto at(const Column& column, int row) {
    return row < column.size() ? column.Get(row) : typename Column::value_type{};
}

class Reader {
  public:
    explicit Reader(Session& session) : session_(session) {}

    void read(const v1::Batch& batch) {
        for (const auto& frame : batch.frames()) {
            define(frame);
        }
        batch_from_ = -1;
        for (const auto& frame : batch.frames()) {
            read_items(frame);
        }
    }

    // Of the batch that was read last; -1 when it had no item.
    std::int64_t batch_from() const { return batch_from_; }
    std::int64_t last() const { return last_; }
    // Without gaps.
    std::uint64_t items() const { return items_; }

    // Views get their windows when everything is known.
    void finish() {
        for (auto& [number, element] : session_.elements) {
            element.path = path_of(element);
        }
        for (Item& item : session_.items) {
            item.window = session_.view(item.view).window;
        }
        std::stable_sort(session_.items.begin(), session_.items.end(),
                         [](const Item& a, const Item& b) { return a.t_ms < b.t_ms; });
    }

  private:
    std::string name(std::uint32_t number) const {
        const auto found = names_.find(number);
        return found == names_.end() ? std::string() : found->second;
    }

    void define(const v1::Frame& frame) {
        for (int row = 0; row < frame.names().text_size(); ++row) {
            names_.emplace(frame.names().first() + static_cast<std::uint32_t>(row), frame.names().text(row));
        }
        const auto& columns = frame.elements();
        for (int row = 0; row < columns.parents_size(); ++row) {
            Element element;
            element.id = columns.first() + static_cast<std::uint32_t>(row);
            const std::uint32_t up = columns.parents(row);
            element.parent = up < element.id ? element.id - up : 0;
            if (up == 0) {
                element.parent = 0;
            }
            const std::uint32_t flags = at(columns.flags(), row);
            element.name = name(at(columns.names(), row));
            if (!element.name.empty() && (flags & 4u) != 0) {
                element.name += '*';
            }
            element.class_name = name(at(columns.classes(), row));
            element.role = static_cast<v1::Role>(at(columns.roles(), row));
            element.index = at(columns.indexes(), row);
            element.is_private = (flags & 1u) != 0;
            element.bears_text = (flags & 2u) != 0;
            element.toolkit_name = (flags & 8u) != 0;
            element.standard_button = static_cast<v1::StandardButton>(flags >> 4 & 63u);
            element.defined = true;
            session_.elements.emplace(element.id, std::move(element));
        }
        for (int row = 0; row < frame.views().elements_size(); ++row) {
            View view;
            view.id = frame.views().first() + static_cast<std::uint32_t>(row);
            view.element = frame.views().elements(row);
            view.window = at(frame.views().windows(), row);
            session_.views.emplace(view.id, view);
        }
    }

    void read_items(const v1::Frame& frame) {
        int clicks = 0, navigations = 0, layouts = 0, gaps = 0;
        std::int64_t ticks = frame.start();
        for (int row = 0; row < frame.kinds_size(); ++row) {
            ticks += at(frame.time_deltas(), row);
            Item item;
            item.t_ms = ticks * kTickMs;
            switch (frame.kinds(row)) {
                case v1::ITEM_KIND_CLICK:
                    if (clicks >= frame.clicks().elements_size()) {
                        continue;
                    }
                    read_click(frame.clicks(), clicks++, item);
                    break;
                case v1::ITEM_KIND_NAVIGATION:
                    if (navigations >= frame.navigations().kinds_size()) {
                        continue;
                    }
                    item.view = at(frame.navigations().views(), navigations);
                    item.what = Navigation{static_cast<v1::NavigationKind>(frame.navigations().kinds(navigations++))};
                    break;
                case v1::ITEM_KIND_LAYOUT:
                    if (layouts >= frame.layouts_size()) {
                        continue;
                    }
                    read_layout(frame.layouts(layouts++), item);
                    break;
                case v1::ITEM_KIND_GAP: {
                    if (gaps >= frame.gaps_size()) {
                        continue;
                    }
                    const auto& gap = frame.gaps(gaps++);
                    item.what = MissingItems{gap.reason(), gap.items(), gap.from() * kTickMs,
                                             std::max(gap.from(), gap.to()) * kTickMs};
                    break;
                }
                default:
                    continue;
            }
            if (batch_from_ < 0) {
                batch_from_ = item.t_ms;
            }
            last_ = std::max(last_, item.t_ms);
            items_ += std::holds_alternative<MissingItems>(item.what) ? 0 : 1;
            session_.items.push_back(std::move(item));
        }
    }

    static std::optional<std::uint32_t> place_of(std::uint32_t told) {
        return told != 0 ? std::optional(std::min(told - 1, 1000u)) : std::nullopt;
    }

    static void read_click(const v1::ClickColumns& columns, int row, Item& item) {
        const std::uint32_t kind = at(columns.kinds(), row);
        Click click;
        click.element = columns.elements(row);
        click.button = kind & 3u;
        click.count = (kind >> 2 & 1u) + 1;
        click.trigger = kind >> 3 & 3u;
        click.x = place_of(at(columns.x(), row));
        click.y = place_of(at(columns.y(), row));
        item.view = at(columns.views(), row);
        item.what = click;
    }

    static void read_layout(const v1::Layout& layout, Item& item) {
        LayoutChange change;
        change.full = layout.full();
        std::int64_t element = 0;
        int number = 0;
        for (int row = 0; row < layout.elements_size(); ++row) {
            element += layout.elements(row);
            LayoutRow out;
            const std::int64_t parent = at(layout.parents(), row) == 0 ? 0 : element - at(layout.parents(), row);
            const std::uint32_t known = at(layout.known(), row);
            for (unsigned axis = 0; axis < 4; ++axis) {
                if ((known >> axis & 1u) != 0 && number < layout.numbers_size()) {
                    out.box[axis] = std::clamp(layout.numbers(number++), -32768, 32767);
                }
            }
            for (const unsigned axis : {2u, 3u}) {
                if (out.box[axis] && *out.box[axis] < 0) {
                    out.box[axis].reset();
                }
            }
            out.flow = static_cast<v1::Flow>(at(layout.flows(), row));
            out.fill = at(layout.fills(), row);
            out.cell = at(layout.cells(), row);
            if (!is_number(element)) {
                continue;
            }
            out.element = static_cast<std::uint32_t>(element);
            out.parent = is_number(parent) && parent != element ? static_cast<std::uint32_t>(parent) : 0;
            change.rows.push_back(out);
        }
        element = 0;
        for (const std::int32_t delta : layout.removed()) {
            element += delta;
            if (is_number(element)) {
                change.removed.push_back(static_cast<std::uint32_t>(element));
            }
        }
        item.view = layout.view();
        item.what = std::move(change);
    }

    static bool is_number(std::int64_t number) {
        return number > 0 && number <= std::numeric_limits<std::uint32_t>::max();
    }

    static std::string structural(const Element& element) {
        if (!element.name.empty()) {
            return element.name;
        }
        std::string segment = element.class_name.empty() ? role_word(element.role) : element.class_name;
        if (element.index == kIndexMany) {
            segment += "[*]";
        } else if (element.index != 0) {
            segment += '[' + std::to_string(element.index - 1) + ']';
        }
        return segment;
    }

    std::string path_of(const Element& element) const {
        std::vector<std::string> segments;
        const Element* at_element = &element;
        bool below_named = false;  // a named element has been met: only names and the window count from here on
        for (std::size_t depth = 0; at_element != nullptr && depth < kPathDepthMax; ++depth) {
            const bool named = !at_element->name.empty() && !at_element->toolkit_name;
            const bool top = at_element->parent == 0;
            if (segments.size() < kPathSegmentsMax && (named || top || !below_named)) {
                segments.push_back(structural(*at_element));
            }
            if (segments.size() >= kPathSegmentsMax) {
                break;
            }
            below_named = below_named || named;
            if (top) {
                break;
            }
            const auto parent = session_.elements.find(at_element->parent);
            if (parent == session_.elements.end()) {
                segments.emplace_back("unknown");
                break;
            }
            at_element = &parent->second;
        }
        std::string path;
        for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
            path += path.empty() ? *segment : '/' + *segment;
        }
        return path;
    }

    Session& session_;
    std::map<std::uint32_t, std::string> names_;
    std::int64_t batch_from_ = -1;
    std::int64_t last_ = 0;
    std::uint64_t items_ = 0;
};

// Dropped when it was in a batch already: what of a batch did not come. What was dropped before is in no batch, and the
// recorder tells it by gaps of its own.
bool was_in_batch(v1::DropReason reason) {
    switch (reason) {
        case v1::DROP_REASON_SPOOL_FULL:
        case v1::DROP_REASON_SPOOL_AGE:
        case v1::DROP_REASON_SPOOL_DAMAGED:
        case v1::DROP_REASON_REJECTED:
        case v1::DROP_REASON_TOO_LARGE:
        case v1::DROP_REASON_MEMORY:
            return true;
        default:
            return false;
    }
}

// Items that were in batches up to this one, by the recorder's books.
std::uint64_t batched(const v1::Counters& counters) {
    std::uint64_t before = 0;
    for (const auto& counter : counters.dropped()) {
        before += was_in_batch(counter.reason()) ? 0 : counter.items();
    }
    return counters.captured() > before ? counters.captured() - before : 0;
}

}  // namespace

const Element& Session::element(std::uint32_t number) const {
    static const Element unknown = [] {
        Element element;
        element.path = "unknown";
        return element;
    }();
    const auto found = elements.find(number);
    return found == elements.end() ? unknown : found->second;
}

const View& Session::view(std::uint32_t number) const {
    static const View unknown;
    const auto found = views.find(number);
    return found == views.end() ? unknown : found->second;
}

const std::string& Session::view_label(std::uint32_t number) const {
    const Element& shown = element(view(number).element);
    return shown.name.empty() ? shown.path : shown.name;
}

Session read_session(std::span<const v1::Batch> batches) {
    Session session;
    if (batches.empty()) {
        return session;
    }
    // In the order of their numbers. The halves of a batch that was too large for the endpoint share one, and are read
    // as they came; a batch that is there twice is read once.
    std::multimap<std::uint32_t, const v1::Batch*> by_number;
    std::set<std::string> ids;
    const std::string& session_id = batches.front().header().session_id();
    for (const auto& batch : batches) {
        if (batch.header().session_id() == session_id && ids.insert(batch.header().batch_id()).second) {
            by_number.emplace(batch.header().batch_number(), &batch);
        }
    }
    const auto& header = by_number.begin()->second->header();
    session.id = wire::to_hex(session_id);
    session.tenant = header.tenant();
    session.app = header.app();
    session.app_version = header.app_version();
    session.sdk_version = header.sdk_version();
    session.platform = header.platform();
    session.toolkit = header.toolkit();
    session.level = header.level();
    session.started = static_cast<std::int64_t>(header.started());

    Reader reader(session);
    std::uint64_t expected = 0;        // number of the next batch
    std::uint64_t batched_before = 0;  // by the books of the batch before
    for (auto batch = by_number.begin(); batch != by_number.end();) {
        const std::uint32_t number = batch->first;
        const std::int64_t from = reader.last();
        const std::uint64_t items_before = reader.items();
        std::int64_t begin = -1;
        std::uint64_t batched_now = batched_before;
        for (; batch != by_number.end() && batch->first == number; ++batch) {
            reader.read(*batch->second);
            batched_now = std::max(batched_now, batched(batch->second->header().counters()));
            if (begin < 0) {
                begin = reader.batch_from();
            }
        }
        // What the books say beyond what came stood in batches that did not come, or in pieces of this one that rotted.
        const std::uint64_t here = batched_before + (reader.items() - items_before);
        const std::uint64_t missing = batched_now > here ? batched_now - here : 0;
        if (number > expected || missing > 0) {
            Item item;
            item.t_ms = from;
            item.what = MissingItems{v1::GAP_REASON_LOST, missing, from, begin < 0 ? from : std::max(from, begin)};
            session.items.push_back(std::move(item));
        }
        batched_before = batched_now;
        expected = std::uint64_t{number} + 1;
    }
    reader.finish();
    return session;
}

}  // namespace silhouette::replay
