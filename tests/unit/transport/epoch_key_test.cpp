#include "transport/epoch_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>
#include <utility>

#include "tests/catch.h"
#include "tests/other_process.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/destroyed_key.h"
#include "transport/key_bytes.h"
#include "transport/key_locks.h"

namespace silhouette::transport {
namespace {

using tests::OtherProcess;

bool same(const EpochKey& one, const EpochKey& two) {
    return std::equal(one.bytes().begin(), one.bytes().end(), two.bytes().begin());
}

TEST_CASE("a key is made once, private, and read again") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path() / "app");
    std::error_code error;
    CHECK_FALSE(EpochKey::read(file, error));
    CHECK(error == std::errc::no_such_file_or_directory);

    const auto made = EpochKey::read_or_create(file, error);
    REQUIRE(made);
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(files_below(folder.path()).size() == 1);

    const auto again = EpochKey::read_or_create(file, error);
    REQUIRE(again);
    CHECK(same(*made, *again));
    CHECK(made->mark() == again->mark());
}

TEST_CASE("a key is of one yes of the tenant's, and not taken under another") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    const auto made = EpochKey::read_or_create(file, error, {}, {}, 1'764'000'000);
    REQUIRE(made);
    CHECK(made->allowed_since() == 1'764'000'000);
    CHECK(EpochKey::read(file, error)->allowed_since() == 1'764'000'000);
    for (const std::uint64_t another : {0, 1'763'999'999, 1'764'000'001}) {
        CHECK_FALSE(EpochKey::read_or_create(file, error, {}, {}, another));
        CHECK(error == std::errc::operation_canceled);
    }
    const auto again = EpochKey::read_or_create(file, error, {}, {}, 1'764'000'000);
    REQUIRE(again);
    CHECK(same(*made, *again));
}

TEST_CASE("a destroyed key is gone from the file system and from its own blocks") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    const auto key = EpochKey::read_or_create(file, error);
    REQUIRE(key);
    // A descriptor that was opened before sees what became of the blocks.
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    REQUIRE(descriptor >= 0);
    CHECK_FALSE(destroy_epoch_key(file));
    CHECK_FALSE(std::filesystem::exists(file));
    std::array<std::byte, 64> left{};
    const auto count = static_cast<std::size_t>(::pread(descriptor, left.data(), left.size(), 0));
    ::close(descriptor);
    CHECK(std::all_of(left.begin(), left.begin() + count, [](std::byte byte) { return byte == std::byte{0}; }));

    CHECK_FALSE(destroy_epoch_key(file));  // nothing there is no error
    const auto next = EpochKey::read_or_create(file, error);
    REQUIRE(next);
    CHECK_FALSE(same(*key, *next));
    CHECK(key->mark() != next->mark());
}

TEST_CASE("what a process left that was killed while it made a key is destroyed with it") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    REQUIRE(EpochKey::read_or_create(file, error));
    std::filesystem::create_hard_link(file, folder.path() / ".epoch-0123456789abcdef");
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    CHECK_FALSE(destroy_epoch_key(file));
    CHECK(files_below(folder.path()).empty());
    std::array<std::byte, 64> left{};
    const auto count = ::pread(descriptor, left.data(), left.size(), 0);
    ::close(descriptor);
    CHECK(std::all_of(left.begin(), left.begin() + count, [](std::byte byte) { return byte == std::byte{0}; }));
}

TEST_CASE("a damaged key file is replaced, a link in its place is not followed") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    write_file(file, to_bytes("garbage"));
    CHECK_FALSE(EpochKey::read(file, error));
    CHECK(EpochKey::read_or_create(file, error));

    const auto other = folder.path() / "other";
    write_file(other, to_bytes("somebody else's"));
    std::filesystem::remove(file);
    std::filesystem::create_symlink(other, file);
    CHECK_FALSE(EpochKey::read(file, error));
    destroy_epoch_key(file);
    CHECK(to_text(read_file(other)) == "somebody else's");
}

TEST_CASE("processes that create at once get the same key") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    constexpr int kProcesses = 8;
    std::vector<pid_t> children;
    for (int i = 0; i < kProcesses; ++i) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            std::error_code error;
            const auto key = EpochKey::read_or_create(file, error);
            if (key) {
                write_file(folder.path() / ("mark-" + std::to_string(i)), key->mark());
            }
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        ::waitpid(child, nullptr, 0);
    }
    const auto first = read_file(folder.path() / "mark-0");
    REQUIRE(first.size() == 8);
    for (int i = 1; i < kProcesses; ++i) {
        CHECK(read_file(folder.path() / ("mark-" + std::to_string(i))) == first);
    }
}

TEST_CASE("who takes back the wish for a key and then destroys it leaves none, whatever another thread is doing") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path() / "state");
    for (int round = 0; round < 500; ++round) {
        std::atomic<bool> wanted{true}, started{false};
        std::thread maker([&] {
            started = true;
            std::error_code error;
            static_cast<void>(EpochKey::read_or_create(file, error, {}, [&] { return wanted.load(); }));
        });
        while (!started) {
        }
        // Meets each moment of the making, which takes some hundred microseconds.
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(round);
        while (std::chrono::steady_clock::now() < until) {
        }
        wanted = false;
        std::error_code error;
        const auto gone = destroy_epoch_key_at_once(file, error);
        // From here on, not for a moment: neither the key nor what may become one.
        const auto files = [&] {
            std::error_code none;
            return std::distance(std::filesystem::directory_iterator(file.parent_path(), none),
                                 std::filesystem::directory_iterator());
        };
        std::ptrdiff_t seen = 0;
        for (int look = 0; look < 20; ++look) {
            seen += std::filesystem::exists(file.parent_path()) ? files() : 0;
        }
        maker.join();
        REQUIRE(seen == 0);
        REQUIRE(files() == 0);
    }
}

