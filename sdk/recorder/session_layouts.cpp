// Layouts of a session: what the hook saw of a view, by the rules of what may be told, in rows of the wire.
#include <algorithm>
#include <utility>

#include "platform/secure_memory.h"
#include "sdk/boundary/page.h"
#include "sdk/recorder/privacy_rules.h"
#include "sdk/recorder/session.h"

namespace silhouette::recorder {
namespace {

using boundary::Event;
using privacy::shape::Fact;
using privacy::shape::StrictElement;

Fact fact_of(const sil_layout_node& node, Directory& directory) {
    Fact fact;
    fact.element = boundary::untagged(node.element);
    const Element* const element = directory.element(fact.element);
    if (element == nullptr) {
        fact.element = 0;
    }
    fact.parent = node.parent;
    fact.x = node.x, fact.y = node.y, fact.width = node.width, fact.height = node.height;
    fact.flags = node.flags;
    fact.flow = node.flow;
    fact.policy_w = node.policy_w, fact.policy_h = node.policy_h;
    fact.align_w = node.align_w, fact.align_h = node.align_h;
    fact.stretch = node.stretch;
    fact.row = node.row, fact.column = node.column;
    fact.row_span = node.row_span, fact.column_span = node.column_span;
    fact.margin_left = node.margin_left, fact.margin_top = node.margin_top;
    fact.margin_right = node.margin_right, fact.margin_bottom = node.margin_bottom;
    fact.spacing = node.spacing;
    fact.role = element != nullptr ? element->role : std::uint8_t{0};
    fact.is_private = element != nullptr && is_region(*element);
    fact.is_cluster = element != nullptr && element->is_cluster;
    return fact;
}

}  // namespace

void Session::take_layout(const Event& event, std::span<const sil_layout_node> nodes) {
    const std::uint32_t view_element = directory_.view_element(boundary::untagged(event.other));
    if (view_element == 0) {
        return;
    }
    begin_at(event.time);
    facts_.clear();
    for (const sil_layout_node& node : nodes) {
        facts_.push_back(fact_of(node, directory_));
        // A parent stands before its children; a hook that says otherwise is not followed.
        if (facts_.back().parent >= static_cast<std::int32_t>(facts_.size()) - 1) {
            facts_.back().parent = facts_.size() == 1 ? -1 : 0;
        }
    }
    directory_.find_likes(facts_);
    auto strict = privacy::shape::make_strict(facts_, numbers_);
    // What is a cluster now stays one for the life of its elements, and counts for clicks that wait already.
    for (const auto& cover : strict.covered) {
        if (Element* const element = directory_.element(cover.element)) {
            element->container = cover.container != cover.element ? cover.container : 0;
            directory_.make_cluster(cover.container);
        }
    }
    for (const auto& cover : strict.likely) {
        if (Element* const element = directory_.element(cover.element)) {
            element->likely_container = cover.container;
        }
    }
    has_layouts_ = true;
    // A click that closed its own page was on what the layout before had: not on what is hidden in this one.
    process_ready(event.time);
    for (const auto& fact : facts_) {
        if (Element* const element = directory_.element(fact.element)) {
            // What was hidden may have other neighbours once it is shown, and its boxes are not known.
            element->is_laid = (fact.flags & SIL_BOX_HIDDEN) == 0;
            element->told = 0;
        }
    }
    for (const StrictElement& told : strict.elements) {
        if (Element* const element = directory_.element(told.element)) {
            element->told = told.known;
        }
    }
    View& view = views_[view_element];
    view.has_layout = true;
    platform::cleanse(std::as_writable_bytes(std::span(facts_)));
    if (with_layouts_) {
        Waiting item{event, std::move(strict), 0, 0, {}, nullptr};
        waiting_.push_back(std::move(item));
    }
}

std::vector<LayoutRow> Session::rows_of(const privacy::shape::StrictLayout& strict, std::uint32_t view_element) {
    std::vector<LayoutRow> rows;
    rows.reserve(std::min<std::size_t>(strict.elements.size(), wire::kLayoutElementsMax));
    directory_.begin_layout();
    for (const StrictElement& element : strict.elements) {
        if (rows.size() >= wire::kLayoutElementsMax) {
            break;
        }
        if (element.element == 0 || is_inside_region(element.element)) {
            continue;
        }
        const std::uint32_t wire_element = directory_.wire_in_layout(element.element);
        if (wire_element == 0) {
            continue;
        }
        LayoutRow row;
        row.element = wire_element;
        // The view itself is arranged by nobody.
        row.parent = element.element != view_element && element.parent_element != 0
                         ? directory_.wire_in_layout(element.parent_element)
                         : 0;
        row.known = element.known;
        row.x = element.x, row.y = element.y, row.width = element.width, row.height = element.height;
        row.flow = is_region(*directory_.element(element.element)) ? 0u : element.flow;
        row.fill = element.fill;
        row.cell = element.cell;
        limit_numbers(row);
        rows.push_back(row);
    }
    return rows;
}

void Session::process_layout(Waiting& item) {
    const std::uint32_t view_element = directory_.view_element(boundary::untagged(item.event.other));
    const std::uint32_t wire_view = directory_.wire_view(view_element);
    if (wire_view == 0) {
        sink_.captured();
        sink_.dropped(wire::DropReason::element_limit);
        return;
    }
    auto rows = rows_of(*item.layout, view_element);
    ToldLayout& told = layouts_[wire_view];
    const bool whole_is_due = told.whole_at == 0 || item.event.time - told.whole_at >= kLayoutWholeAgain.count();
    auto message = changes(told.rows, rows);
    if (whole_is_due && !rows.empty()) {
        message.emplace();
        message->full = true;
        message->rows = rows;
    }
    if (!message) {
        return;
    }
    if (message->full) {
        told.whole_at = item.event.time;
    }
    message->view = wire_view;
    told.rows = std::move(rows);
    sink_.captured();
    frame_.add_layout(tick(item.event.time), std::move(*message));
}

}  // namespace silhouette::recorder
