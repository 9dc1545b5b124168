#include "ingest/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <system_error>
#include <thread>

#include "ingest/sqlite_log.h"

namespace silhouette::ingest {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw DataFolderError("cannot use the data folder '" + path.string() + "': " + what);
}

std::string system_text(int code) {
    return std::generic_category().message(code);
}

void require_folder(const std::filesystem::path& path, bool create) {
    if (create && ::mkdir(path.c_str(), 0700) != 0 && errno == ENOENT) {
        std::error_code error;
        std::filesystem::create_directories(path.parent_path(), error);
        ::mkdir(path.c_str(), 0700);
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        fail(path, system_text(errno));
    }
    if (!S_ISDIR(status.st_mode)) {
        fail(path, "it is not a folder");
    }
    if (status.st_uid != ::geteuid()) {
        fail(path, "it belongs to another user");
    }
    if ((status.st_mode & 0077) != 0 && ::chmod(path.c_str(), 0700) != 0) {
        fail(path, "others may read it, and that cannot be changed: " + system_text(errno));
    }
}

// What the user is told of a store that does not open.
[[noreturn]] void fail(const std::filesystem::path& path, const char* file, const StorageError& error) {
    fail(path, std::string(file) + ": " + error.what());
}

template <class Store, class... Arguments>
std::unique_ptr<Store> open_store(const std::filesystem::path& path, const char* file, Arguments... arguments) {
    try {
        return std::make_unique<Store>(path / file, arguments...);
    } catch (const StorageError& error) {
        fail(path, file, error);
    }
}

// The lock of the one server. -1 when another one holds it for longer than `patience`.
int take_lock(const std::filesystem::path& path, std::chrono::milliseconds patience) {
    const auto file = path / "lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        fail(path, "lock: " + system_text(errno));
    }
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (std::chrono::steady_clock::now() >= deadline) {
            ::close(descriptor);
            return -1;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return descriptor;
}

}  // namespace

void DataFolder::open(const std::filesystem::path& path) {
    tenants_ = open_store<Tenants>(path, "tenants.sqlite", true);
    log_ = open_store<SqliteLog>(path, "log.sqlite", true);
    projection_ = open_store<Projection>(path, "projection.sqlite");
    erased_ = open_store<ErasedSessions>(path, "erased.sqlite");
    eraser_ = std::make_unique<Eraser>(*erased_, *log_, *projection_);
}

// A running server does this by itself. The log first, so that nothing erased comes into the projection again.
void DataFolder::bring_up_to_date(const std::filesystem::path& path) {
    try {
        eraser_->replay();
    } catch (const StorageError& error) {
        fail(path, "erased.sqlite", error);
    }
    try {
        projection_->catch_up(*log_);
    } catch (const StorageError& error) {
        fail(path, "projection.sqlite", error);
    }
}

DataFolder::DataFolder(const std::filesystem::path& path, Use use, int remember_erased) {
    const bool serve = use == Use::serve;
    require_folder(path, serve);
    if (!serve && !std::filesystem::exists(path / "tenants.sqlite")) {
        fail(path, "it is not a data folder of silhouette (no tenants.sqlite in it)");
    }
    // A reader holds the lock while it catches up; a server waits for that.
    lock_ = take_lock(path, std::chrono::milliseconds(serve ? 2000 : 0));
    if (serve && lock_ < 0) {
        fail(path, "another server is running on it");
    }
    try {
        open(path);
        if (lock_ >= 0) {
            bring_up_to_date(path);
        }
        if (serve) {
            try {
                const auto days = std::chrono::hours(24) * remember_erased;
                erased_->forget(std::time(nullptr) - std::chrono::seconds(days).count());
            } catch (const StorageError& error) {
                fail(path, "erased.sqlite", error);
            }
        }
    } catch (...) {
        if (lock_ >= 0) {
            ::close(lock_);
        }
        throw;
    }
    // Readers hold the lock only while they catch up, so that they never keep a server from starting.
    if (!serve && lock_ >= 0) {
        ::close(lock_);
        lock_ = -1;
    }
}

DataFolder::~DataFolder() {
    if (lock_ >= 0) {
        ::close(lock_);
    }
}

std::unique_ptr<Tenants> open_tenants(const std::filesystem::path& path, bool create) {
    require_folder(path, create);
    if (!create && !std::filesystem::exists(path / "tenants.sqlite")) {
        fail(path, "it is not a data folder of silhouette (no tenants.sqlite in it)");
    }
    return open_store<Tenants>(path, "tenants.sqlite", true);
}

}  // namespace silhouette::ingest
