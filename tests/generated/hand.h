// What is done in a window, step by step: decided by the program's seed, save where the data say which of many it is.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sdk/adapters/qt/hook.h"
#include "tests/generated/built_window.h"
#include "tests/generated/part.h"
#include "tests/generated/recording.h"

namespace silhouette::tests {

enum class Act : std::uint8_t {
    click,
    click_at_start,
    click_at_end,
    second_button,
    key,
    entry,
    choice,
    other_content,
    resize
};

struct Step {
    Act act{};
    std::uint32_t number = 0;  // of the part
    std::uint32_t seed = 0;
};

std::vector<Step> make_steps(const Part& window, std::uint64_t seed);

// What a window shows first, and what later; and which of many somebody uses.
struct Contents {
    std::uint64_t first = 0, second = 0, chosen = 0;
};

struct Outcome {
    std::vector<std::string> frames;
    std::vector<std::vector<sil_layout_node>> boxes;  // true ones, after each step
    std::set<std::size_t> impossible;                 // steps that a person could not do: too small, not there
    int clicks = 0, choices = 0;
};

// Builds the window, shows it, and does the steps that are not left out.
Outcome play(qt::Hook& hook, const Part& window, const std::vector<Step>& steps, const std::set<std::size_t>& left_out,
             Contents contents, Level level);

std::string in_words(const Step& step);

}  // namespace silhouette::tests
