// Keeps what it is given, in the ways in which libraries between it and the heap allocate. Built twice: as a library of
// ours (its file is called so), and into the host that has it loaded.
#include <cstring>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "tests/leak/own_heap/planted.h"

namespace {

// One after another, in memory that nobody gives back.
std::vector<void*> g_kept;

}  // namespace

extern "C" void PLANT(const char* word) {
    const std::string_view text(word);
    // By libstdc++, which grows it.
    auto* const grown = new std::string();
    for (const char* const part : {" grown by libstdc++: ", word}) {
        grown->append(part);
    }
    auto* const written = new std::ostringstream();
    *written << " written by libstdc++: " << text;
    // By libc.
    char* const copied = ::strdup(word);
    // By itself.
    auto* const own = static_cast<char*>(::operator new(text.size() + 1));
    std::memcpy(own, word, text.size() + 1);
    g_kept.insert(g_kept.end(), {grown, written, copied, own});
}
