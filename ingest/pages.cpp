#include "ingest/pages.h"

#include "ingest/problem.h"
#include "replay/pages.h"

namespace silhouette::ingest {

Response page(std::string_view path) {
    const std::string_view wanted = path.substr(1);
    for (const replay::Asset& asset : replay::pages()) {
        if (asset.path == wanted) {
            return {200,
                    std::string(asset.content_type),
                    {{"Content-Security-Policy", std::string(replay::kContentSecurityPolicy)},
                     {"Cross-Origin-Opener-Policy", "same-origin"},
                     {"Cross-Origin-Resource-Policy", "same-origin"},
                     {"Cache-Control", "no-cache"}},
                    std::string(asset.bytes)};
        }
    }
    return problem_response(Problem::not_found);
}

}  // namespace silhouette::ingest
