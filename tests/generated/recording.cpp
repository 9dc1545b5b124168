#include "tests/generated/recording.h"

#include <chrono>
#include <memory>
#include <string_view>

#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/names.h"
#include "sdk/boundary/event.h"
#include "sdk/boundary/page.h"
#include "sdk/recorder/index_names.h"
#include "tests/unit/sdk/reading.h"

namespace silhouette::tests {
namespace {

using boundary::Event;
using boundary::EventKind;

constexpr privacy::HashKey kKey{{11, 22}};

Recording* current = nullptr;
std::chrono::nanoseconds turned_by{0};  // by all recordings
std::uint32_t generation = 0, last_generation = 0;

// One for all recordings: reading the program's literals takes longer than a window.
recorder::NameSource& names() {
    static recorder::IndexNames& all = [&]() -> recorder::IndexNames& {
        auto* const made = new recorder::IndexNames(kKey, std::make_shared<privacy::RouteTable>());
        made->refresh();
        return *made;
    }();
    return all;
}

}  // namespace

Recording::Recording(Level level)
    : session_(names(), *this, level != Level::interactions, recorder::kFrameInterval,
               level == Level::exact ? privacy::shape::Numbers::exact : privacy::shape::Numbers::strict) {
    current = this;
    last_generation = last_generation % 1000 + 1;
    generation = last_generation;
}

Recording::~Recording() {
    current = nullptr;
    generation = 0;
}

void Recording::advance(std::int64_t milliseconds) {
    now_ += milliseconds * 1'000'000;
    turned_by += std::chrono::milliseconds(milliseconds);
    session_.advance(now_);
}

std::vector<std::string> Recording::finish() {
    session_.finish();
    return std::move(frames_);
}

// What the interface's functions do.
struct Doors {
    static std::uint32_t element(Recording& to, const sil_element_info& info) {
        Event event;
        event.kind = EventKind::element;
        event.number = boundary::tagged(generation, ++to.last_element_);
        event.other = info.parent;
        event.index = static_cast<std::uint16_t>(info.index);
        event.role = static_cast<std::uint8_t>(info.role);
        event.flags = static_cast<std::uint8_t>(info.flags);
        event.standard_button = info.standard_button;
        event.class_pointer = info.class_name;
        if (info.class_name != nullptr) {
            const auto name = grammar::without_runtime_suffix(info.class_name);
            event.class_hash = privacy::hash_name(kKey, privacy::RawName(name)).whole;
        }
        if (info.name != nullptr) {
            event.name = privacy::hash_name(
                kKey, privacy::RawName(std::u16string_view(static_cast<const char16_t*>(info.name), info.name_units)));
        }
        to.session_.take(event);
        return event.number;
    }
    static std::uint32_t view(Recording& to, std::uint32_t element, std::uint32_t window) {
        Event event;
        event.kind = EventKind::view;
        event.number = boundary::tagged(generation, ++to.last_view_);
        event.first_element = element;
        event.other = window;
        to.session_.take(event);
        return event.number;
    }
    static void click(Recording& to, std::uint32_t element, std::uint32_t view, std::uint32_t what, std::int32_t x,
                      std::int32_t y) {
        ++to.clicks_;
        Event event;
        event.kind = EventKind::click;
        event.time = to.now_;
        event.number = element;
        event.other = view;
        event.what = static_cast<std::uint8_t>(what);
        event.x = static_cast<std::int16_t>(x);
        event.y = static_cast<std::int16_t>(y);
        to.session_.take(event);
    }
    static void navigate(Recording& to, sil_navigation kind, std::uint32_t view) {
        Event event;
        event.kind = EventKind::navigation;
        event.time = to.now_;
        event.other = view;
        event.what = static_cast<std::uint8_t>(kind);
        to.session_.take(event);
    }
    static void layout(Recording& to, std::uint32_t view, const sil_layout_node* nodes, std::uint32_t count) {
        to.boxes_.assign(nodes, nodes + count);
        Event event;
        event.kind = EventKind::layout;
        event.time = to.now_;
        event.other = view;
        to.session_.take_layout(event, to.boxes_);
    }
};

std::vector<std::string> in_lines(const std::vector<std::string>& frames) {
    const ReadSession read = read_frames(frames);
    std::vector<std::string> lines;
    const auto path = [&](std::uint32_t number) {
        std::string words;
        while (number != 0) {
            const ReadElement& element = read.elements.at(number);
            std::string one = element.class_name + (element.name.empty() ? "" : "#" + element.name);
            one += "(" + std::to_string(element.role) + ")" +
                   (element.index != 0 ? "[" + std::to_string(element.index) + "]" : "");
            words = words.empty() ? one : one + "/" + words;
            number = element.parent;
        }
        return words;
    };
    for (std::size_t number = 1; number < read.elements.size(); ++number) {
        lines.push_back("element " + std::to_string(number) + " " + path(static_cast<std::uint32_t>(number)) +
                        " flags " + std::to_string(read.elements[number].flags));
    }
    for (const ReadItem& item : read.items) {
        std::string line = "item " + std::to_string(item.kind) + " at " + std::to_string(item.tick);
        line += " element " + std::to_string(item.element) + " " + path(item.element);
        line += " view " + std::to_string(item.view) + " what " + std::to_string(item.what) + " point " +
                std::to_string(item.x) + "," + std::to_string(item.y);
        lines.push_back(line);
        const auto& layout = item.layout;
        std::int32_t element = 0;
        for (const std::int32_t step : layout.removed()) {
            element += step;
            lines.push_back("  gone " + std::to_string(element) + " " + path(static_cast<std::uint32_t>(element)));
        }
        element = 0;
        int number = 0;
        for (int row = 0; row < layout.elements_size(); ++row) {
            element += layout.elements(row);
            std::string told = "  row " + std::to_string(element) + " " + path(static_cast<std::uint32_t>(element));
            told += " in " + std::to_string(layout.parents_size() > row && layout.parents(row) != 0
                                                ? element - layout.parents(row)
                                                : 0);
            const unsigned known = layout.known_size() > row ? layout.known(row) : 0;
            for (unsigned axis = 0; axis < 4; ++axis) {
                if ((known & 1u << axis) != 0) {
                    told += std::string(" ") + "xywh"[axis] + "=" + std::to_string(layout.numbers(number++));
                }
            }
            told += " flow " + std::to_string(layout.flows_size() > row ? layout.flows(row) : 0) + " fill " +
                    std::to_string(layout.fills_size() > row ? layout.fills(row) : 0) + " cell " +
                    std::to_string(layout.cells_size() > row ? layout.cells(row) : 0);
            lines.push_back(told);
        }
    }
    return lines;
}

}  // namespace silhouette::tests

