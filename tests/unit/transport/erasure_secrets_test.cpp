#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>

#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/erasure.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

ErasureSecret secret(int number, std::int64_t day = std::time(nullptr)) {
    ErasureSecret one;
    one.session[0] = static_cast<std::byte>(number);
    one.secret[31] = static_cast<std::byte>(number + 1);
    one.endpoint = "https://127.0.0.1:1";
    one.tenant = "acme";
    one.ca_file = "/etc/ca \"quoted\".pem";
    one.day = day;
    return one;
}

TEST_CASE("secrets are kept as they were, privately, and removed one by one") {
    const TemporaryFolder folder;
    const auto state = folder.path() / "app";
    CHECK(list_erasure_secrets(state).empty());
    REQUIRE_FALSE(add_erasure_secret(state, secret(1)));
    REQUIRE_FALSE(add_erasure_secret(state, secret(2)));
    struct stat status {};
    REQUIRE(::stat((state / "erasure").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    auto list = list_erasure_secrets(state);
    REQUIRE(list.size() == 2);
    CHECK(list[1].session == secret(2).session);
    CHECK(list[1].secret == secret(2).secret);
    CHECK(list[1].endpoint == secret(2).endpoint);
    CHECK(list[1].tenant == "acme");
    CHECK(list[1].ca_file == secret(2).ca_file);
    REQUIRE_FALSE(remove_erasure_secret(state, secret(1).session));
    list = list_erasure_secrets(state);
    REQUIRE(list.size() == 1);
    CHECK(list[0].session == secret(2).session);
    REQUIRE_FALSE(remove_erasure_secret(state, secret(2).session));
    CHECK_FALSE(std::filesystem::exists(state / "erasure"));
}

TEST_CASE("what is past its retention goes with the next one; a damaged line costs itself only") {
    const TemporaryFolder folder;
    add_erasure_secret(folder.path(), secret(1, std::time(nullptr) - 500LL * 86'400));
    add_erasure_secret(folder.path(), secret(2));
    CHECK(list_erasure_secrets(folder.path()).size() == 1);
    auto content = to_text(read_file(folder.path() / "erasure"));
    write_file(folder.path() / "erasure", to_bytes("garbage\n{\"session\":1}\n" + content + "{\"torn"));
    CHECK(list_erasure_secrets(folder.path()).size() == 1);
}

TEST_CASE("one more is put behind the others; a torn or foreign end is written anew") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "erasure";
    const auto node = [&] {
        struct stat status {};
        REQUIRE(::stat(file.c_str(), &status) == 0);
        return status.st_ino;
    };
    add_erasure_secret(folder.path(), secret(1));
    const auto before = node();
    add_erasure_secret(folder.path(), secret(2));
    CHECK(node() == before);
    write_file(file, to_bytes(to_text(read_file(file)) + "{\"torn"));
    add_erasure_secret(folder.path(), secret(3));
    CHECK(to_text(read_file(file)).find("torn") == std::string::npos);
    CHECK(list_erasure_secrets(folder.path()).size() == 3);
    CHECK(::chmod(file.c_str(), 0644) == 0);
    add_erasure_secret(folder.path(), secret(4));
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(list_erasure_secrets(folder.path()).size() == 4);
}

TEST_CASE("past the greatest number the oldest go") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "erasure";
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(1)));
    const std::string line = to_text(read_file(file));
    std::string full;
    for (std::size_t i = 0; i < policy::kErasureSecretsMax; ++i) {
        full += line;
    }
    write_file(file, to_bytes(full));
    for (int number = 2; number < 5; ++number) {
        REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(number)));
    }
    const auto list = list_erasure_secrets(folder.path());
    CHECK(list.size() <= policy::kErasureSecretsMax);
    CHECK(list.size() > policy::kErasureSecretsMax * 7 / 8);
    CHECK(list.back().session == secret(4).session);
}

TEST_CASE("processes that add at once lose none") {
    const TemporaryFolder folder;
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::_exit(add_erasure_secret(folder.path(), secret(i)) ? 1 : 0);
        }
        children.push_back(child);
    }
    int added = 0;
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        added += WEXITSTATUS(status) == 0;
    }
    CHECK(added == 4);
    CHECK(list_erasure_secrets(folder.path()).size() == 4);
}

}  // namespace
}  // namespace silhouette::transport
