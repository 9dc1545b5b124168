// What may be told of a route (`/customers/17/orders`, `app://settings`): a template of the host's route table, or
// those segments that are names which shipped with the program. Everything else is `:var`. Scheme, user-info, host,
// query and fragment never pass.
//
//   raw route ──hash_route()──▶ HashedRoute ──told_route()──▶ text
//   (a view, host's thread)     (numbers, queued)             (templates, shipped names and `:var`)
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/provenance/name_index.h"
#include "privacy/provenance/route_table.h"

namespace silhouette::privacy {

// A route as numbers.
struct HashedRoute {
    bool is_route = false;     // mailto:, file:, scripts, Windows paths, fragments, control characters are none
    bool is_hash = false;      // `#/orders`: the path of an app that routes behind the `#`
    bool is_absolute = false;  // begins with a slash
    std::uint8_t count = 0;    // of segments, when no template matches
    std::uint32_t entry = 0;   // number of the template in the table that it was hashed with
    std::array<NameHash, kRouteSegmentsMax> segments{};  // of whole segments; 0 for what cannot be a name
};

// In place: no allocation, any thread.
HashedRoute hash_route(const HashKey& key, std::string_view route, const RouteTable& table) noexcept;

// `table` and `index`: those with whose key and templates it was hashed. At most 128 characters: what would be longer
// ends in `:var`. Empty when it is no route.
std::string told_route(const HashedRoute& route, const RouteTable& table, NameIndex& index);

// The same as a name that may leave. The root alone, `/`, has no letter and is told as `:root`.
std::optional<ShippedName> route_name(const HashedRoute& route, const RouteTable& table, NameIndex& index);

enum class RouteReason : unsigned char {
    table,     // a template of the table
    segments,  // judged segment by segment
    not_a_route
};

std::string_view reason_text(RouteReason reason) noexcept;

struct RouteDecision {
    NameVerdict verdict = NameVerdict::dropped;
    RouteReason reason = RouteReason::not_a_route;
    std::string text;  // made of templates, shipped names and `:var` only
};

// All of it at once, for the command. `key` is the one of the index.
RouteDecision decide_route(std::string_view route, const RouteTable& table, NameIndex& index, const HashKey& key);

}  // namespace silhouette::privacy
