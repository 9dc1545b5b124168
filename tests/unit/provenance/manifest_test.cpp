#include "privacy/provenance/manifest.h"

#include "tests/catch.h"

using namespace silhouette::privacy;
using Names = std::vector<std::string>;

TEST_CASE("a manifest lists one name a line") {
    const auto manifest = parse_manifest("# made by hand\nsaveButton\r\n\n  \nrow_\nFont Pool\n#no\nlast");
    CHECK(manifest.names == Names{"saveButton", "row_", "Font Pool", "last"});
    CHECK(manifest.refused == 0);
    CHECK(manifest.problem.empty());
    CHECK(parse_manifest("\xef\xbb\xbfname\n").names == Names{"name"});
}

TEST_CASE("lines that cannot be names are refused and counted") {
    const auto manifest = parse_manifest("caf\xc3\xa9\n42\nx\n" + std::string(200, 'a') + "\ngood\n leading\n");
    CHECK(manifest.names == Names{"good"});
    CHECK(manifest.refused == 5);
}

TEST_CASE("a manifest that cannot be read is told") {
    CHECK(read_manifest("/nonexistent").problem == "does not exist");
    CHECK(read_manifest("/").problem == "is not a file");
}
