#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "tests/catch.h"
#include "tests/unit/transport/temporary_folder.h"
#include "transport/erasure.h"
#include "transport/erasure_line.h"
#include "transport/policy.h"

namespace silhouette::transport {
namespace {

using namespace std::chrono_literals;

ErasureSecret secret(int number, std::int64_t day = std::time(nullptr)) {
    ErasureSecret one;
    one.session[0] = static_cast<std::byte>(number);
    one.secret[31] = static_cast<std::byte>(number + 1);
    one.endpoint = "https://127.0.0.1:1";
    one.tenant = "acme";
    one.trust.ca_file = "/etc/ca \"quoted\".pem";
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
    CHECK(list[1].trust.ca_file == secret(2).trust.ca_file);
    REQUIRE_FALSE(remove_erasure_secret(state, secret(1).session));
    list = list_erasure_secrets(state);
    REQUIRE(list.size() == 1);
    CHECK(list[0].session == secret(2).session);
    REQUIRE_FALSE(remove_erasure_secret(state, secret(2).session));
    CHECK_FALSE(std::filesystem::exists(state / "erasure"));
}

TEST_CASE("how the endpoint is reached and trusted is kept with the secret; damaged pins cost the secret") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "erasure";
    auto one = secret(1);
    one.trust.pins.resize(2);
    one.trust.pins[1].fill(std::byte{0xfb});
    one.trust.client_certificate = "/etc/client.pem";
    one.trust.client_key = "/etc/client.key";
    one.proxy = ProxyChoice{"http://proxy:3128", "localhost", true};
    REQUIRE_FALSE(add_erasure_secret(folder.path(), one));
    auto direct = secret(2);
    direct.trust = {};
    direct.proxy = ProxyChoice{"", "", true};
    REQUIRE_FALSE(add_erasure_secret(folder.path(), direct));
    direct.proxy.reset();
    REQUIRE_FALSE(add_erasure_secret(folder.path(), direct));
    const auto list = list_erasure_secrets(folder.path());
    REQUIRE(list.size() == 3);
    CHECK(list[0].trust.ca_file == one.trust.ca_file);
    CHECK(list[0].trust.pins == one.trust.pins);
    CHECK(list[0].trust.client_certificate == "/etc/client.pem");
    CHECK(list[0].trust.client_key == "/etc/client.key");
    REQUIRE(list[0].proxy);
    CHECK(list[0].proxy->https_proxy == "http://proxy:3128");
    CHECK(list[0].proxy->no_proxy == "localhost");
    CHECK(list[1].trust.ca_file == "");
    CHECK(list[1].trust.pins.empty());
    REQUIRE(list[1].proxy);
    CHECK(list[1].proxy->https_proxy == "");
    CHECK_FALSE(list[2].proxy);
    CHECK(&newest_there(list, list[0]) == &list[2]);

    auto content = to_text(read_file(file));
    content.replace(content.find("sha256//") + 8, 1, "!");
    write_file(file, to_bytes(content));
    CHECK(list_erasure_secrets(folder.path()).size() == 2);
}

TEST_CASE("the file stays so short that it can be read") {
    const TemporaryFolder folder;
    auto one = secret(1);
    one.trust.ca_file = "/" + std::string(3'000, 'a');
    std::string line;
    append_erasure_line(line, one);
    std::string full;
    while (full.size() + line.size() < 8 * 1'024 * 1'024) {
        full += line;
    }
    REQUIRE_FALSE(add_erasure_secret(folder.path(), one));
    write_file(folder.path() / "erasure", to_bytes(full));
    for (int number = 2; number < 5; ++number) {
        one.session[0] = static_cast<std::byte>(number);
        REQUIRE_FALSE(add_erasure_secret(folder.path(), one));
    }
    const auto list = list_erasure_secrets(folder.path());
    CHECK(list.size() > 2'000);
    CHECK(list.back().session == one.session);
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

TEST_CASE("what the user wants erased does not give way while there is anything else") {
    const TemporaryFolder folder;
    constexpr std::size_t kAsked = policy::kErasureSecretsMax / 2;
    const auto file = folder.path() / "erasure";
    auto asked = secret(1);
    asked.sent = true;
    REQUIRE_FALSE(add_erasure_secret(folder.path(), asked));
    std::uint32_t count = 0;
    REQUIRE_FALSE(ask_for_erasure(folder.path(), count));
    const std::string asked_line = to_text(read_file(file));
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(2)));
    const std::string other_line = to_text(read_file(file)).substr(asked_line.size());
    std::string full;
    for (std::size_t i = 0; i < policy::kErasureSecretsMax; ++i) {
        full += i < kAsked ? asked_line : other_line;
    }
    write_file(file, to_bytes(full));
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(3)));
    const auto list = list_erasure_secrets(folder.path());
    const auto promised = [](const ErasureSecret& one) { return one.asked != 0; };
    CHECK(list.size() < policy::kErasureSecretsMax);
    CHECK(static_cast<std::size_t>(std::count_if(list.begin(), list.end(), promised)) == kAsked);
    CHECK(list.back().session == secret(3).session);
    // Where all are promised, the oldest go.
    full.clear();
    for (std::size_t i = 0; i < policy::kErasureSecretsMax; ++i) {
        full += asked_line;
    }
    write_file(file, to_bytes(full));
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(3)));
    CHECK(list_erasure_secrets(folder.path()).size() < policy::kErasureSecretsMax);
    CHECK(list_erasure_secrets(folder.path()).back().session == secret(3).session);
}

