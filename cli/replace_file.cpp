#include "cli/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "cli/command.h"

namespace silhouette::cli {

namespace {

// False on failure; errno says why.
bool write_whole(int descriptor, std::string_view content) {
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t count = ::write(descriptor, content.data() + done, content.size() - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return false;
        }
        done += static_cast<std::size_t>(count);
    }
    return true;
}

}  // namespace

void replace_file(const std::filesystem::path& file, std::string_view content) {
    const auto fail = [&file](const std::string& temporary) {
        const std::string why = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
        if (!temporary.empty()) {
            ::unlink(temporary.c_str());
        }
        throw Failure("cannot write '" + file.string() + "': " + why);
    };
    // A device or a pipe is written into: put in its place, a file would be the end of it.
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor < 0) {
            fail("");
        }
        const bool written = write_whole(descriptor, content);
        const int why = errno;
        if (::close(descriptor) != 0 || !written) {
            errno = written ? errno : why;
            fail("");
        }
        return;
    }
    std::string temporary = file.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) {
        fail("");
    }
    // What an ordinary creation would give: mkostemp() is stricter than a result file needs.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(descriptor, 0666 & ~mask);
    if (!write_whole(descriptor, content)) {
        const int why = errno;
        ::close(descriptor);
        errno = why;
        fail(temporary);
    }
    if (::close(descriptor) != 0 || ::rename(temporary.c_str(), file.c_str()) != 0) {
        fail(temporary);
    }
}

}  // namespace silhouette::cli
