#include "ingest/http_message.h"

#include <algorithm>

namespace silhouette::ingest {
namespace {

char lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char one, char other) { return lower(one) == lower(other); });
}

std::string_view Request::field(std::string_view name) const {
    for (const auto& [key, value] : fields) {
        if (same_name(key, name)) {
            return value;
        }
    }
    return {};
}

std::string_view Request::parameter(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name) {
            return equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        }
    }
    return {};
}

}  // namespace silhouette::ingest
