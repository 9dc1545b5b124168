#include "tests/unit/qt/recording_library.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

struct sil_recorder {
    sil_adapter_options options{};
};

namespace silhouette::tests {
namespace {

sil_recorder the_recorder;
std::atomic<std::uint32_t> generation{0};

FILE* file() {
    static FILE* const opened = [] {
        const char* name = std::getenv("SILHOUETTE_TEST_TOLD");
        return name != nullptr ? std::fopen(name, "ae") : nullptr;
    }();
    return opened;
}

void tell(const std::string& line) {
    if (told().is_quiet) {
        return;
    }
    if (file() != nullptr) {
        std::fprintf(file(), "%s\n", line.c_str());
        std::fflush(file());
    } else {
        told().lines.push_back(line);
    }
}

std::string name_of(const sil_element_info& info) {
    std::string name;
    for (std::uint32_t unit = 0; info.name != nullptr && unit < info.name_units; ++unit) {
        name += static_cast<char>(info.encoding == SIL_NAME_UTF16 ? static_cast<const char16_t*>(info.name)[unit]
                                                                  : static_cast<const char*>(info.name)[unit]);
    }
    return name;
}

std::string path_of(const sil_element_info& info) {
    const std::string name = name_of(info);
    std::string path = info.parent != 0 ? told().path(info.parent) + "/" : "";
    path += info.class_name != nullptr ? info.class_name : "";
    path += name.empty() ? "" : "#" + name;
    if (info.index != SIL_INDEX_NONE) {
        path += info.index == SIL_INDEX_MANY ? "[*]" : "[" + std::to_string(info.index) + "]";
    }
    return path;
}

std::string view_path(std::uint32_t view) {
    return view == 0 ? "none" : told().path(told().view_elements.at(view));
}

std::string words(const sil_layout_node& node) {
    std::string line = "node parent=" + std::to_string(node.parent) + " ";
    line += node.element != 0 ? told().path(node.element) : "-";
    const auto add = [&](const char* name, std::initializer_list<int> numbers) {
        line += std::string(" ") + name + "=";
        for (const int number : numbers) {
            line += std::to_string(number) + ",";
        }
        line.pop_back();
    };
    add("box", {node.x, node.y, node.width, node.height});
    add("flags", {node.flags});
    add("flow", {node.flow});
    add("policy", {node.policy_w, node.policy_h});
    add("align", {node.align_w, node.align_h});
    add("stretch", {node.stretch});
    add("cell", {node.row, node.column, node.row_span, node.column_span});
    add("margins", {node.margin_left, node.margin_top, node.margin_right, node.margin_bottom});
    add("spacing", {node.spacing});
    return line;
}

}  // namespace

std::vector<std::string> Told::all(const std::string& kind) const {
    std::vector<std::string> found;
    for (const std::string& line : lines) {
        if (line.compare(0, kind.size() + 1, kind + " ") == 0) {
            found.push_back(line.substr(kind.size() + 1));
        }
    }
    return found;
}

Told& told() {
    static Told& all = *new Told{.lines = {}, .elements = {{}}, .view_elements = {0}, .layout = {}};
    return all;
}

void record(std::uint32_t next) {
    const bool was_on = generation.exchange(next) != 0;
    if (the_recorder.options.on_switch != nullptr && was_on != (next != 0)) {
        std::thread([next] { the_recorder.options.on_switch(next != 0 ? 1 : 0, the_recorder.options.context); }).join();
    }
}

sil_recorder* recorder() {
    return &the_recorder;
}

}  // namespace silhouette::tests

using namespace silhouette::tests;

extern "C" {

sil_status sil_start_from_variables(const char* const*, sil_recorder** started) {
    if (file() == nullptr) {
        return SIL_ERROR_DISABLED;
    }
    *started = recorder();
    tell("start");
    return SIL_OK;
}

sil_status sil_shutdown(sil_recorder*, uint32_t) {
    tell("shutdown");
    return SIL_OK;
}

sil_status sil_adapter_attach(sil_recorder* to, const sil_adapter_options* options) {
    if (options->size != sizeof *options || options->version != SIL_ADAPTER_VERSION) {
        return SIL_ERROR_ARGUMENT;
    }
    to->options = *options;
    tell("attach toolkit=" + std::to_string(options->toolkit));
    record(1);
    return SIL_OK;
}

void sil_adapter_detach(sil_recorder* from) {
    generation = 0;
    from->options = {};
    tell("detach");
}

uint32_t sil_adapter_generation(void) {
    return generation.load(std::memory_order_relaxed);
}

uint32_t sil_adapter_element(const sil_element_info* info) {
    told().elements.push_back({*info, path_of(*info)});
    told().elements.back().info.name = nullptr;
    return static_cast<uint32_t>(told().elements.size() - 1);
}

uint32_t sil_adapter_view(uint32_t element, uint32_t) {
    told().view_elements.push_back(element);
    return static_cast<uint32_t>(told().view_elements.size() - 1);
}

void sil_adapter_click(uint32_t element, uint32_t view, sil_button button, uint32_t count, sil_trigger trigger,
                       int32_t x, int32_t y) {
    ++told().clicks;
    if (told().is_quiet) {
        return;
    }
    tell("click " + told().path(element) + " role=" + std::to_string(told().elements.at(element).info.role) +
         " button=" + std::to_string(button) + " count=" + std::to_string(count) + " trigger=" +
         std::to_string(trigger) + " x=" + std::to_string(x) + " y=" + std::to_string(y) + " view=" + view_path(view));
}

void sil_adapter_navigate(sil_navigation kind, uint32_t view) {
    constexpr const char* kKinds[] = {"",         "window_opened", "window_closed", "window_activated", "view_entered",
                                      "view_left"};
    tell(std::string("navigate ") + kKinds[kind] + " view=" + view_path(view));
}

void sil_adapter_layout(uint32_t view, const sil_layout_node* nodes, uint32_t count) {
    told().layout.assign(nodes, nodes + count);
    told().layout_view = view;
    tell("layout view=" + view_path(view) + " nodes=" + std::to_string(count));
    if (file() != nullptr) {
        for (const sil_layout_node& node : told().layout) {
            tell(words(node));
        }
    }
}

}  // extern "C"
