// A libsilhouette for the tests of the switches: no recorder, only what the test says, and a note of what was asked
// for. Linked into a test program it takes the place of the library.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <silhouette/silhouette.h>

namespace silhouette::tests {

// UI thread, save tell().
struct MadeUpLibrary {
    // What it answers.
    bool visible = true;
    sil_choice choice = SIL_CHOICE_UNKNOWN;
    sil_state state = SIL_STATE_USER_OFF;
    sil_status status = SIL_OK;        // of everything that is to be done
    sil_status erase_status = SIL_OK;  // of asking for an erasure, when that is not answered with `status`
    std::uint32_t pending = 0;
    struct Batch {
        std::int64_t sent;
        std::uint32_t items;
        std::string text;
    };
    std::vector<Batch> batches;  // newest first
    bool damaged = false;

    // What was asked for: "ask", "yes 3 by switch", "no 3 by switch keep", "erase", "read".
    std::vector<std::string> asked;
    std::size_t count(const std::string& what) const;

    // Calls the state callback on another thread, as the recorder does, and waits for it.
    void tell() const;
    bool is_listened_to() const { return callback != nullptr; }

    sil_state_function callback = nullptr;
    void* context = nullptr;
};

// Begins anew with each call of made_up_library(true).
MadeUpLibrary& made_up_library(bool anew = false);

// For those who want a recorder; nobody looks into it.
sil_recorder* made_up_recorder();

}  // namespace silhouette::tests
