#include "privacy/consent/choice.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/catch.h"
#include "tests/few_descriptors.h"
#include "tests/full_disk.h"

using namespace silhouette::privacy;
namespace fs = std::filesystem;

namespace {

struct Folder {
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "choice-test-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

Choice yes() {
    Choice choice;
    choice.answer = Answer::yes;
    choice.notice_version = 3;
    choice.since = 1'700'000'000;
    choice.how = "switch";
    return choice;
}

std::string content(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void overwrite(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

// What tells the machine from others is read once: in a process of its own, by the case below.
TEST_CASE("where descriptors are short nobody is taken for another, neither then nor later") {
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl("/proc/self/exe", "unit_consent", "short of descriptors from the start", nullptr);
        ::_exit(127);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
}

TEST_CASE("short of descriptors from the start", "[.]") {
    const Folder folder;
    const auto in_shortage = [](const auto& act) {
        const silhouette::tests::FewDescriptors none(0);
        return act();
    };
    CHECK(in_shortage([] { return scope_of("orders", "maria"); }).empty());
    fs::create_directories(folder.path / "orders");
    std::ofstream(choice_file(folder.path, "orders")) << "{}";
    Choice no = yes();
    no.answer = Answer::no;
    // It cannot be kept, but nothing that was stored counts any more.
    static_cast<void>(in_shortage([&] { return write_choice(folder.path, "orders", no); }));
    CHECK_FALSE(fs::exists(choice_file(folder.path, "orders")));

    const std::string scope = scope_of("orders", "maria");
    CHECK(is_scope(scope));
    CHECK(in_shortage([] { return scope_of("orders", "maria"); }) == scope);
    REQUIRE_FALSE(write_choice(folder.path, scope, yes()));
    CHECK(in_shortage([&] { return read_choice(folder.path, scope); }).problem == kShortage);
    CHECK(read_choice(folder.path, scope).answer == Answer::yes);
}

TEST_CASE("a choice that was stored is read back") {
    const Folder folder;
    const fs::path state = folder.path / "new" / "silhouette";
    REQUIRE_FALSE(write_choice(state, "app", yes()));
    const Choice choice = read_choice(state, "app");
    CHECK(choice.answer == Answer::yes);
    CHECK(choice.notice_version == 3);
    CHECK(choice.since == 1'700'000'000);
    CHECK(choice.how == "switch");
    CHECK(choice.problem.empty());
    Choice no = yes();
    no.answer = Answer::no;
    REQUIRE_FALSE(write_choice(state, "app", no));
    CHECK(read_choice(state, "app").answer == Answer::no);
    CHECK(read_choice(state, "other").problem == "missing");
}

TEST_CASE("the choice is for its user's eyes only") {
    const Folder folder;
    REQUIRE_FALSE(write_choice(folder.path, "app", yes()));
    struct stat status {};
    REQUIRE(::stat(choice_file(folder.path, "app").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    REQUIRE(::stat((folder.path / "app").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
}

TEST_CASE("nothing that was not stored whole counts as a yes") {
    const Folder folder;
    REQUIRE_FALSE(write_choice(folder.path, "app", yes()));
    const fs::path file = choice_file(folder.path, "app");
    const std::string whole = content(file);
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
        overwrite(file, whole.substr(0, size));
        const Choice choice = read_choice(folder.path, "app");
        CHECK(choice.answer == Answer::unknown);
        CHECK(choice.problem == "damaged");
    }
    for (const char* text : {"[]", "null", "{}", "7", "{\"format\":-1}", "{\"format\":\"1\"}"}) {
        overwrite(file, text);
        CHECK(read_choice(folder.path, "app").problem == "damaged");
    }
    overwrite(file, replaced(whole, "\"yes\"", "\"maybe\""));
    CHECK(read_choice(folder.path, "app").problem == "damaged");
    overwrite(file, whole + std::string(1, '\0') + "more");
    CHECK(read_choice(folder.path, "app").problem == "damaged");
    overwrite(file, std::string(5000, ' ') + whole);
    CHECK(read_choice(folder.path, "app").problem == "damaged");
}

TEST_CASE("a choice of a newer version is unknown") {
    const Folder folder;
    REQUIRE_FALSE(write_choice(folder.path, "app", yes()));
    const fs::path file = choice_file(folder.path, "app");
    overwrite(file, replaced(content(file), "\"format\":1", "\"format\":2"));
    CHECK(read_choice(folder.path, "app").answer == Answer::unknown);
    CHECK(read_choice(folder.path, "app").problem == "newer");
}

TEST_CASE("a choice that was made for another app, user or machine is none") {
    const Folder folder;
    REQUIRE_FALSE(write_choice(folder.path, "app", yes()));
    fs::create_directories(folder.path / "other");
    fs::copy_file(choice_file(folder.path, "app"), choice_file(folder.path, "other"));
    CHECK(read_choice(folder.path, "other").problem == "foreign");
    // As a profile template would bring it.
    const fs::path file = choice_file(folder.path, "app");
    overwrite(file, replaced(content(file), "\"binding\":\"", "\"binding\":\"0"));
    CHECK(read_choice(folder.path, "app").answer == Answer::unknown);
    CHECK(read_choice(folder.path, "app").problem == "foreign");
}

TEST_CASE("a choice behind a link is none") {
    const Folder folder;
    REQUIRE_FALSE(write_choice(folder.path, "app", yes()));
    const fs::path file = choice_file(folder.path, "app");
    fs::rename(file, folder.path / "moved.json");
    fs::create_symlink(folder.path / "moved.json", file);
    CHECK(read_choice(folder.path, "app").problem == "unreadable");
}

TEST_CASE("a choice in a folder that is a link, or no folder, is none") {
    const Folder folder;
    const std::string account = scope_of("app", "maria");
    for (const std::string& scope : {std::string("app"), account}) {
        INFO(scope);
        REQUIRE_FALSE(write_choice(folder.path, scope, yes()));
        REQUIRE(read_choice(folder.path, scope).answer == Answer::yes);
        fs::rename(folder.path / scope, folder.path / "moved");
        fs::create_directory_symlink(folder.path / "moved", folder.path / scope);
        // No "no" could be stored through it.
        CHECK(read_choice(folder.path, scope).problem == "unreadable");
        overwrite(folder.path / "moved" / "choice.json", "damaged");
        set_damaged_aside(folder.path, scope);
        CHECK(fs::exists(folder.path / "moved" / "choice.json"));
        fs::remove_all(folder.path / "app");
        fs::remove_all(folder.path / "moved");
    }
    overwrite(folder.path / "app", "");
    CHECK(read_choice(folder.path, "app").problem == "unreadable");
    CHECK(read_choice(folder.path, account).problem == "unreadable");
}

TEST_CASE("a no that a full disk does not take removes the yes, and leaves a no") {
    const Folder folder;
    Choice no = yes();
    no.answer = Answer::no;
    silhouette::platform::ReplacedFile written;
    for (const bool at_once : {false, true}) {
        REQUIRE_FALSE(write_choice(folder.path, "app", yes()));
        {
            const silhouette::tests::FullDisk full;
            const auto error =
                at_once ? write_choice_at_once(folder.path, "app", no, written) : write_choice(folder.path, "app", no);
            CHECK_FALSE(error);
            // There is no yes to be removed any more.
            CHECK(write_choice(folder.path, "app", no));
        }
        CHECK(written.file().empty());
        CHECK(read_choice(folder.path, "app").problem == "missing");
    }
    REQUIRE_FALSE(write_choice(folder.path, "app", no));
    {
        const silhouette::tests::FullDisk full;
        CHECK(write_choice(folder.path, "app", no));
        CHECK(write_choice(folder.path, "app", yes()));
    }
    CHECK(read_choice(folder.path, "app").answer == Answer::no);
    CHECK(std::distance(fs::directory_iterator(folder.path / "app"), fs::directory_iterator()) == 1);
}

TEST_CASE("what is no choice is not stored") {
    const Folder folder;
    Choice choice = yes();
    choice.answer = Answer::unknown;
    CHECK(write_choice(folder.path, "app", choice));
    choice = yes();
    choice.how = "\"}";
    CHECK(write_choice(folder.path, "app", choice));
    CHECK(write_choice(folder.path, "../app", yes()));
    CHECK(write_choice({}, "app", yes()));
    CHECK(fs::is_empty(folder.path));
}

TEST_CASE("what cannot be understood is kept aside for support, a bounded number of times") {
    const Folder folder;
    const auto file = choice_file(folder.path, "orders");
    for (int time = 1; time <= kDamagedKept + 2; ++time) {
        REQUIRE_FALSE(write_choice(folder.path, "orders", yes()));
        overwrite(file, "damaged " + std::to_string(time));
        CHECK(was_set_aside(folder.path, "orders") == (time > 1));
        set_damaged_aside(folder.path, "orders");
        CHECK_FALSE(fs::exists(file));
        CHECK(was_set_aside(folder.path, "orders"));
    }
    CHECK(content(file.string() + ".damaged-1") == "damaged 1");
    CHECK(content(file.string() + ".damaged-" + std::to_string(kDamagedKept)) ==
          "damaged " + std::to_string(kDamagedKept + 2));
    CHECK(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()) == kDamagedKept);
    // A new answer keeps a newer program's aside instead of overwriting it.
    fs::remove_all(file.parent_path());
    REQUIRE_FALSE(write_choice(folder.path, "orders", yes()));
    const auto newer = replaced(content(file), "\"format\":1", "\"format\":2");
    overwrite(file, newer);
    REQUIRE_FALSE(write_choice(folder.path, "orders", yes()));
    CHECK(content(file.string() + ".damaged-1") == newer);
    CHECK(read_choice(folder.path, "orders").answer == Answer::yes);
}

TEST_CASE("what is not ours or not small is not kept, and a folder in the file's place does not hold up an answer") {
    const Folder folder;
    const auto file = choice_file(folder.path, "orders");
    fs::create_directories(file.parent_path());
    fs::create_symlink("/etc/passwd", file);
    REQUIRE_FALSE(write_choice(folder.path, "orders", yes()));
    fs::resize_file(file, 1u << 30);
    REQUIRE_FALSE(write_choice(folder.path, "orders", yes()));
    CHECK(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()) == 1);
    fs::remove(file);
    fs::create_directory(file);
    REQUIRE_FALSE(write_choice(folder.path, "orders", yes()));
    CHECK(read_choice(folder.path, "orders").answer == Answer::yes);
}

TEST_CASE("an account has a choice of its own, bound to it, and its name stands nowhere") {
    const Folder folder;
    const auto maria = scope_of("orders", "maria"), john = scope_of("orders", "john");
    CHECK(is_scope(maria));
    CHECK(maria != john);
    CHECK(maria.find("maria") == std::string::npos);
    CHECK(scope_of("orders", "") == "orders");
    CHECK(scope_of("mail", "maria").substr(5) != maria.substr(7));
    for (const char* text : {"", "..", "orders/..", "orders/account-", "orders/account-0123", "orders/x/y", "a b"}) {
        CHECK_FALSE(is_scope(text));
    }
    REQUIRE_FALSE(write_choice(folder.path, maria, yes()));
    CHECK(read_choice(folder.path, maria).answer == Answer::yes);
    CHECK(read_choice(folder.path, "orders").answer == Answer::unknown);
    fs::create_directories(choice_file(folder.path, john).parent_path());
    fs::copy_file(choice_file(folder.path, maria), choice_file(folder.path, john));
    CHECK(read_choice(folder.path, john).problem == "foreign");
}
