#include "ingest/tenants.h"

#include <ctime>
#include <future>

#include "ingest/session_list.h"
#include "ingest/switch_record.h"
#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;
using namespace std::chrono_literals;

namespace {

Permission permission(Tenants& tenants, const RecordedUnder& recorded) {
    return Tenants::Hold(tenants).permission("acme", recorded);
}

}  // namespace

TEST_CASE("A new tenant is off, and its keys have their roles") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    const auto made = tenants.create("acme");
    REQUIRE(made);
    CHECK_FALSE(tenants.create("acme"));
    CHECK_FALSE(tenants.settings("acme")->allowed);
    CHECK(tenants.settings("acme")->sampling == 1000);
    CHECK(tenants.settings("acme")->name_gate == 0);
    CHECK_FALSE(tenants.settings("nobody"));
    CHECK(tenants.authenticate(made->ingest_key)->role == Role::ingest);
    CHECK(tenants.authenticate(made->viewer_token)->role == Role::viewer);
    CHECK(tenants.authenticate(made->admin_token)->role == Role::admin);
    CHECK(tenants.authenticate(made->admin_token)->tenant == "acme");
    CHECK_FALSE(tenants.authenticate("nonsense"));
    // The id of one key with the secret of another.
    const std::string mixed = made->admin_token.substr(0, made->admin_token.size() - 64) +
                              made->viewer_token.substr(made->viewer_token.size() - 64);
    CHECK_FALSE(tenants.authenticate(mixed));
}

TEST_CASE("The version grows with a change, and not without one") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    CHECK(tenants.settings("acme")->version == 1);
    CHECK(tenants.allow("acme", false, test::kSomebody)->version == 1);
    CHECK(tenants.allow("acme", true, test::kSomebody)->version == 2);
    CHECK(tenants.allow("acme", true, test::kSomebody)->version == 2);
    CHECK(tenants.allow("acme", false, test::kSomebody)->version == 3);
    CHECK_FALSE(tenants.allow("nobody", true, test::kSomebody));
}

TEST_CASE("Since when a tenant is allowed changes with each switch from off to on, and with nothing else") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    CHECK(tenants.settings("acme")->allowed_since == 0);
    const auto begin = static_cast<std::uint64_t>(std::time(nullptr));
    const auto first = tenants.allow("acme", true, test::kSomebody)->allowed_since;
    CHECK(first >= begin);
    CHECK(tenants.allow("acme", true, test::kSomebody)->allowed_since == first);
    CHECK(tenants.change("acme", {std::nullopt, 500, std::nullopt}, test::kSomebody)->allowed_since == first);
    CHECK(tenants.allow("acme", false, test::kSomebody)->allowed_since == first);
    // Also within the same second.
    CHECK(tenants.allow("acme", true, test::kSomebody)->allowed_since > first);
}

TEST_CASE("A batch is taken under the yes that holds, and under no other") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    CHECK(permission(tenants, {}) == Permission::off);
    const auto first = tenants.allow("acme", true, test::kSomebody)->allowed_since;
    CHECK(permission(tenants, {first, 0}) == Permission::given);
    tenants.allow("acme", false, test::kSomebody);
    CHECK(permission(tenants, {first, 0}) == Permission::off);
    const auto second = tenants.allow("acme", true, test::kSomebody)->allowed_since;
    CHECK(permission(tenants, {first, 0}) == Permission::was_off);
    CHECK(permission(tenants, {second, 0}) == Permission::given);
    // Of a database that was here before, or is not ours.
    CHECK(permission(tenants, {second + 1, 0}) == Permission::was_off);
    // Of an SDK that does not tell.
    const auto at = static_cast<std::int64_t>(second);
    CHECK(permission(tenants, {0, at - 1}) == Permission::was_off);
    CHECK(permission(tenants, {0, at}) == Permission::given);
}

TEST_CASE("An older copy of the tenants that is put back switches nobody on, and forgets no off") {
    const test::Folder folder;
    const auto file = folder.path() / "tenants.sqlite", copy = folder.path() / "copy";
    std::uint64_t first = 0, second = 0, off_version = 0;
    {
        Tenants tenants(file, true);
        for (const char* name : {"acme", "globex", "same"}) {
            tenants.create(name);
            first = tenants.allow(name, true, test::kSomebody)->allowed_since;
        }
    }
    std::filesystem::copy_file(file, copy);
    {
        Tenants tenants(file, false);
        tenants.allow("acme", false, test::kSomebody);
        second = tenants.allow("acme", true, test::kSomebody)->allowed_since;
        tenants.create("later");
        off_version = tenants.allow("globex", false, test::kSomebody)->version;
    }
    REQUIRE(second > first);
    std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
    for (int start = 0; start < 2; ++start) {
        Tenants tenants(file, false);
        CHECK(permission(tenants, {first, 0}) == Permission::was_off);
        CHECK(permission(tenants, {second, 0}) == Permission::given);
        CHECK_FALSE(tenants.settings("globex")->allowed);
        // Clients know the version of before with other settings.
        CHECK(tenants.settings("globex")->version == off_version + 1);
        CHECK(tenants.settings("same")->version == 2);
        CHECK(tenants.audit("globex", 1).front().actor.role == "record");
        CHECK(tenants.audit("globex", 1).front().after == 0);
        CHECK(tenants.audit("globex", 9).size() == 2);
    }
    // One whose name was here before goes on from there.
    Tenants tenants(file, false);
    REQUIRE(tenants.create("later"));
    CHECK(tenants.settings("later")->version == 2);
}

