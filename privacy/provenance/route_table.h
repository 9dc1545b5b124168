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

// More than any app has; bounds memory and the work of a match.
inline constexpr std::size_t kRouteTemplatesMax = 10'000;

// Templates, one a line: `/customers/{id}/orders`, `/customers/:id`, `/files/{name}.json`, `app://projects/{id}`.
// A line that starts with `#` and not with `#/` is a comment. At most two placeholders in a segment; a template of more
// than 128 characters loses the names of its placeholders (`/customers/{}/orders`). Lines that are no templates are
// passed over.
class RouteTable {
  public:
    static RouteTable parse(std::string_view text);
    // Empty on success, otherwise what is wrong.
    std::string read(const std::filesystem::path& file);

    // The number of the template that matches (from 1), the one with the most fixed segments first (of these the one
    // whose fixed segments come first); 0 when there is none, or when to find it is more than a host's thread should do
    // (thousands of templates that are alike). No allocation; any thread.
    // `is_absolute`: the route begins with a slash.
    std::uint32_t match(const RouteSegments& route, bool is_absolute) const noexcept;
    std::string_view text(std::uint32_t number) const noexcept {
        return number != 0 && number <= templates_.size() ? text_of(templates_[number - 1]) : std::string_view();
    }
    bool empty() const noexcept { return templates_.empty(); }
    // Templates that were more than kRouteTemplatesMax, or too long for a name even so.
    std::size_t left_out() const noexcept { return left_out_; }

  private:
    // Where the parts of a template are in its text, which has 128 characters at most.
    struct Hole {
        std::uint8_t begin = 0, end = 0;  // nothing when both are 0
    };
    struct Segment {
        std::uint8_t begin = 0, end = 0;
        std::array<Hole, 2> holes;
    };
    struct Template {
        std::uint32_t text = 0, segments = 0;  // where they begin
        std::uint8_t length = 0, count = 0;
        bool is_absolute = false;
    };

    std::string_view text_of(const Template& one) const noexcept {
        return std::string_view(texts_).substr(one.text, one.length);
    }
    void add(std::string_view line, const RouteSegments& segments);
    static bool fits(std::string_view text, const Segment& pattern, std::string_view segment) noexcept;

    std::string texts_;
    std::vector<Segment> segments_;
    std::vector<Template> templates_;  // specific before general
    std::size_t left_out_ = 0;
};

}  // namespace silhouette::privacy
