#include "transport/batcher.h"

#include <set>

#include "proto/envelope/envelope.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/batch_parts.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Options options() {
    Options given;
    given.tenant = "acme";
    given.app = "orders";
    given.app_version = "1.2";
    given.sdk_version = "0.1.0";
    given.toolkit = 2;
    given.batch_bytes = 2'048;
    return given;
}

std::vector<std::byte> frame(std::uint32_t start, int clicks, std::size_t padding = 0) {
    v1::Frame message;
    message.set_start(start);
    for (int i = 0; i < clicks; ++i) {
        message.add_kinds(v1::ITEM_KIND_CLICK);
        message.add_time_deltas(1);
    }
    if (padding) {
        message.mutable_names()->set_first(1);
        message.mutable_names()->add_text(std::string(padding, 'n'));
    }
    return to_bytes(message.SerializeAsString());
}

v1::Batch read(std::span<const std::byte> sealed) {
    envelope::Error error{};
    const auto plain = envelope::open(sealed, error);
    REQUIRE(plain);
    v1::Batch batch;
    REQUIRE(batch.ParseFromArray(plain->data(), static_cast<int>(plain->size())));
    return batch;
}

Session session_of(int number, std::int64_t started = 0) {
    Session session;
    session.id[0] = static_cast<std::byte>(number);
    session.started = started;
    return session;
}

TEST_CASE("a piece is a batch: header, books and frames") {
    Batcher batcher(options());
    Session session = session_of(9, 1'700'000'000);
    session.allowed_since = 1'600'000'000;
    batcher.begin_session(session);
    const auto now = Clock::now();
    REQUIRE(batcher.add(frame(1, 3), 3, now) == Batcher::Added::yes);
    REQUIRE(batcher.add(frame(2, 2), 2, now) == Batcher::Added::yes);
    CHECK(batcher.waiting_items() == 5);
    const auto piece = batcher.take_piece({7, {{1, 2}}});
    REQUIRE(piece);
    CHECK(piece->items == 5);
    CHECK(batcher.waiting_items() == 0);
    const auto batch = read(piece->bytes);
    const auto& header = batch.header();
    CHECK(header.schema_version() == 1);
    CHECK(header.batch_id() == to_text(piece->batch));
    CHECK(header.session_id().size() == 16);
    CHECK(header.session_id()[0] == 9);
    CHECK(header.batch_number() == 0);
    CHECK(header.tenant() == "acme");
    CHECK(header.app() == "orders");
    CHECK(header.app_version() == "1.2");
    CHECK(header.sdk_version() == "0.1.0");
    CHECK(header.platform() == v1::PLATFORM_LINUX);
    CHECK(header.toolkit() == v1::TOOLKIT_QT6);
    CHECK(header.level() == v1::LEVEL_SILHOUETTES);
    CHECK(header.started() == 1'700'000'000);
    CHECK(header.allowed_since() == 1'600'000'000);
    CHECK(header.counters().captured() == 7);
    REQUIRE(header.counters().dropped_size() == 1);
    CHECK(header.counters().dropped(0).reason() == v1::DROP_REASON_QUEUE_FULL);
    CHECK(header.counters().dropped(0).items() == 2);
    REQUIRE(batch.frames_size() == 2);
    CHECK(batch.frames(1).start() == 2);
    CHECK_FALSE(batcher.take_piece({}));
}

TEST_CASE("batches of a session are numbered without holes, those of the next begin at 0") {
    Batcher batcher(options());
    std::set<std::string> ids;
    for (int session = 0; session < 2; ++session) {
        batcher.begin_session(session_of(session));
        for (std::uint32_t number = 0; number < 5; ++number) {
            REQUIRE(batcher.add(frame(1, 1), 1, Clock::now()) == Batcher::Added::yes);
            const auto piece = batcher.take_piece({});
            REQUIRE(piece);
            REQUIRE(batcher.close() == piece->batch);
            CHECK(read(piece->bytes).header().batch_number() == number);
            ids.insert(to_text(piece->batch));
        }
        CHECK_FALSE(batcher.close());
    }
    CHECK(ids.size() == 10);
}

TEST_CASE("a batch is full by bytes; what no batch can hold is told") {
    Batcher batcher(options());
    CHECK(batcher.add(frame(1, 1), 1, Clock::now()) == Batcher::Added::no_session);
    batcher.begin_session({});
    REQUIRE(batcher.add(frame(1, 1, 1'500), 1, Clock::now()) == Batcher::Added::yes);
    CHECK(batcher.add(frame(1, 1, 1'500), 1, Clock::now()) == Batcher::Added::batch_full);
    CHECK(batcher.waiting_items() == 1);
    batcher.take_piece({});
    batcher.close();
    CHECK(batcher.add(frame(1, 1, 1'500), 1, Clock::now()) == Batcher::Added::yes);
    CHECK(batcher.add(std::vector<std::byte>(envelope::kUncompressedMax), 1, Clock::now()) ==
          Batcher::Added::too_large);
}

TEST_CASE("pieces and batches are due by time, and nothing is due while nothing waits") {
    Batcher batcher(options());
    batcher.begin_session({});
    CHECK(batcher.piece_due() == Batcher::Time::max());
    CHECK(batcher.batch_due() == Batcher::Time::max());
    const auto now = Clock::now();
    batcher.add(frame(1, 1), 1, now);
    CHECK(batcher.piece_due() == now + std::chrono::milliseconds(Policy().piece));
    CHECK(batcher.batch_due() == now + 30s);
    batcher.take_piece({});
    CHECK(batcher.piece_due() == Batcher::Time::max());
    CHECK(batcher.batch_due() == now + 30s);
    batcher.close();
    CHECK(batcher.batch_due() == Batcher::Time::max());
}

TEST_CASE("a piece is full by bytes or by items") {
    auto given = options();
    given.batch_bytes = 65'536;
    REQUIRE(given.policy.piece_items.set(8));
    Batcher batcher(given);
    batcher.begin_session({});
    batcher.add(frame(1, 4), 4, Clock::now());
    batcher.add(frame(1, 3), 3, Clock::now());
    CHECK_FALSE(batcher.piece_is_full());
    batcher.add(frame(1, 1), 1, Clock::now());
    CHECK(batcher.piece_is_full());
    batcher.take_piece({});
    CHECK_FALSE(batcher.piece_is_full());
    batcher.add(frame(1, 1, 17'000), 1, Clock::now());
    CHECK(batcher.piece_is_full());
}

TEST_CASE("forgetting tells the items that were in no piece") {
    Batcher batcher(options());
    batcher.begin_session({});
    batcher.add(frame(1, 4), 4, Clock::now());
    batcher.take_piece({});
    batcher.add(frame(1, 3), 3, Clock::now());
    CHECK(batcher.forget() == 3);
    CHECK_FALSE(batcher.open());
    CHECK_FALSE(batcher.take_piece({}));
}

TEST_CASE("an empty version is left empty, and the books of a long list are bounded") {
    auto given = options();
    given.app_version.clear();
    Batcher batcher(given);
    batcher.begin_session({});
    batcher.add(frame(1, 1), 1, Clock::now());
    Books books;
    books.dropped.resize(40, Count{1, 1});
    const auto piece = batcher.take_piece(books);
    REQUIRE(piece);
    CHECK(read(piece->bytes).header().counters().dropped_size() == 16);
    CHECK(read(piece->bytes).header().app_version().empty());
}

}  // namespace
}  // namespace silhouette::transport
