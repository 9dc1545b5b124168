// Columns that fit together: all columns of a table are equally long.
#include <algorithm>
#include <initializer_list>

#include "proto/validation.h"

namespace silhouette::wire {
namespace {

using namespace silhouette::v1;

int count(const Frame& frame, ItemKind kind) {
    return static_cast<int>(std::count(frame.kinds().begin(), frame.kinds().end(), static_cast<int>(kind)));
}

bool all_equal(int rows, std::initializer_list<int> sizes) {
    return std::all_of(sizes.begin(), sizes.end(), [rows](int size) { return size == rows; });
}

int bits(std::uint32_t value) {
    int result = 0;
    for (; value != 0; value &= value - 1) {
        ++result;
    }
    return result;
}

const char* check_layout(const Layout& layout) {
    const int rows = layout.elements_size();
    if (!all_equal(rows, {layout.parents_size(), layout.known_size(), layout.flows_size(), layout.fills_size(),
                          layout.cells_size()})) {
        return "frames.layouts";
    }
    int numbers = 0;
    for (const auto known : layout.known()) {
        numbers += bits(known);
    }
    return numbers == layout.numbers_size() ? nullptr : "frames.layouts.numbers";
}

const char* check_frame(const Frame& frame) {
    if (frame.time_deltas_size() != frame.kinds_size()) {
        return "frames.time_deltas";
    }
    const auto& clicks = frame.clicks();
    if (!all_equal(count(frame, ITEM_KIND_CLICK), {clicks.elements_size(), clicks.views_size(), clicks.kinds_size(),
                                                   clicks.x_size(), clicks.y_size()})) {
        return "frames.clicks";
    }
    const auto& navigations = frame.navigations();
    if (!all_equal(count(frame, ITEM_KIND_NAVIGATION), {navigations.kinds_size(), navigations.views_size()})) {
        return "frames.navigations";
    }
    if (count(frame, ITEM_KIND_LAYOUT) != frame.layouts_size()) {
        return "frames.layouts";
    }
    if (count(frame, ITEM_KIND_GAP) != frame.gaps_size()) {
        return "frames.gaps";
    }
    const auto& elements = frame.elements();
    if (!all_equal(elements.parents_size(), {elements.names_size(), elements.classes_size(), elements.roles_size(),
                                             elements.indexes_size(), elements.flags_size()})) {
        return "frames.elements";
    }
    if (frame.views().elements_size() != frame.views().windows_size()) {
        return "frames.views";
    }
    for (const auto& layout : frame.layouts()) {
        if (const char* field = check_layout(layout)) {
            return field;
        }
    }
    return nullptr;
}

}  // namespace

Validation validate_columns(const Batch& batch) {
    Validation result;
    for (const auto& frame : batch.frames()) {
        if (const char* field = check_frame(frame)) {
            result.field = field;
            break;
        }
    }
    return result;
}

}  // namespace silhouette::wire
