#include "privacy/provenance/manifest.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/catch.h"

using namespace silhouette::privacy;
namespace fs = std::filesystem;
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
    CHECK(recorder().names == Names{"saveButton"});
    for (const auto mode : {0664, 0646}) {
        fs::permissions(file, fs::perms(mode));
        CHECK(recorder().problem == "can be changed by others than root and the user");
        CHECK(recorder().names.empty());
        CHECK(command().names == Names{"saveButton"});
    }
    fs::permissions(file, fs::perms(0644));
    // Who may give a file away is root alone.
    if (::geteuid() == 0) {
        REQUIRE(::chown(file.c_str(), 12'345, static_cast<gid_t>(-1)) == 0);
        CHECK(recorder().problem == "can be changed by others than root and the user");
        CHECK(command().names == Names{"saveButton"});
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
