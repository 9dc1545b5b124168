#include "tests/faults/books/judge.h"

#include <algorithm>
#include <map>
#include <span>

#include "ingest/data_folder.h"
#include "proto/envelope/envelope.h"
#include "silhouette/v1/batch.pb.h"
#include "tests/stress/numbers.h"

namespace silhouette::books {
namespace {

struct Stored {
    std::map<std::uint32_t, std::uint32_t> times;  // of each number
    std::uint64_t items = 0;                       // clicks, navigations, layouts
};

Stored read_log(const std::filesystem::path& data, std::vector<std::string>& problems) {
    Stored stored;
    ingest::DataFolder folder(data, ingest::DataFolder::Use::read);
    folder.log().read(0, [&](const ingest::LogEntry& entry) {
        envelope::Error error{};
        const auto plain = envelope::open(std::as_bytes(std::span(entry.body)), error);
        v1::Batch batch;
        if (!plain || !batch.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
            problems.emplace_back("a stored batch cannot be read");
            return;
        }
        for (const auto& frame : batch.frames()) {
            for (const auto kind : frame.kinds()) {
                stored.items += kind != v1::ITEM_KIND_GAP ? 1 : 0;
            }
            const auto& clicks = frame.clicks();
            for (int row = 0; row < clicks.kinds_size(); ++row) {
                if (clicks.x(row) == 0 || clicks.y(row) == 0) {
                    problems.emplace_back("a click lost its point");
                    return;
                }
                ++stored.times[stress::packed_of(clicks.kinds(row), clicks.x(row), clicks.y(row))];
            }
        }
    });
    return stored;
}

void say(std::vector<std::string>& problems, std::uint64_t count, const std::string& what) {
    if (count > 0) {
        problems.push_back(std::to_string(count) + ' ' + what);
    }
}

void add_counters(const std::vector<Life>& lives, Verdict& verdict) {
    for (const Life& life : lives) {
        verdict.captured += life.counters[recorder::kWordCaptured];
        verdict.sent += life.counters[recorder::kWordSent];
        verdict.taken_sent += life.counters[recorder::kWordTakenOverSent];
        verdict.taken_dropped += life.counters[recorder::kWordTakenOverDropped];
        for (std::size_t reason = 0; reason < recorder::kDropReasons; ++reason) {
            verdict.by_reason[reason] += life.counters[recorder::kWordDropped + reason];
            verdict.dropped += life.counters[recorder::kWordDropped + reason];
        }
        say(verdict.problems, life.counters[recorder::kWordWiped], "items wiped, though nobody said no");
    }
}

}  // namespace

Verdict judge(const Ledger& ledger, const std::vector<Life>& lives, const std::filesystem::path& data) {
    Verdict verdict;
    const Stored stored = read_log(data, verdict.problems);
    verdict.stored_items = stored.items;
    add_counters(lives, verdict);

    std::uint64_t twice = 0, strangers = 0, unexplained = 0, uncounted = 0;
    std::vector<std::uint64_t> certain(lives.size());
    std::vector<std::uint32_t> last_stored(lives.size());  // plus 1
    for (const auto& [number, times] : stored.times) {
        twice += times > 1 ? 1 : 0;
        if (number < ledger.clicks()) {
            std::uint32_t& last = last_stored[ledger.entry(number).life];
            last = std::max(last, number + 1);
        }
        strangers += number >= ledger.clicks() || ledger.entry(number).state == Entry::not_issued ? 1 : 0;
    }
    for (std::uint32_t number = 0; number < ledger.clicks(); ++number) {
        const Entry entry = ledger.entry(number);
        if (entry.state == Entry::not_issued) {
            continue;  // its number was drawn in the moment of a kill
        }
        ++verdict.issued;
        const std::uint64_t is_certain = entry.state == Entry::certain ? 1 : 0;
        certain[entry.life] += is_certain;
        verdict.certain += is_certain;
        if (stored.times.count(number) != 0) {
            ++verdict.stored;
            verdict.certain_stored += is_certain;
            continue;
        }
        const std::uint32_t ended = lives[entry.life].ended;
        const std::uint32_t age = ended - std::min(entry.at, ended);
        verdict.oldest_crashed = std::max<std::uint64_t>(verdict.oldest_crashed, age);
        // Clicks are spooled in their order: a kill takes the last ones of a life, and none before one that arrived.
        ++(number >= last_stored[entry.life] ? verdict.crashed : unexplained);
    }
    for (std::size_t life = 0; life < lives.size(); ++life) {
        const std::uint64_t captured = lives[life].counters[recorder::kWordCaptured];
        uncounted += certain[life] > captured ? certain[life] - captured : 0;
    }
    const std::uint64_t all_dropped = verdict.dropped + verdict.taken_dropped;
    say(verdict.problems, twice, "clicks are stored twice");
    say(verdict.problems, strangers, "clicks are stored that were never made");
    say(verdict.problems, uncounted, "clicks that were surely captured are not in the SDK's books");
    say(verdict.problems, unexplained > all_dropped ? unexplained - all_dropped : 0,
        "clicks are missing that were neither dropped nor in the memory of a process that was killed");
    say(verdict.problems, verdict.by_reason[0], "items dropped for no stated reason");
    // What is acknowledged is stored. The other way about a process can be killed before it counts what was stored.
    say(verdict.problems,
        verdict.sent + verdict.taken_sent > stored.items ? verdict.sent + verdict.taken_sent - stored.items : 0,
        "items are in the SDK's books as sent, and not stored");
    // Nothing comes out that did not go in.
    say(verdict.problems,
        stored.items + all_dropped > verdict.captured ? stored.items + all_dropped - verdict.captured : 0,
        "items are stored or dropped, and were never captured");
    return verdict;
}

}  // namespace silhouette::books
