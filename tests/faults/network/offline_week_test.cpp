// A week without a network.
#include <algorithm>
#include <set>

#include "tests/faults/network/faulty.h"
#include "tests/faults/network/folder_watch.h"
#include "tests/faults/network/offline_host.h"
#include "transport/spool_names.h"

using namespace silhouette;
using namespace silhouette::transport;

namespace {

// What somebody did in one go, in a session of its own.
struct Bout {
    std::string session;
    std::uint64_t items = 0;
};

Bout work_in_a_bout(OfflineHost& host, int clicks) {
    const std::uint64_t before = host.stats().captured;
    Bout bout{host.session(), 0};
    host.work(clicks);
    host.settle();
    bout.items = host.stats().captured - before;
    REQUIRE(bout.session == host.session());
    return bout;
}

// The numbers of the spool's segments, which count up.
std::vector<unsigned long> segments(const OfflineHost& host) {
    std::vector<unsigned long> numbers;
    for (const auto& file : files_below(host.spool())) {
        const std::string name = file.filename().string();
        if (name.ends_with(spool_names::kSegmentSuffix)) {
            numbers.push_back(std::stoul(name.substr(spool_names::kRunLength + 1), nullptr, 16));
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::uint64_t dropped_for(const sil_stats& stats, v1::DropReason reason) {
    return stats.dropped_by_reason[static_cast<std::size_t>(reason)];
}

// Until something from before has arrived.
void come_back(OfflineHost& host) {
    host.go_online();
    // Longer than any wait between two tries; one that was under way may have to fail first.
    for (int attempt = 0; attempt < 20 && host.stats().sent == 0; ++attempt) {
        host.pass(10min);
        for (int wait = 0; wait < 2'000 && host.stats().sent == 0; ++wait) {
            fire_kernel_timers();
            std::this_thread::sleep_for(1ms);
        }
    }
    REQUIRE(host.stats().sent > 0);
}

}  // namespace

TEST_CASE("A week offline with a verdict that lasts: the spool is full, never over; back online it goes oldest first") {
    // So slow that a batch from before takes seconds, and new ones are made meanwhile.
    constexpr std::uint32_t kRate = 1'024;
    OfflineHost host;
    const FolderWatch watch(host.spool());
    REQUIRE(host.settings.policy_of_transport.backlog_bytes_per_s.set(kRate));
    host.start(30 * 24h);
    host.settle();
    host.go_offline();
    std::vector<Bout> bouts;
    const int a_day = is_long() ? 24 : 2;
    for (int bout = 0; bout < 7 * a_day; ++bout) {
        REQUIRE(host.recorder->state() == SIL_STATE_RECORDING);
        bouts.push_back(work_in_a_bout(host, 2'000));
        host.pass_idle(std::chrono::hours(24 / a_day));
        REQUIRE(host.on_disk() <= kSpoolBytes);
        // Oldest out first, whole files; but the batch that is being tried, in two of them at the most, does not give
        // way.
        auto numbers = segments(host);
        REQUIRE_FALSE(numbers.empty());
        const auto gap =
            std::adjacent_find(numbers.begin(), numbers.end(), [](auto one, auto next) { return next != one + 1; });
        if (gap != numbers.end()) {
            REQUIRE(gap - numbers.begin() < 2);
            numbers.erase(numbers.begin(), gap + 1);
        }
        REQUIRE(numbers.back() - numbers.front() + 1 == numbers.size());
    }
    CHECK(watch.writes() >= bouts.size());
    CHECK(watch.largest() <= kSpoolBytes);
    CHECK(watch.largest() > kSpoolBytes * 3 / 4);
    CHECK(segments(host).front() > 0);
    const sil_stats offline = host.stats();
    CHECK(offline.sent == 0);
    CHECK(offline.pending > 0);
    CHECK(offline.dropped > 0);
    CHECK(offline.dropped == dropped_for(offline, v1::DROP_REASON_SPOOL_FULL));
    CHECK(offline.captured == offline.dropped + offline.pending);

    std::set<std::string> fresh;
    const auto old_ones = [&] {
        auto all = host.uploads();
        std::erase_if(all, [&](const auto& one) { return fresh.contains(one.session); });
        return all;
    };
    fresh.insert(host.session());
    come_back(host);
    const auto fresh_items = [&] {
        std::uint64_t arrived = 0;
        for (const auto& one : host.uploads()) {
            arrived += fresh.contains(one.session) ? one.items : 0;
        }
        return arrived;
    };
    constexpr int kClicks = 20;
    for (int round = 1; round <= 5; ++round) {
        const std::size_t old_before = old_ones().size();
        // The clock goes its way: one that jumps would end what is under way.
        host.work(kClicks);
        REQUIRE(fresh.contains(host.session()));
        REQUIRE(comes_due([&] { return fresh_items() >= static_cast<std::uint64_t>(round * kClicks); }));
        // The one that was on its way, and some while the new batch was still open.
        CHECK(old_ones().size() - old_before <= 3);
        CHECK(host.stats().pending > 0);
    }
    for (int step = 0; step < 100 && host.stats().pending > 0; ++step) {
        const std::uint64_t before = host.stats().sent;
        host.pass(7s);  // what the rate takes for one, and less than any deadline
        static_cast<void>(comes_due([&] { return host.stats().sent > before; }));
    }
    REQUIRE(host.stats().pending == 0);

    const sil_stats drained = host.stats();
    CHECK(drained.dropped == offline.dropped);
    CHECK(drained.captured == drained.sent + drained.dropped);
    const auto old = old_ones();
    // Oldest first, each once: the last bouts whole, and of the oldest what their files had.
    auto bout = bouts.begin();
    std::uint64_t of_bout = 0, stored = 0;
    std::size_t different = 0;
    for (std::size_t i = 0; i < old.size(); ++i) {
        if (i > 0 && old[i].session == old[i - 1].session) {
            CHECK(old[i].number == old[i - 1].number + 1);
        } else {
            CHECK((different < 3 || of_bout == bout->items));
            bout = std::find_if(bout, bouts.end(), [&](const Bout& one) { return one.session == old[i].session; });
            REQUIRE(bout != bouts.end());
            of_bout = 0;
            ++different;
        }
        of_bout += old[i].items;
        stored += old[i].items;
        if (i > 0) {
            const std::chrono::duration<double> pause = old[i].when - old[i - 1].when;
            CHECK(pause.count() >= static_cast<double>(old[i - 1].bytes) / kRate);
        }
    }
    CHECK(different > 5);
    CHECK(bout + 1 == bouts.end());
    CHECK(of_bout == bout->items);
    CHECK(stored == offline.pending);
    CHECK(drained.sent == stored + fresh_items());
}

TEST_CASE("A week offline with a spool that keeps half of it: what is too old is counted as that, and not sent") {
    OfflineHost host;
    const FolderWatch watch(host.spool());
    host.settings.spool_age = 84h;
    host.start(30 * 24h);
    host.settle();
    host.go_offline();
    std::vector<Bout> bouts;
    for (int day = 0; day < 7; ++day) {
        const std::uint64_t writes = watch.writes();
        bouts.push_back(work_in_a_bout(host, 20));
        host.pass_idle(1h);
        // Of this day, not of the next.
        REQUIRE(comes_due([&] { return watch.writes() > writes; }));
        host.pass(23h);
    }
    const auto items_of = [&](std::size_t from, std::size_t to) {
        std::uint64_t items = 0;
        for (std::size_t day = from; day < to; ++day) {
            items += bouts[day].items;
        }
        return items;
    };
    REQUIRE(comes_due([&] { return dropped_for(host.stats(), v1::DROP_REASON_SPOOL_AGE) == items_of(0, 4); }));
    const sil_stats offline = host.stats();
    CHECK(offline.dropped == items_of(0, 4));
    CHECK(offline.pending == items_of(4, 7));
    CHECK(offline.captured == items_of(0, 7));

    come_back(host);
    REQUIRE(comes_due([&] { return host.stats().pending == 0; }));
    CHECK(host.stats().sent == offline.pending);
    CHECK(host.stats().dropped == offline.dropped);
    const auto uploads = host.uploads();
    REQUIRE(uploads.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(uploads[i].session == bouts[4 + i].session);
        CHECK(uploads[i].items == bouts[4 + i].items);
    }
}

TEST_CASE("Offline for longer than a verdict lasts: suspended and sealed; a fresh yes resumes, a no wipes") {
    const bool again = GENERATE(true, false);
    OfflineHost host;
    host.start(24h);
    host.go_offline();
    host.work(100);
    host.pass(1h);
    REQUIRE(comes_due([&] { return host.stats().pending >= 100; }));
    REQUIRE(host.recorder->state() == SIL_STATE_RECORDING);
    host.pass(24h);
    REQUIRE(host.becomes(SIL_STATE_VERDICT_EXPIRED));
    const sil_stats sealed = host.stats();
    const std::uint64_t bytes = host.on_disk();
    CHECK(bytes > 0);
    const Clicker clicker;
    clicker.click();
    host.pass(6 * 24h);
    CHECK(host.stats().captured == sealed.captured);
    CHECK(host.stats().pending == sealed.pending);
    CHECK(host.on_disk() == bytes);
    CHECK(host.uploads().empty());

    host.allowed = again;
    host.version = 2;
    host.go_online();
    host.pass(10min);
    if (again) {
        REQUIRE(host.becomes(SIL_STATE_RECORDING));
        REQUIRE(comes_due([&] { return host.stats().pending == 0; }));
        CHECK(host.stats().sent == sealed.pending);
    } else {
        REQUIRE(host.becomes(SIL_STATE_TENANT_OFF));
        REQUIRE(comes_due([&] { return host.stats().wiped == sealed.pending; }));
        CHECK(host.on_disk() == 0);
        CHECK(host.uploads().empty());
    }
    CHECK(host.balances());
}
