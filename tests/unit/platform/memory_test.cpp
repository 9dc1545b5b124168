#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "platform/mapped_words.h"
#include "platform/secure_memory.h"
#include "tests/catch.h"
#include "tests/unit/platform/temporary_folder.h"

using namespace silhouette::platform;
namespace fs = std::filesystem;

TEST_CASE("secure memory is wiped in a forked child and kept in the parent") {
    SecureBuffer buffer(100);
    REQUIRE(buffer);
    buffer.bytes()[7] = std::byte{42};
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(std::to_integer<int>(buffer.bytes()[7]));
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(buffer.bytes()[7] == std::byte{42});
}

TEST_CASE("secure memory stays out of core dumps") {
    SecureBuffer buffer(4096);
    REQUIRE(buffer);
    // `dd` among the flags of its mapping.
    std::ifstream maps("/proc/self/smaps");
    char address[20];
    std::snprintf(address, sizeof address, "%lx-", reinterpret_cast<unsigned long>(buffer.bytes().data()));
    std::string line;
    bool inside = false;
    std::string flags;
    while (std::getline(maps, line) && flags.empty()) {
        inside = inside || line.starts_with(address);
        if (inside && line.starts_with("VmFlags:")) {
            flags = line;
        }
    }
    CHECK(flags.find(" dd") != std::string::npos);
}

TEST_CASE("cleansing overwrites") {
    std::byte memory[3] = {std::byte{1}, std::byte{2}, std::byte{3}};
    cleanse(memory);
    for (const std::byte value : memory) {
        CHECK(value == std::byte{0});
    }
}

TEST_CASE("impossible sizes give no memory") {
    CHECK(allocate_secure_pages(0) == nullptr);
    CHECK(allocate_secure_pages(~std::size_t{0}) == nullptr);
    CHECK_FALSE(SecureBuffer(0));
}

TEST_CASE("mapped words survive a process that is killed") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "words";
    const pid_t child = ::fork();
    if (child == 0) {
        const auto mapped = MappedWords::open(file, 4);
        if (!mapped.words().empty()) {
            mapped.words()[2].store(77);
        }
        ::raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    const auto mapped = MappedWords::open(file, 4);
    REQUIRE(mapped.words().size() == 4);
    CHECK(mapped.words()[2].load() == 77);
}

TEST_CASE("mapped words are shared through a descriptor") {
    const int descriptor = ::memfd_create("words", MFD_CLOEXEC);
    REQUIRE(descriptor >= 0);
    const auto first = MappedWords::from_descriptor(::dup(descriptor), 8);
    const auto second = MappedWords::from_descriptor(descriptor, 8);
    REQUIRE(first.words().size() == 8);
    REQUIRE(second.words().size() == 8);
    first.words()[3].store(9);
    CHECK(second.words()[3].load() == 9);
}

TEST_CASE("who reads a mapped word whose file was made shorter dies of it: no choice is told by one") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "words";
    const pid_t child = ::fork();
    if (child == 0) {
        const auto mapped = MappedWords::open(file, 4);
        if (mapped.words().empty() || ::truncate(file.c_str(), 0) != 0) {
            ::_exit(0);
        }
        ::signal(SIGBUS, SIG_DFL);
        static_cast<void>(mapped.words()[2].load());
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGBUS);
}

TEST_CASE("mapped words are empty where they cannot be opened") {
    const TemporaryFolder folder;
    fs::create_symlink(folder.path / "elsewhere", folder.path / "link");
    CHECK(MappedWords::open(folder.path / "link", 4).words().empty());
    CHECK(MappedWords::open(folder.path, 4).words().empty());
    CHECK(MappedWords::open(folder.path / "missing" / "file", 4).words().empty());
    CHECK(MappedWords::from_descriptor(-1, 4).words().empty());
}
