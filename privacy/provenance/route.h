// What may be told of a route (`/customers/17/orders`, `app://settings`): a template of the host's route table, or
// those segments that are names which shipped with the program. Everything else is `:var`. Scheme, user-info, host,
// query and fragment never pass.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/provenance/name_index.h"

namespace silhouette::privacy {

inline constexpr std::size_t kRouteLengthMax = 4096;  // bytes; what is longer is no route
inline constexpr std::size_t kRouteSegmentsMax = 32;

// Templates, one a line: `/customers/{id}/orders`, `/customers/:id`, `/files/{name}.json`, `app://projects/{id}`.
// A line that starts with `#` and not with `#/` is a comment. At most two placeholders in a segment; lines that are no
// templates are passed over.
class RouteTable {
  public:
    static RouteTable parse(std::string_view text);
    // Empty on success, otherwise what is wrong.
    std::string read(const std::filesystem::path& file);

    // The template that matches, the one with the most fixed segments first (of these the one whose fixed segments come
    // first). Empty when there is none. `route` without query, fragment and slash at the end.
    std::string_view match(std::string_view route) const;
    bool empty() const noexcept { return templates_.empty(); }

  private:
    struct Template {
        std::string text;
        std::vector<std::string> segments;
        std::string rank;  // compares as specific before general
    };
    std::vector<Template> templates_;
};

enum class RouteReason : unsigned char {
    table,       // a template of the table
    segments,    // judged segment by segment
    not_a_route  // mailto:, file:, script, a Windows path, a fragment, control characters, too long
};

std::string_view reason_text(RouteReason reason) noexcept;

struct RouteDecision {
    NameVerdict verdict = NameVerdict::dropped;
    RouteReason reason = RouteReason::not_a_route;
    std::string text;  // made of templates, shipped names and `:var` only
};

// `key` is the one of the index.
RouteDecision decide_route(std::string_view route, const RouteTable& table, NameIndex& index, const HashKey& key);

}  // namespace silhouette::privacy