TEST_CASE("A yes is recorded once it is committed, and a no before: no crash between the two makes a yes") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    tenants.create("globex");
    tenants.allow("acme", true, test::kSomebody);
    Database record(folder.path() / "switches.sqlite", false);
    record.run("DROP TABLE switches");
    CHECK_THROWS_AS(tenants.allow("acme", false, test::kSomebody), StorageError);
    CHECK(tenants.settings("acme")->allowed);
    CHECK(tenants.audit("acme", 9).size() == 1);
    CHECK_THROWS_AS(tenants.allow("globex", true, test::kSomebody), StorageError);
    CHECK(tenants.settings("globex")->allowed);
}

TEST_CASE("A crash between the two files leaves the no that was recorded, and the yes that was committed") {
    const test::Folder folder;
    const auto file = folder.path() / "tenants.sqlite", record = folder.path() / "switches.sqlite";
    const auto before = folder.path() / "before";
    const auto at_rest = [&](bool allowed) {
        Tenants tenants(file, !std::filesystem::exists(file));
        tenants.create("acme");
        return tenants.allow("acme", allowed, test::kSomebody)->allowed_since;
    };
    // The file that is second is as it was: so the crash leaves it.
    const auto crash_behind_first = [&](const std::filesystem::path& second, bool allowed) {
        std::filesystem::copy_file(second, before);
        const auto since = at_rest(allowed);
        std::filesystem::remove(second);
        std::filesystem::rename(before, second);
        return since;
    };
    const auto first = at_rest(true);
    std::filesystem::copy_file(file, folder.path() / "backup");
    crash_behind_first(file, false);
    CHECK_FALSE(Tenants(file, false).settings("acme")->allowed);
    const auto second = crash_behind_first(record, true);
    CHECK(second > first);
    {
        Tenants tenants(file, false);
        CHECK(permission(tenants, {second, 0}) == Permission::given);
        CHECK(permission(tenants, {first, 0}) == Permission::was_off);
    }
    // The record has followed: an older copy is told of it.
    std::filesystem::remove(file);
    std::filesystem::rename(folder.path() / "backup", file);
    Tenants tenants(file, false);
    CHECK(permission(tenants, {second, 0}) == Permission::given);
    CHECK(permission(tenants, {first, 0}) == Permission::was_off);
}

TEST_CASE("A yes that comes late to the record takes no place of a no that another process made since") {
    const test::Folder folder;
    SwitchRecord ours(folder.path() / "switches.sqlite"), theirs(folder.path() / "switches.sqlite");
    ours.write("acme", {2, false, 10});
    theirs.write("acme", {4, false, 20});
    ours.write("acme", {3, true, 20});
    CHECK(ours.read("acme")->version == 4);
    CHECK_FALSE(ours.read("acme")->allowed);
    // A change that was recorded and could not be committed left the same number.
    theirs.write("acme", {4, true, 30});
    CHECK(ours.read("acme")->allowed);
}

TEST_CASE("Tenants from before their switches were dated take what does not tell, until they are switched off") {
    const test::Folder folder;
    const auto file = folder.path() / "tenants.sqlite";
    {
        Tenants tenants(file, true);
        tenants.create("acme");
        tenants.allow("acme", true, test::kSomebody);
    }
    {
        Database database(file, false);
        database.run("ALTER TABLE tenants DROP COLUMN allowed_since");
        database.set_schema_version(2);
    }
    std::filesystem::remove(folder.path() / "switches.sqlite");
    Tenants tenants(file, false);
    CHECK(tenants.settings("acme")->allowed_since == 0);
    CHECK(permission(tenants, {0, 1}) == Permission::given);
    tenants.allow("acme", false, test::kSomebody);
    tenants.allow("acme", true, test::kSomebody);
    CHECK(permission(tenants, {0, 1}) == Permission::was_off);
}

