#include "privacy/consent/policy.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/catch.h"

using namespace silhouette::privacy;
namespace fs = std::filesystem;

namespace {

struct PolicyFolder {
    PolicyFolder() {
        std::string pattern = (fs::temp_directory_path() / "policy-test-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
        file.path = path / "policy.json";
        file.owner = ::geteuid();
    }
    ~PolicyFolder() { fs::remove_all(path); }
    void write(const std::string& text) const {
        std::ofstream(file.path) << text;
        fs::permissions(file.path, fs::perms(0644));
    }
    Policy read(const std::string& app = "orders") const { return read_policy(file, app); }

    fs::path path;
    PolicyFile file;
};

}  // namespace

TEST_CASE("a host's program reads the administrator's file, and no other") {
    CHECK(PolicyFile().path == "/etc/silhouette/policy.json");
    CHECK(PolicyFile().owner == 0);
}

TEST_CASE("DO_NOT_TRACK forbids whatever way it is written, and is taken back by 0, false and nothing") {
    for (const char* value : {"1", "true", "yes", "TRUE", "2", "01", " 1", "please"}) {
        INFO(value);
        CHECK(forbids_tracking(value));
    }
    for (const char* value : {"", "0", "false"}) {
        INFO(value);
        CHECK_FALSE(forbids_tracking(value));
    }
}

TEST_CASE("no policy forbids nothing; off forbids all; off for some forbids these") {
    const PolicyFolder folder;
    CHECK_FALSE(folder.read().forbids);
    folder.write(R"({"version": 1, "recording": "off"})");
    CHECK(folder.read().forbids);
    CHECK(folder.read().problem.empty());
    folder.write(R"({"version": 1, "off_for": ["mail", "orders"]})");
    CHECK(folder.read("orders").forbids);
    CHECK(folder.read("mail").forbids);
    CHECK_FALSE(folder.read("notes").forbids);
    folder.write(R"({"version": 1, "off_for": []})");
    CHECK_FALSE(folder.read().forbids);
}

TEST_CASE("a policy that says what we do not understand forbids") {
    const PolicyFolder folder;
    for (const char* text :
         {"", "garbage", "{", "[]", "1", "{}", R"({"version":1})", R"({"recording":"off"})",
          R"({"version":2,"off_for":[]})", R"({"version":"1","off_for":[]})", R"({"version":1,"recording":"on"})",
          R"({"version":1,"off_for":"mail"})", R"({"version":1,"off_for":[1]})",
          R"({"version":1,"off_for":["../mail"]})", R"({"version":1,"off_for":[],"until":5})",
          R"({"version":1,"off_for":["orders"],"off_for":[]})"}) {
        INFO(text);
        folder.write(text);
        CHECK(folder.read("notes").forbids);
        CHECK(folder.read("notes").problem == "damaged");
    }
    folder.write(R"({"version":1,"off_for":[]})" + std::string(1, '\0') + R"({"recording":"off"})");
    CHECK(folder.read().problem == "damaged");
    folder.write(R"({"version":1,"off_for":[]})" + std::string(64 * 1024, ' '));
    CHECK(folder.read().forbids);
}

TEST_CASE("a policy that others may have written, or that lies elsewhere, forbids") {
    const PolicyFolder folder;
    const std::string harmless = R"({"version":1,"off_for":[]})";
    folder.write(harmless);
    REQUIRE_FALSE(folder.read().forbids);
    SECTION("writable by the group") {
        fs::permissions(folder.file.path, fs::perms(0664));
    }
    SECTION("writable by all") {
        fs::permissions(folder.file.path, fs::perms(0646));
    }
    SECTION("in a folder that is writable by all") {
        fs::permissions(folder.path, fs::perms(0777));
    }
    SECTION("a link") {
        fs::rename(folder.file.path, folder.path / "elsewhere");
        fs::create_symlink(folder.path / "elsewhere", folder.file.path);
    }
    SECTION("a link to nowhere") {
        fs::remove(folder.file.path);
        fs::create_symlink(folder.path / "nowhere", folder.file.path);
    }
    SECTION("a folder") {
        fs::remove(folder.file.path);
        fs::create_directory(folder.file.path);
    }
    SECTION("a pipe") {
        fs::remove(folder.file.path);
        REQUIRE(::mkfifo(folder.file.path.c_str(), 0644) == 0);
    }
    SECTION("1 GiB") {
        fs::resize_file(folder.file.path, 1u << 30);
    }
    CHECK(folder.read().forbids);
    CHECK_FALSE(folder.read().problem.empty());
}

TEST_CASE("a policy of somebody else than the administrator forbids") {
    const PolicyFolder folder;
    folder.write(R"({"version":1,"off_for":[]})");
    PolicyFile other = folder.file;
    other.owner = folder.file.owner + 1;
    CHECK(read_policy(other, "orders").forbids);
    CHECK(read_policy(other, "orders").problem == "unsafe");
}
