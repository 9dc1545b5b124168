// Batches made by hand, as a recorder would send them.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "silhouette/v1/batch.pb.h"

namespace silhouette::replay::test {

namespace v1 = silhouette::v1;

// Policies of Layout.fills.
inline constexpr std::uint32_t kGrow = 4 | 4 << 3, kGrowAcross = 4, kPreferred = 2 | 2 << 3;

struct Told {
    std::uint32_t element, parent;  // parent 0: the view itself
    v1::Flow flow = v1::FLOW_NONE;
    std::vector<int> box = {};  // empty, or x, y, width, height; kUnknown for a number that is not told
    std::uint32_t fill = 0, cell = 0;
};
inline constexpr int kUnknown = -99999;

class MadeBatch {
  public:
    explicit MadeBatch(std::uint32_t number, const std::string& session = std::string(16, '\x11')) {
        auto* header = batch_.mutable_header();
        header->set_schema_version(1);
        std::string id(16, '\x22');
        id[15] = static_cast<char>(number);
        header->set_batch_id(id);
        header->set_session_id(session);
        header->set_batch_number(number);
        header->set_tenant("acme");
        header->set_app("orders");
        header->set_app_version("1.2");
        header->set_sdk_version("0.1.0");
        header->set_platform(v1::PLATFORM_LINUX);
        header->set_toolkit(v1::TOOLKIT_QT6);
        header->set_level(v1::LEVEL_SILHOUETTES);
        header->set_started(1'700'000'000);
        batch_.add_frames();
    }

    // Defines names (from 1), as they are first needed.
    std::uint32_t name(const std::string& text) {
        if (text.empty()) {
            return 0;
        }
        auto* names = frame().mutable_names();
        for (int row = 0; row < names->text_size(); ++row) {
            if (names->text(row) == text) {
                return names->first() + static_cast<std::uint32_t>(row);
            }
        }
        if (names->text_size() == 0) {
            names->set_first(first_name_);
        }
        names->add_text(text);
        return names->first() + static_cast<std::uint32_t>(names->text_size()) - 1;
    }

    // Numbers run from 1 in the order of calls. `index`: as on the wire.
    std::uint32_t element(std::uint32_t parent, v1::Role role, const std::string& class_name, const std::string& text,
                          std::uint32_t index = 0, std::uint32_t flags = 0) {
        auto* columns = frame().mutable_elements();
        if (columns->parents_size() == 0) {
            columns->set_first(first_element_);
        }
        const std::uint32_t number = columns->first() + static_cast<std::uint32_t>(columns->parents_size());
        columns->add_parents(parent == 0 ? 0 : number - parent);
        columns->add_names(name(text));
        columns->add_classes(name(class_name));
        columns->add_roles(role);
        columns->add_indexes(index);
        columns->add_flags(flags);
        return number;
    }

    std::uint32_t view(std::uint32_t element, std::uint32_t window) {
        auto* columns = frame().mutable_views();
        if (columns->elements_size() == 0) {
            columns->set_first(first_view_);
        }
        columns->add_elements(element);
        columns->add_windows(window);
        return columns->first() + static_cast<std::uint32_t>(columns->elements_size()) - 1;
    }

    MadeBatch& numbered_from(std::uint32_t names, std::uint32_t elements, std::uint32_t views) {
        first_name_ = names, first_element_ = elements, first_view_ = views;
        return *this;
    }

    MadeBatch& click(int t_ms, std::uint32_t element, std::uint32_t view, int x = -1, int y = -1,
                     std::uint32_t kind = 0) {
        item(t_ms, v1::ITEM_KIND_CLICK);
        auto* columns = frame().mutable_clicks();
        columns->add_elements(element);
        columns->add_views(view);
        columns->add_kinds(kind);
        columns->add_x(static_cast<std::uint32_t>(x + 1));
        columns->add_y(static_cast<std::uint32_t>(y + 1));
        return *this;
    }

    MadeBatch& navigate(int t_ms, v1::NavigationKind kind, std::uint32_t view) {
        item(t_ms, v1::ITEM_KIND_NAVIGATION);
        frame().mutable_navigations()->add_kinds(kind);
        frame().mutable_navigations()->add_views(view);
        return *this;
    }

    MadeBatch& layout(int t_ms, std::uint32_t view, bool full, const std::vector<Told>& rows,
                      const std::vector<std::uint32_t>& removed = {}) {
        item(t_ms, v1::ITEM_KIND_LAYOUT);
        auto* layout = frame().add_layouts();
        layout->set_view(view);
        layout->set_full(full);
        std::int64_t before = 0;
        for (const Told& row : rows) {
            layout->add_elements(static_cast<int>(row.element - before));
            before = row.element;
            layout->add_parents(row.parent == 0 ? 0 : static_cast<int>(std::int64_t{row.element} - row.parent));
            std::uint32_t known = 0;
            for (std::size_t axis = 0; axis < row.box.size(); ++axis) {
                if (row.box[axis] != kUnknown) {
                    known |= 1u << axis;
                    layout->add_numbers(row.box[axis]);
                }
            }
            layout->add_known(known);
            layout->add_flows(row.flow);
            layout->add_fills(row.fill);
            layout->add_cells(row.cell);
        }
        before = 0;
        for (const std::uint32_t element : removed) {
            layout->add_removed(static_cast<int>(element - before));
            before = element;
        }
        return *this;
    }

    MadeBatch& gap(int t_ms, v1::GapReason reason, std::uint64_t items, int from_ms, int to_ms) {
        item(t_ms, v1::ITEM_KIND_GAP);
        auto* gap = frame().add_gaps();
        gap->set_reason(reason);
        gap->set_items(items);
        gap->set_from(static_cast<std::uint32_t>(from_ms / 10));
        gap->set_to(static_cast<std::uint32_t>(to_ms / 10));
        return *this;
    }

    MadeBatch& books(std::uint64_t captured) {
        batch_.mutable_header()->mutable_counters()->set_captured(captured);
        return *this;
    }

    v1::Frame& frame() { return *batch_.mutable_frames(batch_.frames_size() - 1); }
    const v1::Batch& batch() const { return batch_; }
    operator const v1::Batch&() const { return batch_; }

  private:
    void item(int t_ms, v1::ItemKind kind) {
        if (frame().kinds_size() == 0) {
            frame().set_start(static_cast<std::uint32_t>(t_ms / 10));
            last_ = t_ms;
        }
        frame().add_kinds(kind);
        frame().add_time_deltas(static_cast<std::uint32_t>((t_ms - last_) / 10));
        last_ = t_ms;
    }

    v1::Batch batch_;
    int last_ = 0;
    std::uint32_t first_name_ = 1, first_element_ = 1, first_view_ = 1;
};

// A main window with bars, a splitter, a table and a private keypad; a dialog with a form; a menu. Two batches, and a
// third that never came.
std::vector<v1::Batch> orders_session();

}  // namespace silhouette::replay::test
