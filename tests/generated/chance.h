// Numbers by chance that a seed decides, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>

namespace silhouette::tests {

class Chance {
  public:
    explicit Chance(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15u;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
        return mixed ^ (mixed >> 31);
    }
    int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }
    int between(int least, int most) { return least + below(most - least + 1); }
    bool one_in(int many) { return below(many) == 0; }
    template <typename Value, std::size_t count>
    const Value& of(const Value (&values)[count]) {
        return values[next() % count];
    }

  private:
    std::uint64_t state_;
};

}  // namespace silhouette::tests
