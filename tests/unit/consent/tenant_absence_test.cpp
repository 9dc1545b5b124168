#include "privacy/consent/tenant_absence.h"

#include <cstdlib>
#include <fstream>

#include "privacy/consent/choice.h"
#include "tests/catch.h"

using namespace silhouette::privacy;
using namespace std::chrono_literals;

namespace {

struct Stored {
    Stored() {
        std::string pattern = (std::filesystem::temp_directory_path() / "absence-test-XXXXXX").string();
        state = ::mkdtemp(pattern.data());
        say_yes();
    }
    ~Stored() { std::filesystem::remove_all(state); }
    void say_yes() const {
        Choice choice;
        choice.answer = Answer::yes;
        choice.notice_version = 1;
        choice.since = 1'700'000'000;
        choice.how = "host";
        REQUIRE_FALSE(write_choice(state, "orders", choice));
    }
    Answer answer() const { return read_choice(state, "orders").answer; }
    std::filesystem::path state;
};

constexpr std::chrono::seconds kStart{1'700'000'000};

}  // namespace

TEST_CASE("a tenant that allows it again in time finds the user's answer") {
    const Stored stored;
    note_tenant_off(stored.state, "orders", kStart);
    note_tenant_off(stored.state, "orders", kStart + 24h * 20);
    CHECK_FALSE(note_tenant_allows(stored.state, "orders", kStart + 24h * 30 - 1s));
    CHECK(stored.answer() == Answer::yes);
    // And the next absence begins anew.
    note_tenant_off(stored.state, "orders", kStart + 24h * 40);
    CHECK_FALSE(note_tenant_allows(stored.state, "orders", kStart + 24h * 69));
}

TEST_CASE("after 30 days the user is asked anew, whoever starts first, until there is a new answer") {
    const Stored stored;
    note_tenant_off(stored.state, "orders", kStart);
    CHECK(note_tenant_allows(stored.state, "orders", kStart + 24h * 30));
    CHECK(stored.answer() == Answer::unknown);
    CHECK(note_tenant_allows(stored.state, "orders", kStart + 24h * 31));
    stored.say_yes();
    CHECK_FALSE(note_tenant_allows(stored.state, "orders", kStart + 24h * 32));
    CHECK(stored.answer() == Answer::yes);
}

TEST_CASE("an absence that cannot be read is a long one") {
    const Stored stored;
    note_tenant_off(stored.state, "orders", kStart);
    std::ofstream(stored.state / "orders" / "tenant.json") << "garbage";
    CHECK(note_tenant_allows(stored.state, "orders", kStart + 1s));
    CHECK(stored.answer() == Answer::unknown);
}
