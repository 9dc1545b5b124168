#include "transport/open_epoch.h"

#include <algorithm>

#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/destroyed_key.h"

namespace silhouette::transport {
namespace {

using Opened = OpenEpoch::Opened;

Opened open(OpenEpoch& epoch, std::uint64_t allowed_since = 0) {
    return epoch.open([] { return true; }, [] { return true; }, allowed_since);
}

TEST_CASE("an epoch lasts while its key is the one on disk") {
    const TemporaryFolder folder;
    OpenEpoch epoch(folder.path());
    CHECK_FALSE(epoch);
    CHECK_FALSE(epoch.mark());
    CHECK(epoch.lasts(false));
    REQUIRE(open(epoch) == Opened::on_disk);
    REQUIRE(epoch);
    REQUIRE(epoch.mark());
    CHECK(*epoch.mark() == (*epoch).mark());
    CHECK(epoch.file() == epoch_key_file(folder.path()));
    CHECK(epoch.lasts(false));

    OpenEpoch other(folder.path());
    REQUIRE(open(other) == Opened::on_disk);
    CHECK(other.mark() == epoch.mark());
    const auto over = *epoch.mark();
    other.close();
    epoch.close();
    CHECK_FALSE(epoch);
    REQUIRE(open(other) == Opened::on_disk);
    REQUIRE(open(epoch) == Opened::on_disk);
    destroy_epoch_key(epoch.file(), key_of(over, false));
    CHECK_FALSE(epoch.lasts(true));
    // Another key in its place is another epoch.
    REQUIRE(open(other) == Opened::on_disk);
    CHECK(other.mark() != over);
    CHECK_FALSE(epoch.lasts(true));
    CHECK(other.lasts(false));
}

TEST_CASE("a damaged key is nobody's epoch") {
    const TemporaryFolder folder;
    OpenEpoch epoch(folder.path());
    REQUIRE(open(epoch) == Opened::on_disk);
    write_file(epoch.file(), to_bytes("not a key"));
    CHECK_FALSE(epoch.lasts(true));
}

TEST_CASE("where the disk takes no key an epoch is in memory, and nobody else can end it") {
    const TemporaryFolder folder;
    const auto blocked = folder.path() / "app";
    write_file(blocked, to_bytes("a file where the folder should be"));
    OpenEpoch on_blocked(blocked);
    OpenEpoch nowhere({});
    for (OpenEpoch* const epoch : {&on_blocked, &nowhere}) {
        CHECK(open(*epoch) == Opened::in_memory);
        CHECK(*epoch);
        CHECK_FALSE(epoch->mark());
        CHECK(epoch->lasts(false));
    }
    CHECK(nowhere.file().empty());
    const auto one = nowhere.open({}, {}, 0);
    CHECK(one == Opened::in_memory);
}

TEST_CASE("what is unreadable for now is what the caller takes it for") {
    const TemporaryFolder folder;
    OpenEpoch epoch(folder.path());
    REQUIRE(open(epoch) == Opened::on_disk);
    const auto kept = folder.path() / "kept";
    std::filesystem::rename(epoch.file(), kept);
    std::filesystem::create_directory(epoch.file());
    CHECK(epoch.lasts(true));
    CHECK_FALSE(epoch.lasts(false));
    std::filesystem::remove(epoch.file());
    std::filesystem::rename(kept, epoch.file());
    CHECK(epoch.lasts(false));
}

TEST_CASE("an epoch that is called off leaves none open, not even the one before") {
    const TemporaryFolder folder;
    OpenEpoch epoch(folder.path());
    CHECK(epoch.open([] { return false; }, [] { return true; }, 0) == Opened::called_off);
    CHECK_FALSE(epoch);
    CHECK(epoch.open([] { return true; }, [] { return false; }, 0) == Opened::called_off);
    CHECK_FALSE(epoch);
    CHECK_FALSE(std::filesystem::exists(epoch.file()));
    REQUIRE(open(epoch, 7) == Opened::on_disk);
    CHECK(open(epoch, 8) == Opened::called_off);  // of another yes of the tenant's
    CHECK_FALSE(epoch);
    CHECK_FALSE(epoch.mark());
}

}  // namespace
}  // namespace silhouette::transport
