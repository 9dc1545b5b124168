// A fork at the worst moment: between opening a key's file and knowing of the descriptor, and while that is given up.
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>

#include "tests/catch.h"
#include "tests/other_process.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/destroyed_key.h"
#include "transport/epoch_key.h"

namespace {

int g_place = 0;    // where this process forks
pid_t g_child = 0;  // who lives on

void fork_one() {
    const pid_t child = ::fork();
    if (child == 0) {
        for (;;) {
            ::pause();
        }
    }
    g_child = child;
}

}  // namespace

extern "C" void silhouette_fault_point(int place) {
    if (place == g_place) {
        g_place = 0;
        fork_one();
    }
}

namespace silhouette::transport {
namespace {

// Where another process forks at that place while it does `work`, and then holds what that gives until it is killed:
// the child is left.
class ForkedAt {
  public:
    ForkedAt(int place, const std::function<void()>& work) {
        int told[2];
        REQUIRE(::pipe(told) == 0);
        parent_ = std::make_unique<tests::OtherProcess>([&] {
            g_place = place;
            work();
            [[maybe_unused]] const ssize_t written = ::write(told[1], &g_child, sizeof g_child);
        });
        REQUIRE(::read(told[0], &child_, sizeof child_) == sizeof child_);
        REQUIRE(child_ > 0);
        ::close(told[0]);
        ::close(told[1]);
    }
    ~ForkedAt() { ::kill(child_, SIGKILL); }
    void kill_parent() { parent_->kill(); }

  private:
    std::unique_ptr<tests::OtherProcess> parent_;
    pid_t child_ = 0;
};

bool is_used(const std::filesystem::path& file) {
    std::error_code error;
    return !destroy_epoch_key_at_once(file, error, {{}, true}).is_gone();
}

TEST_CASE("a child of a fork that comes between the opening of a key and the list holds nothing") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    std::error_code error;
    const bool is_there = GENERATE(false, true);
    INFO("a key that is " << (is_there ? "read" : "made"));
    if (is_there) {
        REQUIRE(EpochKey::read_or_create(file, error));
    }
    ForkedAt forked(61, [&] { static_cast<void>(new EpochKey(*EpochKey::read_or_create(file, error))); });
    CHECK(is_used_by_others(file));
    CHECK(is_used(file));
    forked.kill_parent();
    CHECK_FALSE(is_used_by_others(file));
    CHECK_FALSE(is_used(file));
}

TEST_CASE("a child of a fork that comes while a key is given up holds nothing") {
    const TemporaryFolder folder;
    const auto file = epoch_key_file(folder.path());
    const ForkedAt forked(62, [&] {
        std::error_code error;
        auto key = EpochKey::read_or_create(file, error);
        key.reset();
    });
    CHECK_FALSE(is_used(file));
}

}  // namespace
}  // namespace silhouette::transport
