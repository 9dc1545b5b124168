// A transport that keeps what it is given, and a journal of what was asked of it.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/boot_clock.h"
#include "sdk/recorder/outlet.h"
#include "sdk/recorder/settings.h"

namespace silhouette::tests {

// Waits for a condition, for up to a minute.
template <typename Condition>
bool eventually(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

// Shared by all fake outlets of a test; outlives them. Any thread.
class Journal {
  public:
    void note(const std::string& what) {
        const std::lock_guard lock(mutex_);
        entries_.push_back(what);
    }
    std::vector<std::string> entries() const {
        const std::lock_guard lock(mutex_);
        return entries_;
    }
    std::size_t count(const std::string& what) const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::count(entries_.begin(), entries_.end(), what));
    }
    // Outlets that were made and are not gone.
    int alive() const {
        const std::lock_guard lock(mutex_);
        int result = 0;
        for (const std::string& entry : entries_) {
            result += entry.starts_with("made for toolkit") ? 1 : entry == "gone" ? -1 : 0;
        }
        return result;
    }
    void keep(std::span<const std::byte> frame, std::uint64_t items) {
        const std::lock_guard lock(mutex_);
        frames_.emplace_back(reinterpret_cast<const char*>(frame.data()), frame.size());
        items_ += items;
    }
    std::vector<std::string> frames() const {
        const std::lock_guard lock(mutex_);
        return frames_;
    }
    void keep(const transport::Session& session) {
        const std::lock_guard lock(mutex_);
        sessions_.push_back(session);
    }
    std::vector<transport::Session> sessions() const {
        const std::lock_guard lock(mutex_);
        return sessions_;
    }
    std::uint64_t items() const {
        const std::lock_guard lock(mutex_);
        return items_;
    }
    void forget_frames() {
        const std::lock_guard lock(mutex_);
        frames_.clear();
        items_ = 0;
    }

    // The tenant's answer to those who ask; none when empty.
    std::optional<privacy::Verdict> verdict;
    // Nobody answers, whatever `verdict` says.
    std::atomic<bool> silent{false};
    // What happens between the decision to open and the epoch's key.
    std::function<void()> before_key;
    // What happens while a session is being begun.
    std::function<void()> at_begin;
    // What happens when transport is given a frame.
    std::function<void(const transport::Events&)> at_frame;
    // What happens while transport wipes.
    std::function<void()> at_wipe;
    // When an answer comes, where a test has clocks of its own.
    std::function<privacy::Clocks()> stamp;

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> entries_;
    std::vector<std::string> frames_;
    std::vector<transport::Session> sessions_;
    std::uint64_t items_ = 0;
};

inline privacy::Verdict allowed(bool yes = true, std::chrono::seconds valid_for = std::chrono::hours(1)) {
    privacy::Verdict verdict;
    verdict.allowed = yes;
    verdict.valid_for = valid_for;
    verdict.received = platform::boot_time();
    return verdict;
}

class FakeOutlet final : public recorder::Outlet {
  public:
    FakeOutlet(std::shared_ptr<Journal> journal, transport::Options options, transport::Events events)
        : journal_(std::move(journal)), events_(std::move(events)), toolkit_(options.toolkit), state_(options.state) {
        journal_->note("made for toolkit " + std::to_string(toolkit_));
    }
    ~FakeOutlet() override { journal_->note("gone"); }

    std::uint64_t open_epoch(std::uint64_t, std::uint64_t) override {
        journal_->note("open_epoch");
        has_epoch_ = true;
        if (journal_->before_key) {
            journal_->before_key();
        }
        journal_->note(events_.may_make_key() ? "key made" : "no key made");
        std::error_code none;
        key_ = transport::EpochKey::read(transport::epoch_key_file(state_), none);
        return 0;
    }
    bool has_epoch() override { return has_epoch_; }
    // Of the key that a test left there.
    std::optional<transport::EpochMark> epoch_mark() override {
        return key_ ? std::optional(key_->mark()) : std::nullopt;
    }
    std::array<std::byte, 32> begin_session(const transport::Session& session) override {
        journal_->note("begin_session");
        journal_->keep(session);
        if (journal_->at_begin) {
            journal_->at_begin();
        }
        return {};
    }
    void end_session() override { journal_->note("end_session"); }
    void add_frame(std::span<const std::byte> frame, std::uint64_t items) override {
        journal_->note("add_frame");
        journal_->keep(frame, items);
        pending_ += items;
        books_ = events_.books();
        if (journal_->at_frame) {
            journal_->at_frame(events_);
        }
    }
    void ask_verdict(bool follow, std::uint64_t) override {
        journal_->note(follow ? "ask_verdict and follow" : "ask_verdict");
        if (journal_->verdict && !journal_->silent) {
            privacy::Verdict fresh = *journal_->verdict;
            if (journal_->stamp) {
                fresh.received = journal_->stamp().boot;
                fresh.received_wall = journal_->stamp().wall;
            }
            events_.on_verdict(fresh);
        }
    }
    void stop_asking() override { journal_->note("stop_asking"); }
    void suspend() override { journal_->note("suspend"); }
    void resume(std::uint64_t) override { journal_->note("resume"); }
    void cut() noexcept override {
        ++cuts_;
        journal_->note("cut");
    }
    std::uint64_t cuts() const noexcept override { return cuts_; }
    std::uint64_t wipe() override {
        journal_->note("wipe");
        if (journal_->at_wipe) {
            journal_->at_wipe();
        }
        has_epoch_ = false;
        return std::exchange(pending_, 0);
    }
    void flush(std::chrono::steady_clock::time_point, std::function<void()> done) override {
        journal_->note("flush");
        events_.on_sent(std::exchange(pending_, 0), false);
        done();
    }
    std::uint64_t pending_items() const override { return pending_; }

  private:
    std::shared_ptr<Journal> journal_;
    transport::Events events_;
    std::uint32_t toolkit_;
    std::filesystem::path state_;
    std::optional<transport::EpochKey> key_;
    std::atomic<std::uint64_t> cuts_{0};
    std::uint64_t pending_ = 0;
    bool has_epoch_ = false;
    transport::Books books_;
};

inline recorder::OutletFactory fake_outlets(const std::shared_ptr<Journal>& journal) {
    return [journal](boost::asio::io_context&, transport::Options options, transport::Events events) {
        return std::make_unique<FakeOutlet>(journal, std::move(options), std::move(events));
    };
}

}  // namespace silhouette::tests