TEST_CASE("Settings change one by one, and what is not named stays") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    tenants.create("globex");
    tenants.allow("acme", true, test::kSomebody);
    auto after = tenants.change("acme", {std::nullopt, 250, std::nullopt}, test::kSomebody);
    REQUIRE(after);
    CHECK((after->allowed && after->sampling == 250 && after->name_gate == 0 && after->version == 3));
    after = tenants.change("acme", {std::nullopt, std::nullopt, 5}, test::kSomebody);
    CHECK((after->allowed && after->sampling == 250 && after->name_gate == 5 && after->version == 4));
    after = tenants.change("acme", {false, 0, 0}, test::kSomebody);
    CHECK((!after->allowed && after->sampling == 0 && after->name_gate == 0 && after->version == 5));
    CHECK(tenants.change("acme", {false, 0, 0}, test::kSomebody)->version == 5);
    CHECK(tenants.settings("globex")->version == 1);
    CHECK_FALSE(tenants.change("nobody", {std::nullopt, 1, 1}, test::kSomebody));
}

TEST_CASE("Settings are read strictly: known words, whole numbers, in range") {
    const auto change = settings_change_of(R"({"allowed":true,"sampling":1000,"name_gate":10000})");
    REQUIRE(change);
    CHECK(change->allowed == true);
    CHECK(change->sampling == 1000u);
    CHECK(change->name_gate == 10'000u);
    CHECK(settings_change_of(R"({"sampling":0})")->sampling == 0u);
    CHECK_FALSE(settings_change_of(R"({"sampling":0})")->allowed);
    for (const char* text :
         {"", "null", "[]", "{}", "true", R"({"allowed":1})", R"({"allowed":true,"other":1})", R"({"sampling":1001})",
          R"({"sampling":-1})", R"({"sampling":1.5})", R"({"sampling":"5"})", R"({"sampling":18446744073709551616})",
          R"({"name_gate":10001})", R"({"name_gate":null})", R"({"name_gate":true})", R"({"name_gate":4294967297})"}) {
        INFO(text);
        CHECK_FALSE(settings_change_of(text));
    }
}

TEST_CASE("A change by another process moves the mark") {
    const test::Folder folder;
    Tenants ours(folder.path() / "tenants.sqlite", true);
    ours.create("acme");
    Tenants theirs(folder.path() / "tenants.sqlite", false);
    const auto before = ours.change_mark();
    CHECK(ours.change_mark() == before);
    theirs.allow("acme", true, test::kSomebody);
    CHECK(ours.change_mark() != before);
    CHECK(ours.settings("acme")->allowed);
}

TEST_CASE("While tenants are held nobody switches one off, in this process or another") {
    const test::Folder folder;
    Tenants ours(folder.path() / "tenants.sqlite", true);
    ours.create("acme");
    ours.allow("acme", true, test::kSomebody);
    Tenants theirs(folder.path() / "tenants.sqlite", false);
    std::future<void> switched;
    {
        Tenants::Hold hold(ours);
        CHECK(hold.permission("acme", {}) != Permission::off);
        CHECK(hold.permission("nobody", {}) == Permission::off);
        switched = std::async(std::launch::async, [&] { theirs.allow("acme", false, test::kSomebody); });
        CHECK(switched.wait_for(50ms) == std::future_status::timeout);
        CHECK(hold.permission("acme", {}) != Permission::off);
    }
    switched.get();
    CHECK_FALSE(ours.settings("acme")->allowed);
}

TEST_CASE("Each change is in the audit, newest first, and stays there") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    tenants.create("acme");
    tenants.create("globex");
    CHECK(tenants.audit("acme", 10).empty());
    const auto begin = std::time(nullptr);
    tenants.allow("acme", true, {"admin", "0011223344556677"});
    tenants.allow("acme", true, {"admin", "a change that changes nothing"});
    tenants.allow("acme", false, {"command", "root"});
    tenants.allow("globex", true, {"command", "root"});
    const auto entries = tenants.audit("acme", 10);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].actor.role == "command");
    CHECK(entries[0].actor.name == "root");
    CHECK(entries[0].before == 1);
    CHECK(entries[0].after == 0);
    CHECK(entries[1].actor.name == "0011223344556677");
    CHECK(entries[1].setting == "allowed");
    CHECK(entries[1].at >= begin);
    CHECK(tenants.audit("acme", 1).size() == 1);
    Database database(folder.path() / "tenants.sqlite", false);
    CHECK_THROWS_AS(database.run("UPDATE audit SET name='somebody else'"), StorageError);
    CHECK_THROWS_AS(database.run("DELETE FROM audit"), StorageError);
    CHECK(tenants.audit("acme", 10).size() == 2);
}

TEST_CASE("The audit tells any setting that changed") {
    const test::Folder folder;
    Tenants tenants(folder.path() / "tenants.sqlite", true);
    Database database(folder.path() / "tenants.sqlite", false);
    audit::record(database, {"acme", 1, false, 1000, 0}, {"acme", 2, true, 500, 0}, {"admin", "id"}, 1'764'000'000);
    CHECK(
        audit::to_json(audit::read(database, "acme", 10)) ==
        R"([{"at":"2025-11-24T16:00:00Z","role":"admin","name":"id","setting":"sampling","before":1000,"after":500},)"
        R"({"at":"2025-11-24T16:00:00Z","role":"admin","name":"id","setting":"allowed","before":false,"after":true}])");
}
