// Tags of an XML text, as far as names of elements are concerned.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace silhouette::privacy {

struct MarkupTag {
    std::string_view name;
    std::string_view inside;  // its attributes
    std::string_view text;    // up to the next tag

    // Its value without entities; empty where it has none, one that is too long for a name, or an entity of its own.
    std::string attribute(std::string_view key) const;
};

// Visits each opening tag. Comments, CDATA, declarations and closing tags are passed over.
void for_each_tag(std::string_view text, const std::function<void(const MarkupTag&)>& visit);

std::string without_entities(std::string_view text);

}  // namespace silhouette::privacy