TEST_CASE("what is past its retention goes though nothing is added any more, asked for or not") {
    const TemporaryFolder folder;
    forget_old_erasure_secrets(folder.path() / "missing");
    CHECK_FALSE(std::filesystem::exists(folder.path() / "missing"));
    auto old = secret(1, std::time(nullptr) - 500LL * 86'400);
    old.asked = old.day;
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(2)));
    REQUIRE_FALSE(add_erasure_secret(folder.path(), old));
    forget_old_erasure_secrets(folder.path());
    const auto left = list_erasure_secrets(folder.path());
    REQUIRE(left.size() == 1);
    CHECK(left[0].session == secret(2).session);
}

TEST_CASE("a session is sent only while its secret is kept and not asked for") {
    const TemporaryFolder folder;
    const auto state = folder.path() / "app";
    CHECK(note_sending(state, secret(1).session) == Sending::forbidden);
    for (const int number : {1, 2, 3}) {
        REQUIRE_FALSE(add_erasure_secret(state, secret(number)));
    }
    CHECK(note_sending(state, secret(1).session) == Sending::allowed);
    CHECK(note_sending(state, secret(1).session) == Sending::allowed);
    REQUIRE_FALSE(remove_erasure_secret(state, secret(2).session));
    CHECK(note_sending(state, secret(2).session) == Sending::forbidden);
    std::uint32_t count = 0;
    REQUIRE_FALSE(ask_for_erasure(state, count));
    // The third was not sent: there is nothing to erase, and nothing comes any more.
    CHECK(count == 1);
    for (const int number : {1, 3}) {
        CHECK(note_sending(state, secret(number).session) == Sending::forbidden);
    }
    const auto left = list_erasure_secrets(state);
    REQUIRE(left.size() == 1);
    CHECK(left[0].sent);
    CHECK(left[0].asked >= std::time(nullptr) - 60);
    CHECK(left[0].asked_uptime >= uptime().count() - 60);
    CHECK(left[0].asked_uptime <= uptime().count());
    std::filesystem::remove(state / "erasure");
    std::filesystem::create_directory(state / "erasure");
    CHECK(note_sending(state, secret(1).session) == Sending::not_now);
}

TEST_CASE("that a session was sent is noted where its line is, whichever of many it is") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "erasure";
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(0)));
    const std::string line = to_text(read_file(file));
    std::vector<SessionId> sessions;
    std::string many;
    // Enough of them that some id lies across the edge of any block that is read at once.
    for (unsigned number = 0; number < 2'000; ++number) {
        SessionId session{};
        session[0] = static_cast<std::byte>(number >> 8U);
        session[1] = static_cast<std::byte>(number & 0xffU);
        sessions.push_back(session);
        char digits[5];
        std::snprintf(digits, sizeof digits, "%04x", number);
        std::string another = line;
        many += another.replace(another.find(R"("session":")") + 11, 4, digits);
    }
    write_file(file, to_bytes(many));
    struct stat before {};
    REQUIRE(::stat(file.c_str(), &before) == 0);
    for (const SessionId& session : sessions) {
        REQUIRE(note_sending(folder.path(), session) == Sending::allowed);
    }
    struct stat after {};
    REQUIRE(::stat(file.c_str(), &after) == 0);
    CHECK(after.st_ino == before.st_ino);
    const std::string noted = to_text(read_file(file));
    REQUIRE(noted.size() == many.size());
    std::size_t differ = 0;
    for (std::size_t at = 0; at < many.size(); ++at) {
        differ += noted[at] != many[at];
    }
    CHECK(differ == sessions.size());
    const auto list = list_erasure_secrets(folder.path());
    CHECK(list.size() == sessions.size());
    CHECK(std::all_of(list.begin(), list.end(), [](const ErasureSecret& one) { return one.sent; }));
}

TEST_CASE("what a line says without being whole is not taken for leave to send") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "erasure";
    REQUIRE_FALSE(add_erasure_secret(folder.path(), secret(1)));
    const std::string line = to_text(read_file(file));
    write_file(file, to_bytes(line.substr(0, line.size() - 4)));
    CHECK(note_sending(folder.path(), secret(1).session) == Sending::forbidden);
    write_file(file, to_bytes(line));
    CHECK(note_sending(folder.path(), secret(1).session) == Sending::allowed);
}

TEST_CASE("a session that is not there is believed not to come when nothing can be on its way any more") {
    auto asked = secret(1);
    asked.asked_uptime = 1'000;
    CHECK(judge_erasure(204, asked, 1'000s) == Erased::yes);
    CHECK(judge_erasure(404, asked, 1'000s) == Erased::not_there_yet);
    CHECK(judge_erasure(404, asked, 1'299s) == Erased::not_there_yet);
    CHECK(judge_erasure(404, asked, 1'300s) == Erased::not_there);
    // Asked for by a clock on the wall that was a year behind, or ahead.
    for (const std::int64_t wrong : {-31'536'000, 31'536'000}) {
        asked.asked = std::time(nullptr) + wrong;
        CHECK(judge_erasure(404, asked, 1'299s) == Erased::not_there_yet);
        CHECK(judge_erasure(404, asked, 1'300s) == Erased::not_there);
    }
    // The machine was started anew since.
    CHECK(judge_erasure(404, asked, 299s) == Erased::not_there_yet);
    CHECK(judge_erasure(404, asked, 300s) == Erased::not_there);
    for (const unsigned status : {200U, 401U, 403U, 410U, 429U, 500U, 503U}) {
        CHECK(judge_erasure(status, asked, 86'400s) == Erased::unknown);
    }
}

TEST_CASE("a session's id is the first half of its secret's hash") {
    SessionSecret one;
    one.fill(std::byte{'s'});
    const auto hash = hash_of(one);
    const auto id = session_id_of(one);
    CHECK(std::equal(id.begin(), id.end(), hash.begin()));
    CHECK(id != session_id_of(SessionSecret{}));
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
