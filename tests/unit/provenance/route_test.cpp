#include "privacy/provenance/route.h"

#include <chrono>
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

TEST_CASE("a table may begin with a byte order mark and have the ends of lines of Windows") {
    CHECK(told("/customers/17", "\xef\xbb\xbf/customers/{id}\r\n/other\r\n") == "/customers/{id}");
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

TEST_CASE("two placeholders in a segment are told apart by what stands between them") {
    const std::string table = "/of/{owner}:{name}.git\n/with/{a}{b}\n/in/x{a}-{b}y\n";
    CHECK(told("/of/maria:notes.git", table) == "/of/{owner}:{name}.git");
    CHECK(told("/of/maria:x:notes.git", table) == "/of/{owner}:{name}.git");
    CHECK(told("/of/maria:.git", table) == "/:var/:var");
    CHECK(told("/of/:notes.git", table) == "/:var/:var");
    CHECK(told("/with/ab", table) == "/with/{a}{b}");
    CHECK(told("/with/a", table) == "/:var/:var");
    CHECK(told("/in/x1-2y", table) == "/in/x{a}-{b}y");
    CHECK(told("/in/x-2y", table) == "/:var/:var");
    CHECK(told("/in/x1-y", table) == "/:var/:var");
}

TEST_CASE("a template that is too long for a name is told without the names of its placeholders") {
    const std::string begin = "/subscriptions/", middle = "/resourceGroups/", end = "/providers/network/watchers/";
    const std::string route = begin + "17" + middle + "maria" + end + "x-y.json";
    const std::string table = begin + "{subscriptionIdentifier}" + middle + "{nameOfTheResourceGroup}" + end +
                              "{nameOfTheWatcher}-{numberOfTheWatcher}.json\n";
    CHECK(told(route, table) == begin + "{}" + middle + "{}" + end + "{}-{}.json");
    CHECK(told("/" + std::string(50, 'a') + "/17", "/" + std::string(50, 'a') + "/:" + std::string(90, 'x')) ==
          "/" + std::string(50, 'a') + "/{}");
    // Braces that are none stay as they are.
    CHECK(told("/a}{b/17", "/a}{b/{" + std::string(130, 'x') + "}") == "/a}{b/{}");
    const RouteTable still_too_long = RouteTable::parse("/" + std::string(128, 'a') + "/{id}\n/orders/{id}\n");
    CHECK(still_too_long.left_out() == 1);
    CHECK(still_too_long.match(RouteSegments("/orders/17"), true) == 1);
}

TEST_CASE("a table of as many templates as may be is used to its end") {
    std::string text;
    for (std::size_t i = 0; i < kRouteTemplatesMax; ++i) {
        text += "/api/v1/things" + std::to_string(i) + "/{id}\n";
    }
    CHECK(RouteTable::parse(text).left_out() == 0);
    const RouteTable table = RouteTable::parse(text + "/one/more\n");
    CHECK(table.left_out() == 1);
    for (const int i : {0, 1, 4711, 9999}) {
        const std::string thing = "/api/v1/things" + std::to_string(i);
        CHECK(table.text(table.match(RouteSegments(thing + "/17"), true)) == thing + "/{id}");
    }
}

TEST_CASE("a hostile table takes no host's thread for long") {
    // Deep ones that differ at their end only, and segments in which much can be looked for.
    std::string deep, wide;
    for (std::size_t i = 0; i < kRouteTemplatesMax; ++i) {
        for (int level = 0; level < 30; ++level) {
            deep += "/a";
        }
        deep += "/{id}b" + std::to_string(i) + "\n";
        wide += "/{a}aab" + std::to_string(i) + "{b}\n";
    }
    std::string route;
    for (int level = 0; level < 31; ++level) {
        route += "/a";
    }
    const std::string segment = "/" + std::string(kRouteLengthMax - 1, 'a');
    const RouteTable deep_table = RouteTable::parse(deep), wide_table = RouteTable::parse(wide);
    // What it takes of this program, not what others take of the machine.
    const std::clock_t begin = std::clock();
    constexpr int kTimes = 10;
    for (int i = 0; i < kTimes; ++i) {
        REQUIRE(deep_table.match(RouteSegments(route), true) == 0);
        REQUIRE(wide_table.match(RouteSegments(segment), true) == 0);
    }
    // Less than a millisecond each where nothing else runs; without a bound the wide one takes a hundred.
    CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < kTimes * 2 * 0.02);
}

TEST_CASE("a table that cannot be read is told") {
    RouteTable table;
    CHECK(table.read("/nonexistent") == "does not exist");
    CHECK(table.read("/") == "is not a file");
}
