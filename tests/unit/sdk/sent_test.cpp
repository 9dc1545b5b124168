// What was sent, told in words, against what `silhouette inspect` and the exports say of the same batches.
#include <silhouette/silhouette.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "platform/private_file.h"
#include "privacy/consent/choice.h"
#include "proto/envelope/envelope.h"
#include "replay/session.h"
#include "replay/words.h"
#include "sdk/sent/sent_words.h"
#include "tests/catch.h"
#include "tests/unit/replay/made_session.h"
#include "transport/sent_record.h"

namespace {

namespace fs = std::filesystem;
namespace v1 = silhouette::v1;
using silhouette::replay::test::MadeBatch;
using silhouette::replay::test::orders_session;

struct Told {
    std::int64_t sent;
    std::uint32_t items;
    std::string text;
};

std::vector<std::byte> bytes_of(const std::string& text) {
    const auto* first = reinterpret_cast<const std::byte*>(text.data());
    return {first, first + text.size()};
}

std::uint32_t items_of(const v1::Batch& batch) {
    int items = 0;
    for (const auto& frame : batch.frames()) {
        items += frame.kinds_size() - frame.gaps_size();
    }
    return static_cast<std::uint32_t>(items);
}

// An app that has sent batches, and a recorder of it that was started and records nothing.
class Kept {
  public:
    Kept() {
        char name[] = "/tmp/silhouette-test-XXXXXX";
        folder_ = ::mkdtemp(name);
        silhouette::platform::make_private_folder(state());
        sil_options options = SIL_OPTIONS_INIT;
        const std::string state_text = folder_ / "state", cache_text = folder_ / "cache";
        options.app = "orders";
        options.tenant = "acme";
        options.endpoint = "https://127.0.0.1:1";
        options.key = "key";
        options.state_dir = state_text.c_str();
        options.cache_dir = cache_text.c_str();
        // A recorder whose user has not said yes wipes what lies there.
        silhouette::privacy::Choice yes;
        yes.answer = silhouette::privacy::Answer::yes;
        yes.notice_version = 1;
        yes.how = "command";
        REQUIRE_FALSE(silhouette::privacy::write_choice(folder_ / "state", "orders", yes));
        REQUIRE(sil_start(&options, &recorder) == SIL_OK);
    }
    ~Kept() {
        sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);  // with time for its thread to end: the next starts one
        std::error_code error;
        fs::remove_all(folder_, error);
    }

    fs::path state() const { return folder_ / "state" / "orders"; }
    fs::path cache() const { return folder_ / "cache" / "orders"; }
    void add(const std::string& encoded, std::uint32_t items) {
        silhouette::transport::BatchId id{};
        id[0] = static_cast<std::byte>(++batches_);
        silhouette::transport::SentRecord(cache() / "sent")
            .add(id, items, silhouette::envelope::seal(bytes_of(encoded)));
    }
    sil_status read(std::vector<Told>& told) const {
        return sil_sent_read(
            recorder,
            [](const sil_sent_batch* batch, void* context) {
                REQUIRE(batch->size == sizeof(sil_sent_batch));
                static_cast<std::vector<Told>*>(context)->push_back({batch->sent, batch->items, batch->text});
            },
            &told);
    }
    // What the command says of the same folders.
    nlohmann::json inspected() const {
        const std::string line = "XDG_STATE_HOME='" + (folder_ / "x-state").string() + "' XDG_CACHE_HOME='" +
                                 (folder_ / "x-cache").string() +
                                 "' '" SILHOUETTE_COMMAND "' inspect --app orders --json";
        fs::create_directories(folder_ / "x-state");
        fs::create_directories(folder_ / "x-cache");
        fs::create_directory_symlink(folder_ / "state", folder_ / "x-state" / "silhouette");
        fs::create_directory_symlink(folder_ / "cache", folder_ / "x-cache" / "silhouette");
        FILE* const pipe = ::popen(line.c_str(), "r");
        REQUIRE(pipe != nullptr);
        std::string text;
        char piece[4096];
        for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof piece, pipe)) > 0;) {
            text.append(piece, got);
        }
        REQUIRE(::pclose(pipe) == 0);
        return nlohmann::json::parse(text);
    }

    sil_recorder* recorder = nullptr;

  private:
    fs::path folder_;
    unsigned batches_ = 0;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string spaced(std::string word) {
    for (char& character : word) {
        character = character == '_' ? ' ' : character;
    }
    return word;
}

}  // namespace

TEST_CASE("the words for the wire's numbers are those of the exports") {
    using namespace silhouette::sent;
    for (std::uint32_t number = 0; number < 60; ++number) {
        INFO(number);
        CHECK(role_words(number) == spaced(silhouette::replay::role_word(static_cast<v1::Role>(number))));
        CHECK(standard_button_words(number) ==
              spaced(silhouette::replay::standard_button_word(static_cast<v1::StandardButton>(number))));
        CHECK(navigation_words(number) ==
              spaced(silhouette::replay::navigation_word(static_cast<v1::NavigationKind>(number))));
        CHECK(gap_words(number) == spaced(silhouette::replay::gap_word(static_cast<v1::GapReason>(number))));
    }
}

