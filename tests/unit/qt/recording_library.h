// A libsilhouette for the tests of the Qt hook: it has no gate, no session and no filter, and keeps what it is told, as
// lines. Elements stand by their path, in clear: these are toy apps.
//
//   click PATH role=N button=N count=N trigger=N x=N y=N view=PATH
//   navigate KIND view=PATH
//   layout view=PATH nodes=N
//
// Linked into a test program it takes the place of the library. As a library of its own (recording_library, in
// lib/recording) it writes the lines, and those of each node of a layout, to the file that SILHOUETTE_TEST_TOLD names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <silhouette/adapter.h>

namespace silhouette::tests {

struct ToldElement {
    sil_element_info info{};
    std::string path;
};

// One thread: the UI thread.
struct Told {
    std::vector<std::string> lines;
    std::vector<ToldElement> elements;         // by number
    std::vector<std::uint32_t> view_elements;  // by number
    std::vector<sil_layout_node> layout;       // the last one
    std::uint32_t layout_view = 0;
    std::uint64_t clicks = 0;
    bool is_quiet = false;  // only counts clicks, as fast as can be

    const std::string& path(std::uint32_t element) const { return elements.at(element).path; }
    // The lines that begin with `kind`, without it.
    std::vector<std::string> all(const std::string& kind) const;
};

Told& told();

// Another session, or none (0); switches the hook as the recorder would, from another thread.
void record(std::uint32_t generation);

// For attach().
sil_recorder* recorder();

}  // namespace silhouette::tests
