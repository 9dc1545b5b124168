// The whole recorder on disks that fail: the host notices nothing, the counts tell the truth, and what can be kept is
// sent once the disk is well.
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <set>

#include "proto/envelope/envelope.h"
#include "proto/fields.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/catch.h"
#include "tests/faults/files/failing_files.h"
#include "tests/integration/closing/running_host.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette {
namespace {

using failing_files::Fault;
using tests::eventually;
using tests::RunningHost;
using transport::FakeEndpoint;
using transport::Received;
using transport::TemporaryFolder;

// Takes batches, or is away; counts the items of each batch once.
class Books {
  public:
    std::string url() const { return endpoint_.url(); }
    void go_away(bool yes) { away_ = yes; }
    std::uint64_t items() const {
        const std::lock_guard lock(mutex_);
        return items_;
    }

  private:
    std::string answer(const Received& request) {
        if (request.method == "GET") {
            return transport::settings_answer(1, true);
        }
        if (away_) {
            return transport::answer(503);
        }
        envelope::Error error{};
        v1::Batch batch;
        const auto plain = envelope::open(std::as_bytes(std::span(request.body)), error);
        if (plain && batch.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
            const std::lock_guard lock(mutex_);
            if (ids_.insert(batch.header().batch_id()).second) {
                for (const auto& frame : batch.frames()) {
                    for (const auto kind : frame.kinds()) {
                        items_ += kind != v1::ITEM_KIND_GAP ? 1 : 0;
                    }
                }
            }
        }
        return transport::acknowledge(request);
    }

    std::atomic<bool> away_{false};
    mutable std::mutex mutex_;
    std::set<std::string> ids_;
    std::uint64_t items_ = 0;
    FakeEndpoint endpoint_{[this](const Received& request, std::size_t) { return answer(request); }};
};

constexpr std::size_t kMemory = static_cast<std::size_t>(wire::DropReason::memory);
constexpr std::size_t kDamaged = static_cast<std::size_t>(wire::DropReason::spool_damaged);

bool balances(const sil_stats& now) {
    return now.captured == now.sent + now.dropped + now.wiped + now.pending;
}

std::filesystem::path spool_of(const std::filesystem::path& folder) {
    return folder / "cache" / "orders" / "spool";
}

// Clicks while the fault is there, heals it, and holds the host's books against the endpoint's. What may be dropped is
// said by the caller.
sil_stats go_through(Books& endpoint, const std::filesystem::path& folder, const std::function<void()>& begin,
                     const std::function<void()>& end) {
    RunningHost host(folder, endpoint.url());
    REQUIRE(host.opens());
    endpoint.go_away(true);
    host.click(50);
    REQUIRE(eventually([&] { return transport::bytes_below(spool_of(folder)) > 0; }));
    begin();
    for (int i = 0; i < 10; ++i) {
        host.click(20);
        // The pieces of this many are written one by one.
        std::this_thread::sleep_for(std::chrono::milliseconds(120));
        CHECK(balances(host.stats()));
        CHECK(sil_state_now(host.recorder()) == SIL_STATE_RECORDING);
    }
    end();
    endpoint.go_away(false);
    host.click(50);
    CHECK(eventually([&] { return host.stats().pending == 0; }, std::chrono::seconds(240)));
    const sil_stats stats = host.stats();
    CHECK(balances(stats));
    CHECK(stats.captured >= 300);
    CHECK(stats.sent == endpoint.items());
    host.stop();
    return stats;
}

TEST_CASE("a disk that refuses: nothing is lost that memory holds, and the disk is used again") {
    const TemporaryFolder folder;
    failing_files::watch(folder.path());
    for (const auto& [name, fault] :
         {std::pair("no space", Fault::no_space), std::pair("input/output error", Fault::io_error),
          std::pair("read-only", Fault::read_only), std::pair("no locks", Fault::no_locks),
          std::pair("no descriptors", Fault::no_descriptors)}) {
        INFO(name);
        Books endpoint;
        std::uint64_t failed = 0;
        const sil_stats stats = go_through(
            endpoint, folder.path(), [&] { failing_files::set(fault); },
            [&] {
                eventually([] { return failing_files::failed_calls() > 0; });
                failed = failing_files::failed_calls();
                failing_files::set(Fault::none);
            });
        CHECK(failed > 0);
        CHECK(stats.dropped == 0);
        CHECK(stats.sent == stats.captured);
    }
}

TEST_CASE("a disk that cannot be read any more: what lay there is counted, the rest arrives") {
    const TemporaryFolder folder;
    failing_files::watch(folder.path());
    Books endpoint;
    std::uint64_t failed = 0;
    const sil_stats stats = go_through(
        endpoint, folder.path(), [&] { failing_files::set(Fault::unreadable); },
        [&] {
            eventually([] { return failing_files::failed_calls() > 0; });
            failed = failing_files::failed_calls();
            failing_files::set(Fault::none);
        });
    CHECK(failed > 0);
    CHECK(stats.dropped > 0);
    CHECK(stats.dropped == stats.dropped_by_reason[kDamaged]);
}

TEST_CASE("a disk of which every fourth call fails: whatever becomes of an item, it is counted once") {
    const TemporaryFolder folder;
    failing_files::watch(folder.path());
    Books endpoint;
    const sil_stats stats = go_through(
        endpoint, folder.path(), [] { failing_files::set(Fault::now_and_then); },
        [] { failing_files::set(Fault::none); });
    CHECK(stats.dropped == stats.dropped_by_reason[kDamaged] + stats.dropped_by_reason[kMemory]);
}

TEST_CASE("folders that are removed while it runs: what lay there is counted, and they are made again") {
    const TemporaryFolder folder;
    for (const char* const what : {"cache/orders/spool", "cache/orders", "cache"}) {
        INFO(what);
        Books endpoint;
        const sil_stats stats = go_through(
            endpoint, folder.path(), [&] { std::filesystem::remove_all(folder.path() / what); }, [] {});
        CHECK(stats.dropped > 0);
        CHECK(stats.dropped == stats.dropped_by_reason[kDamaged]);
    }
}

TEST_CASE("a host that answers faster than its disk follows runs out of no descriptors") {
    const TemporaryFolder folder;
    Books endpoint;
    failing_files::watch(folder.path());
    RunningHost host(folder.path(), endpoint.url());
    REQUIRE(host.opens());
    const auto descriptors = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                             std::filesystem::directory_iterator());
    };
    const auto before = descriptors();
    failing_files::set(Fault::slow);
    auto most = before;
    for (int round = 0; round < 600; ++round) {
        CHECK(sil_consent_change(host.recorder(), SIL_CHOICE_YES, 1, SIL_CONSENT_DO_NOT_WAIT) == SIL_OK);
        CHECK(sil_consent_change(host.recorder(), SIL_CHOICE_NO, 1, SIL_CONSENT_DO_NOT_WAIT) == SIL_OK);
        most = std::max(most, descriptors());
    }
    failing_files::set(Fault::none);
    CHECK(most - before < 200);
    CHECK(host.becomes(SIL_STATE_USER_OFF));
}