TEST_CASE("only the key that is meant is destroyed, and none that another process works with") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    auto key = EpochKey::read_or_create(file, error);
    REQUIRE(key);
    CHECK_FALSE(destroy_epoch_key_at_once(file, error, key_of({})).is_gone());
    CHECK_FALSE(destroy_epoch_key_at_once(file, error, {[](const auto& mark) { return !mark; }}).is_gone());
    {
        const OtherProcess other([&] { static_cast<void>(new EpochKey(*EpochKey::read_or_create(file, error))); });
        CHECK_FALSE(destroy_epoch_key_at_once(file, error, {{}, true}).is_gone());
        CHECK_FALSE(destroy_epoch_key_at_once(file, error, key_of(key->mark(), true)).is_gone());
        const auto read = EpochKey::read(file, error);
        REQUIRE(read);
        CHECK(same(*read, *key));
    }
    // Nobody but this process works with it: its own lock is not in its way.
    CHECK(destroy_epoch_key_at_once(file, error, key_of(key->mark(), true)).is_gone());
    CHECK_FALSE(std::filesystem::exists(file));
    key.reset();

    write_file(file, to_bytes("garbage"));
    CHECK_FALSE(destroy_epoch_key_at_once(file, error, key_of({})).is_gone());
    CHECK(destroy_epoch_key_at_once(file, error, {[](const auto& mark) { return !mark; }}).is_gone());
    CHECK(destroy_epoch_key_at_once(file, error, key_of({})).is_gone());  // there is none
}

TEST_CASE("a key that is being made is left alone by who destroys that of an epoch before") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path()), unfinished = folder.path() / ".epoch-0123456789abcdef";
    std::error_code error;
    const auto before = EpochKey::read_or_create(file, error);
    REQUIRE(before);
    const auto made = EpochKey::in_memory();
    REQUIRE(made);
    for (const WhichKey& which : {key_of(before->mark(), true), WhichKey{{}, true}}) {
        destroy_epoch_key(file);
        const auto content = key_bytes::encode(made->bytes(), 0);
        write_file(unfinished, content);
        {
            const platform::Descriptor maker(::open(unfinished.c_str(), O_RDWR | O_CLOEXEC));
            REQUIRE(lock(maker.get(), F_RDLCK));
            CHECK(destroy_epoch_key_at_once(file, error, which).is_gone());
            CHECK(std::ranges::equal(read_file(unfinished), content));
        }
        // Whoever made it is gone.
        destroy_epoch_key(file, which);
        CHECK(files_below(folder.path()).empty());
    }
}

TEST_CASE("a key that another process makes meanwhile outlives the end of the epoch before") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    const auto before = EpochKey::in_memory();
    REQUIRE(before);
    const OtherProcess other([&] {
        std::thread([&] {
            for (;;) {
                destroy_epoch_key(file, key_of(before->mark(), true));
            }
        }).detach();
    });
    for (int i = 0; i < 300; ++i) {
        const auto key = EpochKey::read_or_create(file, error);
        REQUIRE(key);
        const auto there = EpochKey::read(file, error);
        REQUIRE(there);
        REQUIRE(same(*there, *key));
        REQUIRE_FALSE(destroy_epoch_key(file, key_of(key->mark())));
    }
}

TEST_CASE("a forked child neither takes the lock of its parent nor holds on to it when that is dead") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    int told[2];
    REQUIRE(::pipe(told) == 0);
    pid_t grandchild = 0;
    {
        OtherProcess parent([&] {
            static_cast<void>(new EpochKey(*EpochKey::read_or_create(file, error)));
            if (::fork() == 0) {
                // By now it has closed what it is not to hold.
                const pid_t child = ::getpid();
                [[maybe_unused]] const ssize_t written = ::write(told[1], &child, sizeof child);
                for (;;) {
                    ::pause();
                }
            }
        });
        REQUIRE(::read(told[0], &grandchild, sizeof grandchild) == sizeof grandchild);
        CHECK_FALSE(destroy_epoch_key_at_once(file, error, {{}, true}).is_gone());
        const OtherProcess passing([&] {
            // One that closes all it inherited at once.
            static_cast<void>(EpochKey::read(file, error));
        });
        CHECK_FALSE(destroy_epoch_key_at_once(file, error, {{}, true}).is_gone());
        parent.kill();
        CHECK(::kill(grandchild, 0) == 0);
        CHECK(destroy_epoch_key_at_once(file, error, {{}, true}).is_gone());
    }
    ::kill(grandchild, SIGKILL);
    // What the parent's own key object closes afterwards is the parent's.
    auto key = EpochKey::read_or_create(file, error);
    REQUIRE(key);
    const pid_t child = ::fork();
    if (child == 0) {
        // The lowest free numbers: those of the descriptors that were closed.
        const int first = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        key.reset();
        ::_exit(::fcntl(first, F_GETFD) >= 0 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK_FALSE(destroy_epoch_key_at_once(file, error, key_of({})).is_gone());
    ::close(told[0]);
    ::close(told[1]);
}

}  // namespace
}  // namespace silhouette::transport
