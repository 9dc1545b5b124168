// Looks for bytes in all memory that a process can write to, from outside (/proc/PID/mem).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace silhouette::stress {

struct Needle {
    std::string what;   // for the report
    std::string bytes;  // binary
};

// One line for each place where a needle was found: what, the mapping, and the address. Memory that was never touched
// is not looked at, nor are mappings whose name contains `except`.
std::vector<std::string> scan_memory(pid_t process, const std::vector<Needle>& needles, const std::string& except);

}  // namespace silhouette::stress