// In the place of libstdc++'s: the hook cuts its walks off by this clock, and a busy machine would decide what is told.
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
    return time_point(std::chrono::hours(1) + silhouette::tests::turned_by);
}

using silhouette::tests::current;
using silhouette::tests::Doors;

extern "C" {

uint32_t sil_adapter_generation(void) {
    return silhouette::tests::generation;
}
uint32_t sil_adapter_element(const sil_element_info* info) {
    return current != nullptr ? Doors::element(*current, *info) : 0;
}
uint32_t sil_adapter_view(uint32_t element, uint32_t window) {
    return current != nullptr ? Doors::view(*current, element, window) : 0;
}
void sil_adapter_click(uint32_t element, uint32_t view, sil_button button, uint32_t count, sil_trigger trigger,
                       int32_t x, int32_t y) {
    if (current != nullptr) {
        Doors::click(*current, element, view,
                     static_cast<uint32_t>(button) | (count > 1 ? 4u : 0u) | static_cast<uint32_t>(trigger) << 3, x, y);
    }
}
void sil_adapter_navigate(sil_navigation kind, uint32_t view) {
    if (current != nullptr) {
        Doors::navigate(*current, kind, view);
    }
}
void sil_adapter_layout(uint32_t view, const sil_layout_node* nodes, uint32_t count) {
    if (current != nullptr) {
        Doors::layout(*current, view, nodes, count);
    }
}
sil_status sil_adapter_attach(sil_recorder*, const sil_adapter_options*) {
    return SIL_OK;
}
void sil_adapter_detach(sil_recorder*) {}

}  // extern "C"
