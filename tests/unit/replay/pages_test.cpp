#include "replay/pages.h"

#include <algorithm>
#include <string>

#include "tests/catch.h"

using namespace silhouette::replay;

TEST_CASE("all that the page loads is there") {
    const auto all = pages();
    const auto page = std::find_if(all.begin(), all.end(), [](const Asset& asset) { return asset.path.empty(); });
    REQUIRE(page != all.end());
    std::size_t loaded = 0;
    for (const std::string attribute : {"src=\"/", "href=\"/"}) {
        for (std::size_t at = page->bytes.find(attribute); at != std::string_view::npos;
             at = page->bytes.find(attribute, at + 1)) {
            const std::size_t begin = at + attribute.size();
            const std::string_view path = page->bytes.substr(begin, page->bytes.find('"', begin) - begin);
            INFO(path);
            if (path == "settings/usage-tracking") {  // a link to ingest's own page
                continue;
            }
            CHECK(std::any_of(all.begin(), all.end(),
                              [&](const Asset& asset) { return asset.path == path && !asset.bytes.empty(); }));
            ++loaded;
        }
    }
    CHECK(loaded == 5);
}

TEST_CASE("the page has no script or style of its own, which its policy would refuse") {
    for (const Asset& asset : pages()) {
        if (asset.path.empty()) {
            CHECK(asset.bytes.find("<style") == std::string_view::npos);
            CHECK(asset.bytes.find("<script>") == std::string_view::npos);
            CHECK(asset.bytes.find(" onclick") == std::string_view::npos);
        }
    }
}
