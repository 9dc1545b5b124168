#include "ingest/settings_watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/limits.h"

namespace silhouette::ingest {

using Clock = std::chrono::steady_clock;

struct SettingsWatch::State {
    explicit State(Tenants& tenants_) : tenants(tenants_) {}

    struct Waiting {
        std::string tenant;
        std::uint64_t known_version;
        Clock::time_point deadline;
        std::shared_ptr<std::atomic<bool>> abandoned;
        Done done;
    };

    Tenants& tenants;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Waiting> waiting;
    bool look = false;  // somebody is new, or something was changed here
    bool draining = false;
    std::int64_t mark = -1;  // the thread's only
    std::thread thread;

    void run();
    bool something_changed();
    // Moves out those who are to be answered, with their answer.
    std::vector<std::pair<Done, std::optional<TenantSettings>>> due(bool compare);
};

SettingsWatch::SettingsWatch(Tenants& tenants) : state_(std::make_unique<State>(tenants)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

SettingsWatch::~SettingsWatch() {
    drain();
}

void SettingsWatch::wait(std::string tenant, std::uint64_t known_version, std::chrono::seconds patience,
                         std::shared_ptr<std::atomic<bool>> abandoned, Done done) {
    {
        const std::lock_guard lock(state_->mutex);
        if (!state_->draining) {
            state_->waiting.push_back(
                {std::move(tenant), known_version, Clock::now() + patience, std::move(abandoned), std::move(done)});
            state_->look = true;
            state_->changed.notify_one();
            return;
        }
    }
    done(std::nullopt);
}

std::size_t SettingsWatch::waiting() const {
    const std::lock_guard lock(state_->mutex);
    return static_cast<std::size_t>(std::ranges::count_if(
        state_->waiting, [](const auto& one) { return !one.abandoned || !one.abandoned->load(); }));
}

void SettingsWatch::notify() {
    const std::lock_guard lock(state_->mutex);
    state_->look = true;
    state_->changed.notify_one();
}

void SettingsWatch::drain() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->draining = true;
        state_->changed.notify_one();
    }
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
}

bool SettingsWatch::State::something_changed() {
    try {
        const std::int64_t before = std::exchange(mark, tenants.change_mark());
        return before != mark;
    } catch (const StorageError&) {
        return false;  // the next look may see it; the client's verdict ages out otherwise
    }
}

void SettingsWatch::State::run() {
    std::unique_lock lock(mutex);
    while (true) {
        if (waiting.empty()) {
            changed.wait(lock, [this] { return draining || !waiting.empty(); });
        } else {
            changed.wait_for(lock, limits::kSettingsWatch, [this] { return draining || look; });
        }
        const bool asked = std::exchange(look, false);
        const bool ending = draining;
        lock.unlock();
        // Both are evaluated: the mark has to move on.
        const bool moved = something_changed();
        lock.lock();
        auto answers = due(asked || moved || ending);
        lock.unlock();
        for (auto& [done, settings] : answers) {
            done(std::move(settings));
        }
        lock.lock();
        if (ending && waiting.empty()) {
            return;
        }
    }
}

std::vector<std::pair<SettingsWatch::Done, std::optional<TenantSettings>>> SettingsWatch::State::due(bool compare) {
    std::vector<std::pair<Done, std::optional<TenantSettings>>> answers;
    std::vector<Waiting> keep;
    const auto now = Clock::now();
    for (Waiting& one : waiting) {
        std::optional<TenantSettings> settings;
        if (compare) {
            try {
                settings = tenants.settings(one.tenant);
            } catch (const StorageError&) {
                settings.reset();
            }
        }
        if (one.abandoned && one.abandoned->load()) {
            continue;
        }
        if (settings && settings->version != one.known_version) {
            answers.emplace_back(std::move(one.done), std::move(settings));
        } else if (draining || now >= one.deadline) {
            answers.emplace_back(std::move(one.done), std::nullopt);
        } else {
            keep.push_back(std::move(one));
        }
    }
    waiting = std::move(keep);
    return answers;
}

}  // namespace silhouette::ingest
