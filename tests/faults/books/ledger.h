// The generator's own books: one word for each click, in memory that outlives the app that clicks. The SDK knows
// nothing of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <ctime>
#include <span>

namespace silhouette::books {

// CLOCK_MONOTONIC in milliseconds: the same for all processes.
inline std::uint32_t milliseconds_now() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint32_t>(now.tv_sec * 1'000 + now.tv_nsec / 1'000'000);
}

struct Entry {
    // `certain`: the gate was open before and after the call, in the session that the click belongs to.
    enum State : std::uint8_t { not_issued = 0, begun = 1, uncertain = 2, certain = 3 };
    State state = not_issued;
    std::uint16_t life = 0;  // of the app: which of its processes
    std::uint32_t at = 0;    // milliseconds_now()

    std::uint64_t packed() const {
        return std::uint64_t{at} << 32 | std::uint64_t{life} << 8 | static_cast<std::uint64_t>(state);
    }
    static Entry unpacked(std::uint64_t word) {
        return {static_cast<State>(word & 0xffu), static_cast<std::uint16_t>(word >> 8),
                static_cast<std::uint32_t>(word >> 32)};
    }
};

// Over mapped words.
class Ledger {
  public:
    static constexpr std::size_t words_for(std::uint32_t clicks) { return std::size_t{clicks} + kFirst; }

    Ledger(std::span<std::atomic<std::uint64_t>> words, std::uint32_t clicks) : words_(words), clicks_(clicks) {}

    std::uint32_t clicks() const { return clicks_; }
    // The number of the next click; clicks() or more when all are out.
    std::uint32_t take_number() { return static_cast<std::uint32_t>(words_[0].fetch_add(1)); }
    bool all_out() const { return words_[0].load() >= clicks_; }
    // While it is set nobody clicks.
    void hold(bool yes) { words_[1].store(yes ? 1 : 0); }
    bool held() const { return words_[1].load() != 0; }

    void note(std::uint32_t number, const Entry& entry) { words_[kFirst + number].store(entry.packed()); }
    Entry entry(std::uint32_t number) const { return Entry::unpacked(words_[kFirst + number].load()); }

  private:
    static constexpr std::size_t kFirst = 2;
    std::span<std::atomic<std::uint64_t>> words_;
    std::uint32_t clicks_;
};

}  // namespace silhouette::books
