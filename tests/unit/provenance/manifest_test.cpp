#include "privacy/provenance/manifest.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/catch.h"

using namespace silhouette::privacy;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

struct Listed {
    Names names;
    std::size_t refused = 0;
};

Listed listed_in(std::string_view text) {
    Listed listed;
    listed.refused = for_each_listed(text, [&](std::string_view name) { listed.names.emplace_back(name); });
    return listed;
}

}  // namespace

TEST_CASE("a manifest lists one name a line") {
    const auto manifest = listed_in("# made by hand\nsaveButton\r\n\n  \nrow_\nFont Pool\n#no\nlast");
    CHECK(manifest.names == Names{"saveButton", "row_", "Font Pool", "last"});
    CHECK(manifest.refused == 0);
    CHECK(listed_in("\xef\xbb\xbfname\n").names == Names{"name"});
}

TEST_CASE("lines that cannot be names are refused and counted") {
    const auto manifest = listed_in("caf\xc3\xa9\n42\nx\n" + std::string(200, 'a') + "\ngood\n leading\n");
    CHECK(manifest.names == Names{"good"});
    CHECK(manifest.refused == 5);
}

TEST_CASE("a manifest that cannot be read is told") {
    for (const auto reader : {ManifestReader::command, ManifestReader::recorder}) {
        CHECK(read_manifest("/nonexistent", reader).problem == "does not exist");
        CHECK(read_manifest("/nonexistent", reader).is_missing);
        CHECK(read_manifest("/", reader).problem == "is not a file");
        CHECK_FALSE(read_manifest("/", reader).is_missing);
    }
}

TEST_CASE("the recorder takes no manifest that others can change, and no large one") {
    std::string pattern = (fs::temp_directory_path() / "manifest-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    const fs::path file = folder / "names";
    std::ofstream(file) << "saveButton\n";
    const auto recorder = [&] { return read_manifest(file, ManifestReader::recorder); };
    const auto command = [&] { return read_manifest(file, ManifestReader::command); };
    fs::permissions(file, fs::perms(0644));
    CHECK(listed_in(recorder().text).names == Names{"saveButton"});
    for (const auto mode : {0664, 0646}) {
        fs::permissions(file, fs::perms(mode));
        CHECK(recorder().problem == "can be changed by others than root and the user");
        CHECK(recorder().text.empty());
        CHECK(listed_in(command().text).names == Names{"saveButton"});
    }
    fs::permissions(file, fs::perms(0644));
    // Who may give a file away is root alone.
    if (::geteuid() == 0) {
        REQUIRE(::chown(file.c_str(), 12'345, static_cast<gid_t>(-1)) == 0);
        CHECK(recorder().problem == "can be changed by others than root and the user");
        CHECK(listed_in(command().text).names == Names{"saveButton"});
        REQUIRE(::chown(file.c_str(), 0, static_cast<gid_t>(-1)) == 0);
    }
    fs::resize_file(file, kManifestOfRecorderMax + 1);
    CHECK(recorder().problem == "is larger than 2 MiB");
    CHECK(command().problem.empty());
    fs::resize_file(file, kManifestFileMax + 1);
    CHECK(command().problem == "is larger than 16 MiB");
    // What a link leads to is judged; a pipe holds nobody up.
    fs::resize_file(file, 0);
    fs::create_symlink(file, folder / "link");
    CHECK(read_manifest(folder / "link", ManifestReader::recorder).problem.empty());
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(read_manifest(folder / "pipe", ManifestReader::recorder).problem == "is not a file");
    fs::remove_all(folder);
}
