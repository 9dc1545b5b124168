// A transport with books beside it, driven by the test's own thread.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "silhouette/v1/batch.pb.h"
#include "tests/integration/transport/fake_endpoint.h"
#include "transport/transport.h"

namespace silhouette::transport {

class RecorderThread {
  public:
    // The folders lie below `folder`. Defaults: a batch after 50 ms.
    RecorderThread(const std::filesystem::path& folder, const std::string& endpoint,
                   const std::function<void(Options&)>& change = {});

    Transport& transport() { return *transport_; }
    void destroy() { transport_.reset(); }
    // Runs the recorder's events until `reached`; false after `timeout`.
    bool run_until(const std::function<bool()>& reached, std::chrono::milliseconds timeout = std::chrono::seconds(60));
    void run_for(std::chrono::milliseconds time);
    // How often the thread had something to do meanwhile.
    std::size_t wakeups_in(std::chrono::milliseconds time);

    void begin_session(int number = 1);
    // A frame of so many clicks; `padding`: bytes that do not compress.
    void add(int clicks, std::size_t padding = 0);

    std::uint64_t captured = 0, sent = 0, sent_of_others = 0, sessions_over = 0;
    std::map<std::uint32_t, std::uint64_t> dropped;
    std::map<Whose, std::uint64_t> dropped_of;
    std::uint64_t wiped = 0;  // of sessions that the user wants erased
    std::vector<privacy::Verdict> verdicts;
    std::vector<std::string> messages;
    std::vector<Failure> uploads, questions;  // how each try ended
    int keys_refused = 0;
    std::uint32_t erasures_asked = 0;
    std::function<void()> on_key_refused;
    bool upload_ended(Failure failure) const {
        return std::find(uploads.begin(), uploads.end(), failure) != uploads.end();
    }
    std::uint64_t all_dropped() const;
    bool balanced() const { return captured == sent + all_dropped() + wiped + transport_->pending_items(); }
    bool said(const std::string& part) const;

  private:
    boost::asio::io_context io_;
    std::unique_ptr<Transport> transport_;
};

v1::Batch read_batch(const Received& request);

}  // namespace silhouette::transport
