#include "ingest/writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/limits.h"

namespace silhouette::ingest {
namespace {

struct Waiting {
    LogEntry entry;
    BatchSummary summary;
    RecordedUnder recorded;
    Writer::Done done;
};

struct WaitingErasure {
    Writer::Erasure erasure;
    // It comes behind so many batches, and before all others of its session.
    std::uint64_t behind = 0;
};

struct Finishing {
    Writer::Done done;
    std::chrono::steady_clock::time_point deadline;
};

Outcome outcome_of(const StorageError& error) {
    switch (error.kind()) {
        case StorageError::Kind::full:
            return Outcome::no_space;
        case StorageError::Kind::read_only:
            return Outcome::read_only;
        default:
            return Outcome::unavailable;
    }
}

Outcome outcome_of(Appended appended) {
    return appended == Appended::stored ? Outcome::stored : Outcome::duplicate;
}

}  // namespace

struct Writer::State {
    State(Log& log_, Projection& projection_, Tenants& tenants_, Eraser& eraser_)
        : log(log_), projection(projection_), tenants(tenants_), eraser(eraser_) {}

    Log& log;
    Projection& projection;
    Tenants& tenants;
    Eraser& eraser;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Waiting> waiting;
    std::uint64_t came = 0, taken = 0;  // batches that ever waited, and those of them that wait no more
    std::deque<WaitingErasure> erasures;
    std::size_t waiting_bytes = 0;
    bool draining = false;
    std::atomic<std::uint64_t> commits{0};
    std::atomic<std::size_t> unfinished{0};
    // The writer's thread only.
    bool projection_behind = false;
    std::vector<Finishing> finishing;
    std::thread thread;

    void run();
    // The mutex is held.
    std::vector<Waiting> take_group();
    std::vector<Erasure> take_erasures();
    void commit(std::vector<Waiting>& group);
    std::vector<Outcome> append(std::vector<Waiting>& group);
    void project(const std::vector<Waiting>& group, const std::vector<Outcome>& outcomes);
    void begin(Erasure& erasure);
    void finish(bool last_try);
};

Writer::Writer(Log& log, Projection& projection, Tenants& tenants, Eraser& eraser)
    : state_(std::make_unique<State>(log, projection, tenants, eraser)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Writer::~Writer() {
    drain();
}

void Writer::store(LogEntry entry, BatchSummary summary, RecordedUnder recorded, Done done) {
    Outcome refused = Outcome::busy;
    {
        const std::lock_guard lock(state_->mutex);
        const std::size_t bytes = entry.body.size();
        if (state_->draining) {
            refused = Outcome::draining;
        } else if (state_->waiting.size() < limits::kQueuedBatches &&
                   state_->waiting_bytes + bytes <= limits::kQueuedBytes) {
            state_->waiting.push_back({std::move(entry), std::move(summary), recorded, std::move(done)});
            ++state_->came;
            state_->waiting_bytes += bytes;
            state_->changed.notify_one();
            return;
        }
    }
    done(refused);
}

void Writer::erase(Erasure erasure) {
    Outcome refused = Outcome::busy;
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->draining) {
            refused = Outcome::draining;
        } else if (state_->erasures.size() < limits::kQueuedBatches) {
            state_->erasures.push_back({std::move(erasure), state_->came});
            state_->changed.notify_one();
            return;
        }
    }
    erasure.done(refused);
}

void Writer::drain() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->draining = true;
        state_->changed.notify_one();
    }
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
}

std::uint64_t Writer::commits() const {
    return state_->commits.load();
}

std::size_t Writer::erasures() const {
    return state_->unfinished.load();
}

void Writer::State::run() {
    std::unique_lock lock(mutex);
    while (true) {
        const auto has_work = [this] { return draining || !waiting.empty() || !erasures.empty(); };
        if (eraser.finished()) {
            changed.wait(lock, has_work);
        } else {
            changed.wait_for(lock, limits::kScrubPause, has_work);
        }
        if (draining && waiting.empty() && erasures.empty()) {
            lock.unlock();
            finish(true);
            return;
        }
        std::vector<Waiting> group = take_group();
        std::vector<Erasure> due = take_erasures();
        lock.unlock();
        if (!group.empty()) {
            commit(group);
        }
        for (Erasure& erasure : due) {
            begin(erasure);
        }
        finish(false);
        lock.lock();
    }
}

// Ends before a batch whose session's erasure came first and still waits: that batch is to meet the tombstone.
std::vector<Waiting> Writer::State::take_group() {
    std::vector<Waiting> group;
    while (!waiting.empty() && group.size() < limits::kCommitBatches) {
        const SessionId& session = waiting.front().entry.session;
        const bool is_asked_to_go =
            std::any_of(erasures.begin(), erasures.end(), [this, &session](const WaitingErasure& one) {
                return one.behind <= taken && one.erasure.session == session;
            });
        if (is_asked_to_go) {
            break;
        }
        waiting_bytes -= waiting.front().entry.body.size();
        group.push_back(std::move(waiting.front()));
        waiting.pop_front();
        ++taken;
    }
    return group;
}

