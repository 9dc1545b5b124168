// A process that is short of file descriptors.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace silhouette::tests {

// The process has so many descriptors more than it has now; with 0 it gets none, whichever are closed meanwhile.
class FewDescriptors {
  public:
    explicit FewDescriptors(int more) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest = ::fcntl(0, F_DUPFD, 0);
        ::close(lowest);
        const rlimit few{more == 0 ? 0 : static_cast<rlim_t>(lowest + more), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

  private:
    rlimit before_{};
};

}  // namespace silhouette::tests
