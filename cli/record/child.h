// The recorded process: started with descriptors and variables of ours, waited for, its end told as a shell would.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "platform/descriptor.h"

namespace silhouette::cli {

// A memory file that a child inherits. Owns the descriptor.
class InheritedMemory {
  public:
    // Throws Failure when the system has none to give.
    InheritedMemory(std::size_t bytes, const std::string& content);
    int descriptor() const { return descriptor_.get(); }

  private:
    platform::Descriptor descriptor_;
};

struct ChildEnd {
    bool started = false;
    int start_error = 0;  // errno when it was not started
    int exit_code = 0;    // the app's; 128 + n when signal n ended it
};

// Runs the program with this process's environment and the given changes (an empty value removes a variable), keeping
// `inherited` open in it. SIGTERM and SIGHUP are passed on; SIGINT and SIGQUIT are left to the child.
ChildEnd run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment, const std::vector<int>& inherited);

}  // namespace silhouette::cli
