// The app of the test of the books: it clicks as fast as it is told, enters each click in the ledger before and after,
// and is killed from outside.
#include <sys/prctl.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>

#include "platform/mapped_words.h"
#include "tests/faults/books/ledger.h"
#include "tests/stress/window.h"

namespace silhouette::books {
namespace {

using namespace std::chrono_literals;

class Generator {
  public:
    Generator(Ledger ledger, std::uint16_t life, int clicks_per_step)
        : ledger_(ledger), life_(life), clicks_per_step_(clicks_per_step) {}

    [[noreturn]] void run() {
        for (;;) {
            for (int i = 0; i < clicks_per_step_ && !ledger_.held() && !ledger_.all_out(); ++i) {
                step();
            }
            std::this_thread::sleep_for(1ms);
        }
    }

  private:
    void step() {
        const std::uint32_t generation = sil_adapter_generation();
        if (generation == 0) {
            return;
        }
        if (generation != window_.generation) {
            window_.define(generation);
        }
        const std::uint32_t number = ledger_.take_number();
        if (number >= ledger_.clicks()) {
            return;
        }
        Entry entry{Entry::begun, life_, milliseconds_now()};
        ledger_.note(number, entry);
        window_.click(number);
        entry.state = sil_adapter_generation() == generation ? Entry::certain : Entry::uncertain;
        ledger_.note(number, entry);
    }

    Ledger ledger_;
    std::uint16_t life_;
    int clicks_per_step_;
    stress::Window window_;
};

int number_of(const char* text) {
    return static_cast<int>(std::strtol(text, nullptr, 10));
}

int run(char** values) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto clicks = static_cast<std::uint32_t>(number_of(values[2]));
    // Never unmapped: the process ends by kill -9.
    static auto* const words = new platform::MappedWords(
        platform::MappedWords::from_descriptor(number_of(values[1]), Ledger::words_for(clicks)));
    if (words->words().empty()) {
        return 3;
    }
    sil_recorder* recorder = nullptr;
    if (sil_start_from_variables(environ, &recorder) != SIL_OK) {
        return 4;
    }
    if (!stress::attach(recorder)) {
        return 5;
    }
    Generator(Ledger(words->words(), clicks), static_cast<std::uint16_t>(number_of(values[3])), number_of(values[4]))
        .run();
}

}  // namespace
}  // namespace silhouette::books

int main(int count, char** values) {
    if (count != 5) {
        std::fprintf(stderr, "Usage: books_host LEDGER-DESCRIPTOR CLICKS LIFE CLICKS-PER-MILLISECOND\n");
        return 2;
    }
    return silhouette::books::run(values);
}