TEST_CASE("a host that says yes as soon as it has started goes on with what the last run has left") {
    const TemporaryFolder folder;
    Books endpoint;
    const auto key = [&] {
        std::ifstream file(folder.path() / "state" / "orders" / "epoch.key", std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    RunningHost first(folder.path(), endpoint.url());
    REQUIRE(first.opens());
    first.stop();
    const std::string before = key();
    REQUIRE_FALSE(before.empty());
    for (int round = 0; round < 30; ++round) {
        INFO("round " << round);
        RunningHost host(folder.path(), endpoint.url());
        REQUIRE(host.opens());
        host.stop();
        REQUIRE(key() == before);
    }
}

TEST_CASE("a process that may not write a byte to a file: it is told that its answers are not kept, and lives on") {
    const TemporaryFolder folder;
    Books endpoint;
    RunningHost host(folder.path(), endpoint.url());
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const rlimit nothing{0, before.rlim_max};
    // What is found is told afterwards: the test writes to files, too.
    ::setrlimit(RLIMIT_FSIZE, &nothing);
    const sil_status yes = sil_consent_set(host.recorder(), SIL_CHOICE_YES, 1);
    ::setrlimit(RLIMIT_FSIZE, &before);
    const bool opened = host.opens();
    host.click(5);
    ::setrlimit(RLIMIT_FSIZE, &nothing);
    const sil_status erasing = sil_erase_sent(host.recorder());
    const sil_status account = sil_account_set(host.recorder(), "maria");
    const sil_status no = host.no(SIL_CONSENT_ERASE);
    ::setrlimit(RLIMIT_FSIZE, &before);
    CHECK(yes == SIL_ERROR_STORAGE);
    CHECK(opened);
    CHECK((erasing == SIL_OK || erasing == SIL_ERROR_STORAGE));
    CHECK((account == SIL_OK || account == SIL_ERROR_STORAGE));
    CHECK(no == SIL_ERROR_STORAGE);
    CHECK(host.becomes(SIL_STATE_USER_OFF));
    sigset_t signals;
    REQUIRE(::sigpending(&signals) == 0);
    CHECK(::sigismember(&signals, SIGXFSZ) == 0);
    REQUIRE(::pthread_sigmask(SIG_SETMASK, nullptr, &signals) == 0);
    CHECK(::sigismember(&signals, SIGXFSZ) == 0);
}

TEST_CASE("64 MB filled to the last byte, then freed: kept in memory meanwhile, all of it arrives") {
    const TemporaryFolder folder;
    const std::filesystem::path disk = folder.path() / "cache";
    std::filesystem::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64m,mode=0700") != 0) {
        WARN("no tmpfs can be mounted here: not tested");
        return;
    }
    struct Unmount {
        std::filesystem::path path;
        ~Unmount() { ::umount2(path.c_str(), MNT_DETACH); }
    } const unmount{disk};
    const std::filesystem::path filler = disk / "filler";
    Books endpoint;
    std::uintmax_t left = 1;
    const sil_stats stats = go_through(
        endpoint, folder.path(),
        [&] {
            const int descriptor = ::open(filler.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
            static const std::vector<char> block(65'536);
            for (std::size_t size = block.size(); size > 0;) {
                if (::write(descriptor, block.data(), size) <= 0) {
                    size /= 2;
                }
            }
            ::close(descriptor);
            left = std::filesystem::space(disk).free;
        },
        [&] { std::filesystem::remove(filler); });
    CHECK(left == 0);
    CHECK(stats.dropped == 0);
    CHECK(stats.sent == stats.captured);
}

}  // namespace
}  // namespace silhouette
