// Reads what the recorder wrote, with libprotobuf and the generated code: the other side of the wire.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/validation.h"
#include "silhouette/v1/batch.pb.h"

namespace silhouette::tests {

struct ReadItem {
    int kind = 0;
    std::uint32_t tick = 0;
    std::uint32_t element = 0, view = 0, what = 0, x = 0, y = 0;  // click; navigation: view and what
    silhouette::v1::Layout layout;
    silhouette::v1::Gap gap;
};

struct ReadElement {
    std::uint32_t parent = 0, index = 0, flags = 0;
    int role = 0;
    std::string name, class_name;
};

// All that stands in the frames of one session.
struct ReadSession {
    std::vector<ReadItem> items;           // in the order of the frames
    std::vector<ReadElement> elements{1};  // index: wire number
    std::vector<std::uint32_t> view_elements{0}, view_windows{0};
    int session_starts = 0;
    std::string problem;  // first thing that is wrong, or empty

    std::vector<ReadItem> of_kind(int kind) const {
        std::vector<ReadItem> result;
        for (const auto& item : items) {
            if (item.kind == kind) {
                result.push_back(item);
            }
        }
        return result;
    }
    std::vector<ReadItem> clicks() const { return of_kind(silhouette::v1::ITEM_KIND_CLICK); }
    std::vector<ReadItem> layouts() const { return of_kind(silhouette::v1::ITEM_KIND_LAYOUT); }
    std::vector<ReadItem> gaps() const { return of_kind(silhouette::v1::ITEM_KIND_GAP); }
};

ReadSession read_frames(const std::vector<std::string>& frames);

}  // namespace silhouette::tests
