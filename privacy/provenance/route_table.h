// A host's route table: templates such as `/customers/{id}/orders`. What is told of a route that one matches is the
// template.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace silhouette::privacy {

inline constexpr std::size_t kRouteLengthMax = 4096;  // bytes; what is longer is no route
inline constexpr std::size_t kRouteSegmentsMax = 32;

// The segments of a route in place, without allocation: between slashes; empty and `.` segments do not count.
class RouteSegments {
  public:
    // `first`: stands before those of `path` (`#`), unless empty.
    explicit RouteSegments(std::string_view path, std::string_view first = {}) noexcept;

    std::span<const std::string_view> all() const noexcept { return {segments_.data(), count_}; }
    bool are_too_many() const noexcept { return too_many_; }

  private:
    std::array<std::string_view, kRouteSegmentsMax + 2> segments_;  // the `#`, or scheme and host, come on top
    std::size_t count_ = 0;
    bool too_many_ = false;
};

// Templates, one a line: `/customers/{id}/orders`, `/customers/:id`, `/files/{name}.json`, `app://projects/{id}`.
// A line that starts with `#` and not with `#/` is a comment. At most two placeholders in a segment and 128 characters;
// lines that are no templates are passed over.
class RouteTable {
  public:
    static RouteTable parse(std::string_view text);
    // Empty on success, otherwise what is wrong.
    std::string read(const std::filesystem::path& file);

    // The number of the template that matches (from 1), the one with the most fixed segments first (of these the one
    // whose fixed segments come first); 0 when there is none. `is_absolute`: the route begins with a slash. No
    // allocation; any thread.
    std::uint32_t match(const RouteSegments& route, bool is_absolute) const noexcept;
    std::string_view text(std::uint32_t number) const noexcept {
        return number != 0 && number <= templates_.size() ? std::string_view(templates_[number - 1].text)
                                                          : std::string_view();
    }
    bool empty() const noexcept { return templates_.empty(); }

  private:
    struct Template {
        std::string text;
        std::vector<std::string> segments;
        std::string rank;  // compares as specific before general
    };
    std::vector<Template> templates_;
};

}  // namespace silhouette::privacy