// Those that have no batch before them any more, once the group is committed.
std::vector<Writer::Erasure> Writer::State::take_erasures() {
    std::vector<Erasure> due;
    while (!erasures.empty() && due.size() < limits::kErasureRound && erasures.front().behind <= taken) {
        due.push_back(std::move(erasures.front().erasure));
        erasures.pop_front();
    }
    return due;
}

void Writer::State::commit(std::vector<Waiting>& group) {
    const auto outcomes = append(group);
    project(group, outcomes);
    for (std::size_t i = 0; i < group.size(); ++i) {
        group[i].done(outcomes[i]);
    }
}

// The tenants are held while the log commits: whoever switches one off waits until this is through, and what comes
// after it is refused here.
std::vector<Outcome> Writer::State::append(std::vector<Waiting>& group) {
    std::vector<Outcome> outcomes(group.size(), Outcome::tenant_off);
    try {
        Tenants::Hold hold(tenants);
        std::vector<LogEntry> entries;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < group.size(); ++i) {
            const LogEntry& entry = group[i].entry;
            const Permission permission = hold.permission(entry.tenant, group[i].recorded);
            if (permission != Permission::given) {
                outcomes[i] = permission == Permission::off ? Outcome::tenant_off : Outcome::tenant_was_off;
                continue;
            }
            if (eraser.is_erased(entry.tenant, entry.session)) {
                outcomes[i] = Outcome::erased;
                continue;
            }
            entries.push_back(std::move(group[i].entry));
            places.push_back(i);
        }
        if (entries.empty()) {
            return outcomes;
        }
        for (const auto place : places) {
            outcomes[place] = Outcome::unavailable;
        }
        const auto results = log.append(entries);
        ++commits;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            outcomes[places[i]] = outcome_of(results[i]);
            group[places[i]].entry = std::move(entries[i]);
        }
    } catch (const StorageError& error) {
        outcomes.assign(group.size(), outcome_of(error));
    }
    return outcomes;
}

// A projection that fails does not fail the batch: it is durable in the log, and caught up with the next one.
void Writer::State::project(const std::vector<Waiting>& group, const std::vector<Outcome>& outcomes) {
    std::vector<Projection::Change> changes;
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (outcomes[i] == Outcome::stored) {
            changes.push_back({&group[i].entry, group[i].summary});
        }
    }
    if (changes.empty()) {
        return;
    }
    try {
        if (projection_behind) {
            projection.catch_up(log);
        } else {
            projection.apply(changes);
        }
        projection_behind = false;
    } catch (const StorageError&) {
        projection_behind = true;
    }
}

void Writer::State::begin(Erasure& erasure) {
    try {
        if (projection_behind) {
            // It knows whose session it is: behind, it might say "nobody's" of one that is stored.
            projection.catch_up(log);
            projection_behind = false;
        }
        std::vector<std::string> candidates;
        for (auto& settings : tenants.list()) {
            if (erasure.tenant.empty() || erasure.tenant == settings.tenant) {
                candidates.push_back(std::move(settings.tenant));
            }
        }
        const auto owners = eraser.owners(candidates, erasure.session, erasure.secret);
        if (owners.empty()) {
            erasure.done(Outcome::not_there);
            return;
        }
        for (const auto& owner : owners) {
            eraser.begin(owner, erasure.session, erasure.secret, std::time(nullptr));
        }
        finishing.push_back({std::move(erasure.done), std::chrono::steady_clock::now() + limits::kErasurePatience});
        unfinished = finishing.size();
    } catch (const StorageError& error) {
        erasure.done(outcome_of(error));
    }
}

// Answers whoever asked: when all is gone, when it cannot be done, or when it takes too long. It is tried again until
// it is done, whatever was answered.
void Writer::State::finish(bool last_try) {
    if (eraser.finished()) {
        return;
    }
    std::optional<Outcome> outcome;
    try {
        if (eraser.finish()) {
            outcome = Outcome::erased;
        } else if (last_try) {
            outcome = Outcome::unavailable;
        }
    } catch (const StorageError& error) {
        outcome = outcome_of(error);
    }
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(finishing, [&](const Finishing& one) {
        const bool answered = outcome || now >= one.deadline;
        if (answered) {
            one.done(outcome.value_or(Outcome::unavailable));
        }
        return answered;
    });
    unfinished = finishing.size();
}

}  // namespace silhouette::ingest
