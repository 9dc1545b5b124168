#include "transport/resolver.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "tests/catch.h"
#include "tests/few_descriptors.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;
using tests::FewDescriptors;
using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;

// Counted with a descriptor that is there already.
class OwnThreads {
  public:
    OwnThreads() : tasks_(::opendir("/proc/self/task")) { REQUIRE(tasks_ != nullptr); }
    ~OwnThreads() { ::closedir(tasks_); }
    OwnThreads(const OwnThreads&) = delete;
    OwnThreads& operator=(const OwnThreads&) = delete;
    std::size_t count() const {
        std::size_t count = 0;
        ::rewinddir(tasks_);
        while (const dirent* const task = ::readdir(tasks_)) {
            count += task->d_name[0] != '.' ? 1 : 0;
        }
        return count;
    }

  private:
    DIR* tasks_;
};

TEST_CASE("where descriptors are short nothing is found and nothing thrown, and later it is") {
    boost::asio::io_context io;
    const boost::asio::steady_timer with_descriptors_of_its_own(io);
    const OwnThreads threads;
    const std::size_t threads_before = threads.count();
    Addresses found;
    const auto look_up = [&] {
        bool thrown = false;
        const auto ended = [&](std::exception_ptr error, Addresses addresses) {
            thrown = error != nullptr;
            found = std::move(addresses);
        };
        boost::asio::co_spawn(io, resolve("localhost", 1, 20s), ended);
        io.restart();
        io.run();
        return !thrown;
    };
    CHECK(look_up());  // what a sanitizer reads of a class, once, takes descriptors as well
    for (int more = 0; more < 3; ++more) {
        INFO(more << " descriptors");
        const FewDescriptors few(more);
        const bool ended_well = look_up();
        CHECK(ended_well);
        // One that goes on when descriptors are back may have missed the file of hosts, and ask a name server: it takes
        // a place among the threads for as long as that does not answer.
        while (threads.count() > threads_before) {
            std::this_thread::yield();
        }
    }
    CHECK(look_up());
    CHECK_FALSE(found.empty());
}

}  // namespace
}  // namespace silhouette::transport