TEST_CASE("every item is told once, with the path and the time that the exports give it") {
    const auto batches = orders_session();
    const auto session = silhouette::replay::read_session(batches);
    silhouette::sent::SentWords words;
    std::vector<std::string> told;
    for (const auto& batch : batches) {
        const auto read = silhouette::sent::read_batch(bytes_of(batch.SerializeAsString()));
        REQUIRE(read);
        for (const std::string& line : lines_of(words.tell(*read))) {
            if (line.size() > 10 && line[2] == ':' && line[5] == ':' && line[8] == ' ') {
                told.push_back(line);
            }
        }
    }
    std::size_t row = 0;
    for (const auto& item : session.items) {
        const auto* missing = std::get_if<silhouette::replay::MissingItems>(&item.what);
        if (missing != nullptr && missing->reason == v1::GAP_REASON_LOST) {
            continue;  // made by the reader
        }
        REQUIRE(row < told.size());
        const std::string& line = told[row++];
        INFO(line);
        CHECK(line.substr(0, 8) == silhouette::sent::utc(session.started + item.t_ms / 1000).substr(11));
        const auto says = [&](const std::string& part) { return line.find(part) != std::string::npos; };
        if (const auto* click = std::get_if<silhouette::replay::Click>(&item.what)) {
            const auto& element = session.element(click->element);
            CHECK(says("click on " + element.path + (element.defined ? " (" : " in ")));
            CHECK(says(" in " + session.view_label(item.view)));
            CHECK(says(", by keyboard") == (click->trigger == 3));
            CHECK(says(" % across") == click->x.has_value());
            CHECK(says("second of a double click") == (click->count == 2));
        } else if (const auto* navigation = std::get_if<silhouette::replay::Navigation>(&item.what)) {
            CHECK(says("  " + spaced(silhouette::replay::navigation_word(navigation->kind)) + ": " +
                       session.view_label(item.view)));
        } else if (const auto* layout = std::get_if<silhouette::replay::LayoutChange>(&item.what)) {
            CHECK(
                says("layout of " + session.view_label(item.view) + ": " + std::to_string(layout->rows.size()) + " e"));
        } else {
            CHECK(says("gap ("));
        }
    }
    CHECK(row == told.size());
    CHECK(row > 8);
}

TEST_CASE("a batch that is cut, damaged or of another kind is refused or read, never a crash") {
    const std::string whole = orders_session().front().SerializeAsString();
    CHECK_FALSE(silhouette::sent::read_batch({}));
    CHECK_FALSE(silhouette::sent::read_batch(bytes_of("an encoded batch")));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        static_cast<void>(silhouette::sent::read_batch(bytes_of(whole.substr(0, size))));
        std::string changed = whole;
        changed[size] = static_cast<char>(changed[size] ^ 0x55);
        if (const auto read = silhouette::sent::read_batch(bytes_of(changed))) {
            silhouette::sent::SentWords words;
            CHECK_FALSE(words.tell(*read).empty());
        }
    }
}

TEST_CASE("what an app has sent can be read from its recorder, the newest first, as inspect tells it") {
    Kept kept;
    std::vector<Told> told;
    CHECK(kept.read(told) == SIL_OK);
    CHECK(told.empty());
    const auto batches = orders_session();
    for (const auto& batch : batches) {
        kept.add(batch.SerializeAsString(), items_of(batch));
    }
    REQUIRE(kept.read(told) == SIL_OK);
    REQUIRE(told.size() == batches.size());

    const auto inspected = kept.inspected().at("sent");
    REQUIRE(inspected.size() == told.size());
    for (std::size_t place = 0; place < told.size(); ++place) {
        const auto& one = inspected[told.size() - 1 - place];
        CHECK(one.at("items") == told[place].items);
        std::map<std::string, int> items{{"click", 0}, {"navigation", 0}, {"layout", 0}};
        std::string names;
        for (const auto& frame : one.at("batch").at("frames")) {
            for (const auto& item : frame.at("items")) {
                ++items[item.at("item").get<std::string>()];
            }
            for (const auto& name : frame.at("names")) {
                names += (names.empty() ? "" : ", ") + name.at("text").get<std::string>();
            }
        }
        const auto counted = [&](const char* word) {
            return std::to_string(items[word]) + ' ' + word + (items[word] == 1 ? "" : "s");
        };
        INFO(told[place].text);
        const std::string counts = counted("click") + ", " + counted("navigation") + ", " + counted("layout") + '\n';
        CHECK(told[place].text.find(counts) != std::string::npos);
        CHECK((names.empty() || told[place].text.find("Names told: " + names + '\n') != std::string::npos));
        CHECK(told[place].text.find(one.at("batch").at("header").at("session_id").get<std::string>()) !=
              std::string::npos);
    }
}

TEST_CASE("what is kept and cannot be read is said, beside what can") {
    Kept kept;
    kept.add(orders_session().front().SerializeAsString(), 3);
    kept.add("no batch", 1);
    std::vector<Told> told;
    CHECK(kept.read(told) == SIL_ERROR_STORAGE);
    CHECK(told.size() == 1);
    CHECK(sil_sent_read(kept.recorder, nullptr, nullptr) == SIL_ERROR_ARGUMENT);
    CHECK(sil_sent_read(
              nullptr, [](const sil_sent_batch*, void*) {}, nullptr) == SIL_ERROR_ARGUMENT);
}
