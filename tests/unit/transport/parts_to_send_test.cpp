#include "transport/parts_to_send.h"

#include <map>

#include "platform/process.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"

namespace silhouette::transport {
namespace {

constexpr std::uint32_t kReason = 3;

// A spool in memory with one closed batch of frames of 1, 2, 3 … items.
struct OneBatch {
    explicit OneBatch(std::size_t frames) {
        std::uint32_t items = 0;
        for (std::size_t i = 0; i < frames; ++i) {
            v1::Frame frame;
            for (std::size_t item = 0; item <= i; ++item, ++items) {
                frame.add_kinds(v1::ITEM_KIND_CLICK);
            }
            whole.frames.push_back(frame.SerializeAsString());
        }
        platform::random_bytes(id);
        spool.put(*key, id, items, to_bytes("piece"));
        spool.close(id);
    }
    std::uint64_t all_lost() const {
        std::uint64_t sum = 0;
        for (const auto& [reason, items] : lost) {
            sum += items;
        }
        return sum;
    }

    std::map<std::uint32_t, std::uint64_t> lost;
    std::optional<EpochKey> key = EpochKey::in_memory();
    Spool spool{
        {}, {1u << 20, std::chrono::hours(1)}, {[this](const Spool::Lost& one) { lost[one.reason] += one.items; }, {}}};
    BatchId id{};
    WholeBatch whole;
    PartsToSend parts{spool};
};

TEST_CASE("a batch that goes in one piece settles all of its items and leaves the spool") {
    OneBatch one(4);
    CHECK(one.parts.empty());
    one.parts.begin(one.id, one.whole);
    CHECK(one.parts.next().id == one.id);
    CHECK(one.parts.next().count == 4);
    CHECK(one.parts.items(one.whole) == 10);
    one.parts.settle(10, kReason);
    CHECK(one.parts.empty());
    CHECK(one.spool.own_items() == 0);
    CHECK_FALSE(one.spool.oldest_closed());
    CHECK(one.all_lost() == 0);
}

TEST_CASE("a batch that was split is settled part by part, in order, each item once") {
    OneBatch one(4);
    one.parts.begin(one.id, one.whole);
    one.parts.split();
    CHECK(one.parts.next().first == 0);
    CHECK(one.parts.next().count == 2);
    CHECK(one.parts.items(one.whole) == 1 + 2);
    one.parts.split();
    CHECK(one.parts.items(one.whole) == 1);
    one.parts.settle(1, kReason);
    CHECK(one.parts.next().first == 1);
    CHECK(one.parts.items(one.whole) == 2);
    one.parts.settle(2, kReason);
    CHECK(one.spool.own_items() == 7);
    CHECK(one.spool.oldest_closed());
    CHECK(one.parts.next().first == 2);
    CHECK(one.parts.items(one.whole) == 3 + 4);
    one.parts.settle(7, kReason);
    CHECK(one.parts.empty());
    CHECK(one.spool.own_items() == 0);
    CHECK(one.all_lost() == 0);
}

TEST_CASE("a try that begins again goes on with the parts that are left; another batch begins at its own start") {
    OneBatch one(4);
    one.parts.begin(one.id, one.whole);
    one.parts.split();
    one.parts.settle(3, kReason);
    one.parts.begin(one.id, one.whole);
    CHECK(one.parts.next().first == 2);
    CHECK(one.parts.items(one.whole) == 7);
    BatchId other{};
    platform::random_bytes(other);
    one.spool.put(*one.key, other, 10, to_bytes("piece"));
    one.parts.begin(other, one.whole);
    CHECK(one.parts.next().first == 0);
    CHECK(one.parts.next().count == 4);
    CHECK(one.parts.items(one.whole) == 10);
}

TEST_CASE("what is left of a batch that is given up is told once") {
    OneBatch one(4);
    one.parts.begin(one.id, one.whole);
    one.parts.split();
    one.parts.settle(3, kReason);
    CHECK(one.parts.give_up(kReason) == 7);
    CHECK(one.parts.empty());
    CHECK(one.spool.own_items() == 0);
    CHECK(one.all_lost() == 0);  // by the caller
}

TEST_CASE("items that no frame of a part accounts for are counted when the last part goes") {
    OneBatch one(2);
    one.spool.settle(one.id, 2);  // only one of three is pending
    one.parts.begin(one.id, one.whole);
    one.parts.split();
    CHECK(one.parts.items(one.whole) == 1);
    one.parts.settle(1, kReason);
    CHECK(one.parts.items(one.whole) == 0);
    one.parts.settle(0, kReason);
    CHECK(one.spool.own_items() == 0);
    CHECK(one.all_lost() == 0);
}

}  // namespace
}  // namespace silhouette::transport
