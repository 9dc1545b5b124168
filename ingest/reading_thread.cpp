#include "ingest/reading_thread.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "ingest/limits.h"

namespace silhouette::ingest {

struct ReadingThread::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> tasks;
    bool ending = false;
    std::thread thread;

    void work() {
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [this] { return ending || !tasks.empty(); });
            if (tasks.empty()) {
                return;
            }
            auto task = std::move(tasks.front());
            tasks.pop_front();
            lock.unlock();
            task();
            task = nullptr;
            lock.lock();
        }
    }
};

ReadingThread::ReadingThread() : state_(std::make_unique<State>()) {
    state_->thread = std::thread([state = state_.get()] { state->work(); });
}

ReadingThread::~ReadingThread() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
        state_->changed.notify_one();
    }
    state_->thread.join();
}

bool ReadingThread::run(std::function<void()> task) {
    const std::lock_guard lock(state_->mutex);
    if (state_->tasks.size() >= limits::kQueuedReads) {
        return false;
    }
    state_->tasks.push_back(std::move(task));
    state_->changed.notify_one();
    return true;
}

}  // namespace silhouette::ingest
