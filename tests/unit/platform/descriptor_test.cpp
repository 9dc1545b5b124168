#include "platform/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "tests/catch.h"

using silhouette::platform::Descriptor;

namespace {

int open_something() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}
bool is_open(int number) {
    return ::fcntl(number, F_GETFD) != -1;
}

}  // namespace

TEST_CASE("a descriptor is closed by its last owner, once") {
    int number = -1;
    {
        Descriptor first(open_something());
        number = first.get();
        REQUIRE(first);
        const Descriptor second(std::move(first));
        CHECK_FALSE(first);  // NOLINT(bugprone-use-after-move): what is left is what is asked
        CHECK(second.get() == number);
        CHECK(is_open(number));
    }
    CHECK_FALSE(is_open(number));
}

TEST_CASE("what a descriptor held before is closed when it is given another") {
    Descriptor one(open_something());
    Descriptor other(open_something());
    const int before = one.get(), after = other.get();
    one = std::move(other);
    CHECK_FALSE(other);  // NOLINT(bugprone-use-after-move): what is left is what is asked
    CHECK(one.get() == after);
    CHECK_FALSE(is_open(before));
    one = {};
    CHECK_FALSE(one);
    CHECK_FALSE(is_open(after));
}

TEST_CASE("a descriptor that was let go of stays open") {
    int number = -1;
    {
        Descriptor one(open_something());
        number = one.release();
    }
    CHECK(is_open(number));
    ::close(number);
}
