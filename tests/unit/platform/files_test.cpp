#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "platform/file_lock.h"
#include "platform/file_watch.h"
#include "platform/private_file.h"
#include "tests/catch.h"
#include "tests/unit/platform/temporary_folder.h"

using namespace silhouette::platform;
namespace fs = std::filesystem;

namespace {

std::vector<std::byte> bytes(const std::string& text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

// Waits until the watch has something; false after 5 s.
bool becomes_readable(const FileWatch& watch, int milliseconds = 5000) {
    pollfd entry{watch.descriptor(), POLLIN, 0};
    return ::poll(&entry, 1, milliseconds) == 1;
}

bool sees_change(FileWatch& watch) {
    while (becomes_readable(watch)) {
        if (watch.take_changes()) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a private file is replaced whole, and only its user may read it") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "file";
    REQUIRE_FALSE(replace_private_file(file, bytes("first")));
    REQUIRE_FALSE(replace_private_file(file, bytes("second")));
    std::error_code error;
    CHECK(read_private_file(file, 100, error) == bytes("second"));
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
}

TEST_CASE("a file that is too long, a link, a folder or missing is not read") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "file";
    REQUIRE_FALSE(replace_private_file(file, bytes("12345")));
    std::error_code error;
    CHECK(read_private_file(file, 5, error));
    CHECK_FALSE(read_private_file(file, 4, error));
    CHECK(error == std::errc::file_too_large);
    fs::create_symlink(file, folder.path / "link");
    CHECK_FALSE(read_private_file(folder.path / "link", 100, error));
    CHECK_FALSE(read_private_file(folder.path, 100, error));
    CHECK_FALSE(read_private_file(folder.path / "missing", 100, error));
    CHECK(error == std::errc::no_such_file_or_directory);
    REQUIRE(::mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
    CHECK_FALSE(read_private_file(folder.path / "pipe", 100, error));
}

TEST_CASE("a replacement that cannot be written leaves the old file and nothing else") {
    const TemporaryFolder folder;
    fs::create_directory(folder.path / "taken");
    CHECK(replace_private_file(folder.path / "taken", bytes("text")));
    CHECK(replace_private_file(folder.path / "missing" / "file", bytes("text")));
    CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
}

TEST_CASE("a private file can be removed, also twice") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "file";
    REQUIRE_FALSE(replace_private_file(file, bytes("text")));
    CHECK_FALSE(remove_private_file(file));
    CHECK_FALSE(fs::exists(file));
    CHECK_FALSE(remove_private_file(file));
    CHECK_FALSE(remove_private_file(folder.path / "missing" / "file"));
}

TEST_CASE("private folders are made with those above them, and made narrow") {
    const TemporaryFolder folder;
    const fs::path inner = folder.path / "a" / "b" / "c";
    REQUIRE_FALSE(make_private_folder(inner));
    struct stat status {};
    REQUIRE(::stat(inner.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    REQUIRE(::chmod(inner.c_str(), 0755) == 0);
    REQUIRE_FALSE(make_private_folder(inner));
    REQUIRE(::stat(inner.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    fs::create_directory_symlink(inner, folder.path / "link");
    CHECK(make_private_folder(folder.path / "link"));
    std::ofstream(folder.path / "file") << "x";
    CHECK(make_private_folder(folder.path / "file"));
}

TEST_CASE("a lock is held once, by whoever opened the file, until it is given back or its process ends") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "lock";
    {
        auto lock = FileLock::try_acquire(file);
        REQUIRE(lock);
        CHECK_FALSE(FileLock::try_acquire(file));
        const FileLock moved = std::move(*lock);
        CHECK_FALSE(FileLock::try_acquire(file));
    }
    CHECK(FileLock::try_acquire(file));
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::try_acquire(file);
        ::_exit(lock ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(FileLock::try_acquire(file));
}

TEST_CASE("a lock is not taken through a link") {
    const TemporaryFolder folder;
    fs::create_symlink(folder.path / "elsewhere", folder.path / "lock");
    CHECK_FALSE(FileLock::try_acquire(folder.path / "lock"));
    CHECK_FALSE(fs::exists(folder.path / "elsewhere"));
}

TEST_CASE("a watch tells that its file appeared, was replaced and went") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "file";
    FileWatch watch(file);
    REQUIRE(watch.descriptor() >= 0);
    REQUIRE_FALSE(replace_private_file(file, bytes("1")));
    CHECK(sees_change(watch));
    REQUIRE_FALSE(replace_private_file(file, bytes("2")));
    CHECK(sees_change(watch));
    REQUIRE_FALSE(remove_private_file(file));
    CHECK(sees_change(watch));
}

TEST_CASE("a watch tells that who may use its folder has changed") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "file";
    std::ofstream(file) << "1";
    FileWatch watch(file);
    fs::permissions(folder.path, fs::perms(0750));
    CHECK(sees_change(watch));
}

TEST_CASE("a watch does not tell of other files") {
    const TemporaryFolder folder;
    FileWatch watch(folder.path / "file");
    std::ofstream(folder.path / "other") << "x";
    REQUIRE(becomes_readable(watch));
    CHECK_FALSE(watch.take_changes());
}

TEST_CASE("a watch whose folder is not there yet does not wake for what others write above it") {
    const TemporaryFolder folder;
    const fs::path busy = folder.path / "somebody's.log";
    std::ofstream(busy) << "x";
    FileWatch watch(folder.path / "missing" / "file");
    REQUIRE(watch.descriptor() >= 0);
    std::ofstream(busy, std::ios::app) << "more";
    pollfd entry{watch.descriptor(), POLLIN, 0};
    CHECK(::poll(&entry, 1, 100) == 0);
    fs::create_directory(folder.path / "missing");
    REQUIRE_FALSE(replace_private_file(folder.path / "missing" / "file", bytes("1")));
    CHECK(sees_change(watch));
}

TEST_CASE("a watch sees a folder further up, or a link to one, moved, replaced and brought back") {
    const TemporaryFolder folder;
    const auto store = [](const fs::path& top, const char* content) {
        REQUIRE_FALSE(make_private_folder(top / "state" / "app"));
        REQUIRE_FALSE(replace_private_file(top / "state" / "app" / "file", bytes(content)));
    };
    store(folder.path / "home", "1");
    store(folder.path / "other", "2");
    fs::create_directory_symlink("home", folder.path / "link");
    for (const char* const name : {"home", "link"}) {
        INFO(name);
        const fs::path top = folder.path / name;
        FileWatch watch(top / "state" / "app" / "file");
        const auto settle = [&] {
            while (watch.take_changes() || becomes_readable(watch, 50)) {
            }
        };
        settle();
        fs::rename(top, folder.path / "away");
        CHECK(sees_change(watch));
        settle();
        fs::rename(folder.path / "other", top);
        CHECK(sees_change(watch));
        settle();
        store(top, "3");
        CHECK(sees_change(watch));
        settle();
        // What lies elsewhere by now is not told.
        store(folder.path / "away", "4");
        CHECK_FALSE(becomes_readable(watch, 50));
        // Exchanged in one step.
        fs::rename(top, folder.path / "other");
        fs::rename(folder.path / "away", top);
        CHECK(sees_change(watch));
        settle();
        store(top, "5");
        CHECK(sees_change(watch));
    }
    // A link that is replaced in one step leads elsewhere.
    FileWatch watch(folder.path / "link" / "state" / "app" / "file");
    fs::create_directory_symlink("other", folder.path / "new-link");
    fs::rename(folder.path / "new-link", folder.path / "link");
    CHECK(sees_change(watch));
    while (watch.take_changes() || becomes_readable(watch, 50)) {
    }
    store(folder.path / "other", "6");
    CHECK(sees_change(watch));
}

TEST_CASE(
    "a watch tells of a folder that came and went again before it was asked: the file may have been read meanwhile") {
    const TemporaryFolder folder;
    fs::create_directories(folder.path / "away" / "app");
    FileWatch watch(folder.path / "state" / "app" / "file");
    fs::rename(folder.path / "away", folder.path / "state");
    fs::rename(folder.path / "state", folder.path / "away");
    CHECK(watch.take_changes());
    std::ofstream(folder.path / "another") << "something";
    CHECK_FALSE(watch.take_changes());
}

TEST_CASE("a watch sleeps while other things happen in the folders above its own") {
    const TemporaryFolder folder;
    REQUIRE_FALSE(make_private_folder(folder.path / "state" / "app"));
    FileWatch watch(folder.path / "state" / "app" / "file");
    std::ofstream(folder.path / "other") << "x";
    std::ofstream(folder.path / "state" / "other") << "x";
    fs::create_directory(folder.path / "state" / "another-app");
    CHECK_FALSE(becomes_readable(watch, 50));
}

TEST_CASE("a watch follows folders that appear, go and appear again") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "a" / "b" / "file";
    FileWatch watch(file);
    REQUIRE(watch.descriptor() >= 0);
    for (int round = 0; round < 3; ++round) {
        REQUIRE_FALSE(make_private_folder(file.parent_path()));
        REQUIRE_FALSE(replace_private_file(file, bytes("1")));
        CHECK(sees_change(watch));
        while (watch.take_changes()) {
        }
        fs::remove_all(folder.path / "a");
        CHECK(sees_change(watch));
        while (watch.take_changes()) {
        }
    }
}

TEST_CASE("what a killed process left while it replaced a file goes; what another is at stays") {
    const TemporaryFolder folder;
    const fs::path file = folder.path / "file", left = folder.path / ".new-0123456789abcdef",
                   busy = folder.path / ".new-fedcba9876543210";
    ReplacedFile replaced;
    REQUIRE_FALSE(replace_private_file_at_once(file, bytes("content"), replaced));
    REQUIRE_FALSE(replaced.make_durable());
    std::ofstream(left) << "half of some";
    const auto held = FileLock::try_acquire(busy);
    REQUIRE(held);
    remove_abandoned_files(folder.path);
    CHECK_FALSE(fs::exists(left));
    CHECK(fs::exists(busy));
    CHECK(fs::exists(file));
    remove_abandoned_files(folder.path / "missing");
}
