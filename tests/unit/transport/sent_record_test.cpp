#include "transport/sent_record.h"

#include "platform/process.h"
#include "proto/envelope/envelope.h"
#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/destroyed_key.h"
#include "transport/local_record.h"
#include "transport/policy.h"
#include "transport/spool.h"

namespace silhouette::transport {
namespace {

BatchId batch_id(unsigned number) {
    BatchId id{};
    id[0] = static_cast<std::byte>(number & 0xff);
    id[1] = static_cast<std::byte>(number >> 8);
    return id;
}

TEST_CASE("the record of what was sent stays within its bound and keeps the newest") {
    const TemporaryFolder folder;
    SentRecord record(folder.path() / "cache" / "sent");
    constexpr unsigned kBatches = 900;
    for (unsigned i = 0; i < kBatches; ++i) {
        std::vector<std::byte> plain(3'000);
        platform::random_bytes(plain);
        record.add(batch_id(i), 1, envelope::seal(plain));
        REQUIRE(bytes_below(folder.path() / "cache") <= Policy().sent_bytes);
    }
    const auto local = read_local_record(folder.path() / "state", folder.path() / "cache");
    CHECK(local.problem.empty());
    CHECK(local.damaged == 0);
    REQUIRE(local.sent.size() > 150);
    CHECK(local.sent.back().id == batch_id(kBatches - 1));
    for (std::size_t i = 1; i < local.sent.size(); ++i) {
        const auto number = [&](const LocalBatch& one) {
            return std::to_integer<unsigned>(one.id[0]) + 256 * std::to_integer<unsigned>(one.id[1]);
        };
        REQUIRE(number(local.sent[i]) == number(local.sent[i - 1]) + 1);
    }
    record.wipe_unless_kept();
    CHECK(read_local_record(folder.path() / "state", folder.path() / "cache").sent.size() == local.sent.size());
    destroy_epoch_key(record_key_file(folder.path() / "cache"));
    record.wipe_unless_kept();
    CHECK(bytes_below(folder.path() / "cache") == 0);
}

TEST_CASE("what waits can be read as well, until the keys are destroyed") {
    const TemporaryFolder folder;
    std::error_code error;
    const auto file = epoch_key_file(folder.path() / "state");
    const auto key = EpochKey::read_or_create(file, error);
    REQUIRE(key);
    Spool spool(folder.path() / "cache" / "spool", {8u << 20, std::chrono::seconds(604'800)},
                {[](const Spool::Lost&) {}, [](Spool::Place) {}});
    spool.put(*key, batch_id(1), 4, envelope::seal(to_bytes("an encoded batch")));
    SentRecord(folder.path() / "cache" / "sent").add(batch_id(2), 3, envelope::seal(to_bytes("a sent batch")));

    auto local = read_local_record(folder.path() / "state", folder.path() / "cache");
    REQUIRE(local.waiting.size() == 1);
    CHECK(local.waiting[0].items == 4);
    CHECK(to_text(local.waiting[0].batch) == "an encoded batch");
    REQUIRE(local.sent.size() == 1);
    CHECK(to_text(local.sent[0].batch) == "a sent batch");

    destroy_epoch_key(file);
    local = read_local_record(folder.path() / "state", folder.path() / "cache");
    CHECK(local.waiting.empty());
    CHECK(local.sent.size() == 1);
    CHECK(local.problem.empty());

    destroy_epoch_key(record_key_file(folder.path() / "cache"));
    local = read_local_record(folder.path() / "state", folder.path() / "cache");
    CHECK(local.sent.empty());
    CHECK_FALSE(local.problem.empty());
}

TEST_CASE("a record of another key is replaced, not continued") {
    const TemporaryFolder folder;
    SentRecord record(folder.path() / "cache" / "sent");
    record.add(batch_id(1), 1, envelope::seal(to_bytes("old")));
    destroy_epoch_key(record_key_file(folder.path() / "cache"));
    record.add(batch_id(2), 1, envelope::seal(to_bytes("new")));
    const auto local = read_local_record(folder.path() / "state", folder.path() / "cache");
    REQUIRE(local.sent.size() == 1);
    CHECK(to_text(local.sent[0].batch) == "new");
}

}  // namespace
}  // namespace silhouette::transport
