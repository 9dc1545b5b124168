#include "ingest/certificate.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/unit/ingest/made_up_batch.h"

using namespace silhouette::ingest;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("A certificate is made once, kept, and renewed for a new host by the same authority") {
    const test::Folder folder;
    const auto files = own_certificate(folder.path(), "127.0.0.1");
    const auto authority = content(folder.path() / "ca.pem");
    const auto leaf = content(files.certificate);
    CHECK(own_certificate(folder.path(), "localhost").certificate == files.certificate);
    CHECK(content(files.certificate) == leaf);
    own_certificate(folder.path(), "ingest.example");
    CHECK(content(files.certificate) != leaf);
    CHECK(content(folder.path() / "ca.pem") == authority);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        struct stat status {};
        REQUIRE(::stat(entry.path().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
}

TEST_CASE("A damaged certificate is made anew, a host name that could add to it is refused") {
    const test::Folder folder;
    const auto files = own_certificate(folder.path(), "localhost");
    std::ofstream(files.certificate) << "damaged";
    own_certificate(folder.path(), "localhost");
    CHECK(content(files.certificate).find("BEGIN CERTIFICATE") != std::string::npos);
    CHECK_THROWS_AS(own_certificate(folder.path(), "a,DNS:bank.example"), CertificateError);
    CHECK_THROWS_AS(own_certificate(folder.path() / "missing", "localhost"), CertificateError);
}
