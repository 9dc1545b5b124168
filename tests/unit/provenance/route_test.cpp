#include "privacy/provenance/route.h"

#include <cstdlib>
#include <fstream>

#include "tests/catch.h"

using namespace silhouette::privacy;
namespace fs = std::filesystem;

namespace {

constexpr HashKey kKey{{3, 4}};

// With the names orders, pay, v2, settings shipped.
NameIndex index_of_names() {
    std::string pattern = (fs::temp_directory_path() / "route-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    std::ofstream(folder / "manifest") << "orders\npay\nv2\nsettings\n";
    NameIndex index(kKey);
    const std::string problem = index.add_manifest(folder / "manifest", ManifestReader::command);
    fs::remove_all(folder);
    REQUIRE(problem.empty());
    return index;
}

std::string told(const std::string& route, const std::string& table = {}) {
    auto index = index_of_names();
    const auto decision = decide_route(route, RouteTable::parse(table), index, kKey);
    CHECK((decision.verdict == NameVerdict::dropped) == decision.text.empty());
    CHECK((decision.verdict == NameVerdict::kept) == (decision.text == route && !route.empty()));
    return decision.text;
}

}  // namespace

TEST_CASE("segments that shipped stay, others become :var") {
    CHECK(told("/v2/orders/17/pay") == "/v2/orders/:var/pay");
    CHECK(told("/orders/Maria/") == "/orders/:var");
    CHECK(told("orders/x") == "orders/:var");
    CHECK(told("/") == "/");
    CHECK(told("/orders//17///pay") == "/orders/:var/pay");
    CHECK(told("/./orders") == "/orders");
    CHECK(told("/\xd0\xaf/%41") == "/:var/:var");
}

TEST_CASE("query, fragment, scheme, user-info and host never pass") {
    CHECK(told("/orders?name=orders") == "/orders");
    CHECK(told("/orders#pay") == "/orders");
    CHECK(told("https://pay:settings@orders:8443/v2/orders?x#y") == "/v2/orders");
    CHECK(told("//settings/orders") == "/orders");
    CHECK(told("https://orders") == "/");
    CHECK(told("app://settings/orders") == "/orders");
    CHECK(told("#/orders/17?x") == "#/orders/:var");
    CHECK(told("#!/orders") == "#/orders");
}

TEST_CASE("what is no route is dropped") {
    for (const char* text : {"", "mailto:maria@example.org", "tel:+4912345", "javascript:orders",
                             "data:text/plain,orders", "file:///orders", "C:/orders", "C:\\orders", "/orders\\pay",
                             "#orders", "/orders\tpay", "/../orders", "/orders/../pay"}) {
        CHECK(told(text).empty());
        CHECK(told(text, "/orders\n/{x}\n/{x}/{y}\n/{x}/{y}/{z}\n").empty());
    }
    CHECK(told("/" + std::string(10'000, 'a')).empty());
    std::string deep;
    for (int i = 0; i < 100; ++i) {
        deep += "/x";
    }
    CHECK(told(deep).empty());
}

TEST_CASE("with a table the template that matches is told, the most specific first") {
    const std::string table =
        "# comment\n/customers/{id}\n/customers/new\n/customers/{id}/{tab}\n/customers/{id}/orders\n"
        "/files/{name}.json\n/invoice-:number/pay\n/repos/{owner}:{name}\napp://projects/{id}\n#/hash/{id}\n";
    CHECK(told("/customers/17", table) == "/customers/{id}");
    CHECK(told("/customers/new", table) == "/customers/new");
    CHECK(told("/customers/17/orders/", table) == "/customers/{id}/orders");
    CHECK(told("/customers/17/secrets?x=1", table) == "/customers/{id}/{tab}");
    CHECK(told("/files/tax.json", table) == "/files/{name}.json");
    CHECK(told("/files/.json", table) == "/:var/:var");
    CHECK(told("/invoice-9/pay", table) == "/invoice-:number/pay");
    CHECK(told("/repos/a:b", table) == "/repos/{owner}:{name}");
    CHECK(told("app://projects/9?x", table) == "app://projects/{id}");
    CHECK(told("#/hash/9", table) == "#/hash/{id}");
    CHECK(told("#/customers/9", table) == "#/customers/{id}");
    CHECK(told("/orders/17", table) == "/orders/:var");
    CHECK(told("https://host/customers/9", table) == "/customers/{id}");
}

TEST_CASE("a table that cannot be read is told") {
    RouteTable table;
    CHECK(table.read("/nonexistent") == "does not exist");
    CHECK(table.read("/") == "is not a file");
}
