// The text of the host's table of routes, while nothing is recorded: small, whatever the host gave. A table is made of
// it only while something is recorded.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace silhouette::recorder {

// What may be kept of it: of DESIGN's 64 KiB while off.
inline constexpr std::size_t kKeptRoutesMax = std::size_t{48} << 10;

class KeptRoutes {
  public:
    KeptRoutes() = default;
    explicit KeptRoutes(std::string text) : text_(std::move(text)) {}

    // Packs a text that is longer than that, and gives up the end of one that is longer even then: whole lines. Takes
    // its time, so not on a thread of the host's.
    void pack();
    // Without memory: empty.
    std::string text() const;
    // Lines were given up.
    bool is_cut() const { return is_cut_; }
    std::size_t memory() const { return text_.capacity(); }

  private:
    std::string text_;
    std::size_t size_ = 0;  // of the text that is packed; 0: it is not
    bool is_cut_ = false;
};

}  // namespace silhouette::recorder
