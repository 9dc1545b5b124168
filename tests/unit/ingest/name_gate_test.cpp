#include "ingest/name_gate.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/data_folder.h"
#include "ingest/sqlite_log.h"
#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using silhouette::v1::Batch;

namespace {

SessionId session_id(unsigned number) {
    return *SessionId::from_bytes(test::made_up_batch(1, number, 0, 0).header().session_id());
}

struct Stores {
    test::Folder folder;
    SqliteLog log{folder.path() / "log.sqlite", true};
    Projection projection{folder.path() / "projection.sqlite"};
    unsigned batches = 0;

    void store(unsigned session, const std::vector<std::string>& names, const std::string& tenant = "acme",
               std::uint32_t number = 0) {
        Batch batch = test::made_up_batch(++batches, session, number, 1);
        batch.mutable_header()->set_tenant(tenant);
        auto& table = *batch.mutable_frames(0)->mutable_names();
        table.set_first(1);
        for (const auto& name : names) {
            table.add_text(name);
        }
        std::vector<LogEntry> entries{test::entry_of(batch)};
        REQUIRE(log.append(entries).at(0) == Appended::stored);
        projection.apply({{&entries[0], summarize(batch)}});
    }
    void erase(unsigned session) {
        log.erase("acme", session_id(session));
        projection.erase("acme", session_id(session));
    }
    // What a reader of the session is shown, in the order of the wire; "" for what is held back.
    std::vector<std::string> shown(unsigned session, std::uint32_t gate, const std::string& tenant = "acme") {
        const TenantStore store(tenant, gate, log, projection);
        std::vector<std::string> names;
        for (const auto& batch : store.batches(session_id(session))) {
            for (const auto& frame : batch.frames()) {
                names.insert(names.end(), frame.names().text().begin(), frame.names().text().end());
            }
        }
        return names;
    }
};

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("A name is shown once enough of the tenant's sessions have brought it, in the earlier ones as well") {
    Stores stores;
    stores.store(1, {"save", "mine"});
    CHECK(stores.shown(1, 0) == List{"save", "mine"});
    CHECK(stores.shown(1, 1) == List{"save", "mine"});
    CHECK(stores.shown(1, 2) == List{"", ""});
    stores.store(2, {"save"});
    CHECK(stores.shown(1, 2) == List{"save", ""});
    CHECK(stores.shown(2, 2) == List{"save"});
    CHECK(stores.shown(1, 3) == List{"", ""});
    stores.store(3, {"other", "save"});
    CHECK(stores.shown(1, 3) == List{"save", ""});
    CHECK(stores.shown(3, 3) == List{"", "save"});
}

TEST_CASE("A session counts once, however often it tells a name; and another tenant's sessions do not count") {
    Stores stores;
    stores.store(1, {"save"});
    stores.store(1, {"save", "save"}, "acme", 1);
    stores.store(2, {"save"}, "globex");
    // The same session id in another tenant.
    stores.store(1, {"save"}, "globex");
    CHECK(stores.shown(1, 2) == List{"", "", ""});
    CHECK(stores.shown(2, 2, "globex") == List{"save"});
}

TEST_CASE("An erased session no longer counts, and its own names are gone from the projection") {
    Stores stores;
    stores.store(1, {"save"});
    stores.store(2, {"save", "Zanzibar"});
    stores.store(2, {"save"}, "globex");
    stores.store(4, {"save"}, "globex");
    CHECK(stores.shown(1, 2) == List{"save"});
    stores.erase(2);
    CHECK(stores.shown(1, 2) == List{""});
    CHECK(stores.shown(4, 2, "globex") == List{"save"});
    {
        Database database(stores.folder.path() / "projection.sqlite", false);
        auto names = database.prepare("SELECT count(*) FROM names WHERE name='Zanzibar'");
        REQUIRE(names.step());
        CHECK(names.number(0) == 0);
    }
    REQUIRE(stores.log.scrub());
    REQUIRE(stores.projection.scrub());
    for (const auto& file : std::filesystem::directory_iterator(stores.folder.path())) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        CHECK(bytes.find("Zanzibar") == std::string::npos);
    }
}

TEST_CASE("The counts are made again from the log, and a name that the projection does not know yet is held back") {
    Stores stores;
    stores.store(1, {"save", "mine"});
    stores.store(2, {"save"});
    stores.projection.rebuild(stores.log);
    CHECK(stores.shown(1, 2) == List{"save", ""});
    CHECK(stores.shown(1, 3) == List{"", ""});
    Projection late(stores.folder.path() / "late.sqlite");
    const TenantStore store("acme", 2, stores.log, late);
    const auto batches = store.batches(session_id(1));
    REQUIRE(batches.size() == 1);
    CHECK(batches[0].frames(0).names().text(0).empty());
    late.catch_up(stores.log);
    CHECK(store.batches(session_id(1))[0].frames(0).names().text(0) == "save");
}

TEST_CASE("A data folder's stores keep to their tenants' settings, without a server as well") {
    Stores stores;
    stores.store(1, {"mine"});
    Tenants tenants(stores.folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    const auto first_name = [&] {
        DataFolder folder(stores.folder.path(), DataFolder::Use::read);
        return folder.store(folder.tenants().list().at(0)).batches(session_id(1)).at(0).frames(0).names().text(0);
    };
    CHECK(first_name() == "mine");
    tenants.change("acme", {std::nullopt, std::nullopt, 2}, test::kSomebody);
    CHECK(first_name().empty());
}
