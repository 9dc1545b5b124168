#include "ingest/writer.h"

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/limits.h"

namespace silhouette::ingest {
namespace {

struct Waiting {
    LogEntry entry;
    BatchSummary summary;
    Writer::Done done;
};

struct Erasure {
    std::string tenant;
    SessionId session;
    Writer::Erased done;
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
    switch (appended) {
        case Appended::stored:
            return Outcome::stored;
        case Appended::duplicate:
            return Outcome::duplicate;
        default:
            return Outcome::erased;
    }
}

}  // namespace

struct Writer::State {
    State(Log& log_, Projection& projection_, Tenants& tenants_)
        : log(log_), projection(projection_), tenants(tenants_) {}

    Log& log;
    Projection& projection;
    Tenants& tenants;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Waiting> waiting;
    std::deque<Erasure> erasures;
    std::size_t waiting_bytes = 0;
    bool draining = false;
    std::atomic<std::uint64_t> commits{0};
    bool projection_behind = false;  // the writer's thread only
    std::thread thread;

    void run();
    void commit(std::vector<Waiting>& group);
    std::vector<Outcome> append(std::vector<Waiting>& group);
    void project(const std::vector<Waiting>& group, const std::vector<Outcome>& outcomes);
    void erase(Erasure& erasure);
};

Writer::Writer(Log& log, Projection& projection, Tenants& tenants)
    : state_(std::make_unique<State>(log, projection, tenants)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Writer::~Writer() {
    drain();
}

void Writer::store(LogEntry entry, BatchSummary summary, Done done) {
    Outcome refused = Outcome::busy;
    {
        const std::lock_guard lock(state_->mutex);
        const std::size_t bytes = entry.body.size();
        if (state_->draining) {
            refused = Outcome::draining;
        } else if (state_->waiting.size() < limits::kQueuedBatches &&
                   state_->waiting_bytes + bytes <= limits::kQueuedBytes) {
            state_->waiting.push_back({std::move(entry), std::move(summary), std::move(done)});
            state_->waiting_bytes += bytes;
            state_->changed.notify_one();
            return;
        }
    }
    done(refused);
}

void Writer::erase(std::string tenant, SessionId session, Erased done) {
    Outcome refused = Outcome::busy;
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->draining) {
            refused = Outcome::draining;
        } else if (state_->erasures.size() < limits::kQueuedBatches) {
            state_->erasures.push_back({std::move(tenant), session, std::move(done)});
            state_->changed.notify_one();
            return;
        }
    }
    done(refused);
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

void Writer::State::run() {
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [this] { return draining || !waiting.empty() || !erasures.empty(); });
        if (waiting.empty() && erasures.empty()) {
            return;
        }
        std::vector<Waiting> group;
        while (!waiting.empty() && group.size() < limits::kCommitBatches) {
            waiting_bytes -= waiting.front().entry.body.size();
            group.push_back(std::move(waiting.front()));
            waiting.pop_front();
        }
        std::deque<Erasure> due;
        due.swap(erasures);
        lock.unlock();
        if (!group.empty()) {
            commit(group);
        }
        for (Erasure& erasure : due) {
            erase(erasure);
        }
        lock.lock();
    }
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
            if (hold.allowed(group[i].entry.tenant)) {
                entries.push_back(std::move(group[i].entry));
                places.push_back(i);
            }
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

void Writer::State::erase(Erasure& erasure) {
    Outcome outcome = Outcome::stored;
    try {
        log.erase(erasure.tenant, erasure.session, std::time(nullptr));
        projection.erase(erasure.tenant, erasure.session);
    } catch (const StorageError& error) {
        outcome = outcome_of(error);
    }
    erasure.done(outcome);
}

}  // namespace silhouette::ingest
