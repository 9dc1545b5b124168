// A batch, read back from what was sent: only what the words of sent_words.h need. By protozero, like the writer: the
// library has no libprotobuf. tests/unit/sdk proves that it agrees with the generated reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proto/fields.h"

namespace silhouette::sent {

struct Element {
    std::uint32_t number = 0, parent = 0;          // parent 0: a window
    std::uint32_t name = 0, class_name = 0;        // numbers of names; 0: none
    std::uint32_t role = 0, index = 0, flags = 0;  // as on the wire
};

struct View {
    std::uint32_t number = 0, element = 0;
};

struct Name {
    std::uint32_t number = 0;
    std::string text;
};

struct Item {
    wire::ItemKind kind{};
    std::uint64_t tick = 0;      // since the session's start
    std::uint32_t view = 0;      // 0: none
    std::uint32_t element = 0;   // of a click
    std::uint32_t what = 0;      // click: its kind as on the wire; navigation: its kind; gap: its reason
    std::uint32_t x = 0, y = 0;  // of a click, as on the wire
    std::uint64_t count = 0;     // layout: its elements; gap: items that are missing
};

struct Batch {
    std::string session;  // 16 bytes
    std::uint32_t number = 0;
    std::uint64_t started = 0;  // UTC seconds
    // Definitions are read before items, whatever frame they stand in.
    std::vector<Name> names;
    std::vector<Element> elements;
    std::vector<View> views;
    std::vector<Item> items;
};

// `bytes`: an encoded silhouette.v1.Batch. Empty when it is none. Columns of a damaged batch that are too short give
// zeros.
std::optional<Batch> read_batch(std::span<const std::byte> bytes);

}  // namespace silhouette::sent
