// A thread for answers that take long to make (exports), so that batches and verdicts never wait for them.
#pragma once

#include <functional>
#include <memory>

namespace silhouette::ingest {

class ReadingThread {
  public:
    ReadingThread();
    // Finishes what waits.
    ~ReadingThread();

    // False when too much waits already; the task is not run then. Tasks must not throw.
    bool run(std::function<void()> task);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace silhouette::ingest
