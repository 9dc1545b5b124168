// Whose a loaded module is, judged by where it lies and how it is called. When in doubt it is the system's, whose
// literals prove nothing.
#pragma once

#include <string_view>

namespace silhouette::privacy {

enum class ModuleOrigin : unsigned char {
    program,  // the executable or a library that ships with it: its literals prove names, its memory proves classes
    toolkit,  // Qt, GTK and their kin: their memory proves classes
    system    // everything else, also where it is bundled with the program
};

// `module` and `executable` are absolute paths (`..` allowed).
ModuleOrigin module_origin(std::string_view module, std::string_view executable);

// An executable that runs programs which are not its own: python3, node, java … Its literals say nothing of them.
bool is_interpreter(std::string_view executable);

}  // namespace silhouette::privacy
