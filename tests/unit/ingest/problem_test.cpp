#include "ingest/problem.h"

#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.h"

using namespace silhouette::ingest;

TEST_CASE("Every problem has a type of its own, a title, and an error's status") {
    std::set<std::string_view> slugs;
    for (const ProblemType& type : problem_types()) {
        CHECK(slugs.insert(type.slug).second);
        CHECK_FALSE(type.title.empty());
        CHECK(type.status >= 400);
        CHECK(type.status < 600);
        const bool is_temporary = type.status == 429 || type.status == 503 || type.status == 507;
        CHECK((type.retry_after > 0) == is_temporary);
    }
}

TEST_CASE("A problem document says type, title, status, and what it was given") {
    const Response response = problem_response(Problem::tenant_off, {}, {{"batch", "00ff"}});
    CHECK(response.status == 403);
    CHECK(response.content_type == "application/problem+json");
    const auto document = nlohmann::json::parse(response.body);
    CHECK(document["type"] == "https://silhouette.dev/problems/tenant-off");
    CHECK(document["status"] == 403);
    CHECK(document["batch"] == "00ff");
    CHECK(document.count("detail") == 0);
}
