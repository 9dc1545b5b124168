#include <atomic>
#include <set>

#include "sdk/switches/logic/model.h"
#include "tests/catch.h"
#include "tests/unit/switches/made_up_library.h"

using namespace silhouette::switches;
using silhouette::tests::made_up_library;
using silhouette::tests::made_up_recorder;
using Asked = std::vector<std::string>;

namespace {

struct Stage {
    Stage() : library(made_up_library(true)) {}
    Shown shown() const { return model.shown(texts); }

    silhouette::tests::MadeUpLibrary& library;
    Texts texts;
    std::atomic<int> changes{0};
    Model model{made_up_recorder(), 3, [this] { ++changes; }};
};

}  // namespace

TEST_CASE("nothing is to be seen while the tenant does not allow it, and what it says is followed") {
    Stage stage;
    stage.library.visible = false;
    CHECK_FALSE(stage.shown().visible);
    stage.library.visible = true;
    stage.library.tell();
    CHECK(stage.changes == 1);
    CHECK(stage.shown().visible);
}

TEST_CASE("the verdict is asked for when somebody looks, at no other time") {
    Stage stage;
    CHECK(stage.shown().visible);
    CHECK(stage.library.asked.empty());
    stage.model.looked_at();
    CHECK(stage.library.asked == Asked{"ask"});
}

TEST_CASE("the switch stands where the choice stands, or where a yes for this run puts it") {
    Stage stage;
    CHECK_FALSE(stage.shown().on);
    stage.library.choice = SIL_CHOICE_YES;
    CHECK(stage.shown().on);
    CHECK(stage.shown().offers_turning_off);
    stage.library.choice = SIL_CHOICE_NO;
    CHECK_FALSE(stage.shown().on);
    CHECK_FALSE(stage.shown().offers_turning_off);
    stage.library.choice = SIL_CHOICE_UNKNOWN;
    for (const sil_state state : {SIL_STATE_RECORDING, SIL_STATE_PAUSED, SIL_STATE_NOT_SAMPLED}) {
        stage.library.state = state;
        CHECK(stage.shown().on);
    }
    stage.library.state = SIL_STATE_TENANT_UNKNOWN;
    CHECK_FALSE(stage.shown().on);
}

TEST_CASE("turning on and off is by the switch, with the version of the notice that the user saw") {
    Stage stage;
    CHECK(stage.model.turn_on());
    CHECK(stage.shown().on);
    CHECK(stage.shown().state == stage.texts.state_waiting);
    CHECK(stage.model.turn_off({}));
    CHECK_FALSE(stage.shown().on);
    CHECK(stage.model.turn_off({.also_delete = true, .keep_list = false}));
    CHECK(stage.model.turn_off({.also_delete = false, .keep_list = true}));
    CHECK(stage.model.turn_off({.also_delete = true, .keep_list = true}));
    CHECK(stage.library.asked == Asked{"yes 3 by switch", "no 3 by switch", "no 3 by switch", "erase",
                                       "no 3 by switch keep", "no 3 by switch keep", "erase"});
}

TEST_CASE("withdrawing, seeing and deleting work while the page is hidden") {
    Stage stage;
    stage.library.visible = false;
    CHECK(stage.model.turn_off({}));
    CHECK(stage.model.delete_sent());
    CHECK(stage.model.sent().batches.empty());
    CHECK(stage.library.asked == Asked{"no 3 by switch", "erase", "read"});
}

TEST_CASE("a no that could not be stored is off all the same, and says so until the next thing is done") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.library.state = SIL_STATE_RECORDING;
    stage.library.status = SIL_ERROR_STORAGE;
    CHECK_FALSE(stage.model.turn_off({}));
    CHECK_FALSE(stage.shown().on);
    CHECK(stage.shown().problem == stage.texts.not_stored);

    CHECK_FALSE(stage.model.turn_on());
    CHECK_FALSE(stage.shown().on);
    CHECK(stage.shown().problem == stage.texts.not_turned_on);
    CHECK_FALSE(stage.model.delete_sent());
    CHECK(stage.shown().problem == stage.texts.not_deleted);
    CHECK_FALSE(stage.model.turn_off({.also_delete = true, .keep_list = false}));
    CHECK(stage.shown().problem == stage.texts.not_stored + "\n" + stage.texts.not_deleted);

    stage.library.status = SIL_OK;
    CHECK(stage.model.turn_on());
    CHECK(stage.shown().on);
    CHECK(stage.shown().problem.empty());
}

TEST_CASE("a no that was stored is not said to have failed when the deletion could not be asked for") {
    Stage stage;
    stage.library.choice = SIL_CHOICE_YES;
    stage.library.erase_status = SIL_ERROR_STORAGE;
    CHECK_FALSE(stage.model.turn_off({.also_delete = true, .keep_list = false}));
    CHECK_FALSE(stage.shown().on);
    CHECK(stage.shown().problem == stage.texts.not_deleted);
}

TEST_CASE("every state has its sentence, and none says more than is true") {
    Stage stage;
    std::set<std::string> sentences;
    for (int number = 0; number < 16; ++number) {
        stage.library.state = static_cast<sil_state>(number);
        CHECK_FALSE(stage.shown().state.empty());
        sentences.insert(stage.shown().state);
        CHECK((stage.shown().state == stage.texts.state_recording) == (number == SIL_STATE_RECORDING));
    }
    CHECK(sentences.size() == 8);
}

TEST_CASE("deletions that are not confirmed are counted") {
    Stage stage;
    CHECK(stage.shown().deleting.empty());
    stage.library.pending = 12;
    CHECK(stage.shown().deleting == "Sessions that are being deleted: 12");
}

TEST_CASE("what was sent is read as it is given") {
    Stage stage;
    stage.library.batches = {{1'700'000'100, 2, "2 clicks\n"}, {1'700'000'000, 1, "1 click\n"}};
    const Sent sent = stage.model.sent();
    REQUIRE(sent.batches.size() == 2);
    CHECK(sent.batches[0].sent == 1'700'000'100);
    CHECK(sent.batches[0].items == 2);
    CHECK(sent.batches[1].text == "1 click\n");
    CHECK_FALSE(sent.damaged);
    stage.library.damaged = true;
    CHECK(stage.model.sent().damaged);
}

TEST_CASE("without a recorder nothing is to be seen, and a model that is gone is not called") {
    made_up_library(true);
    {
        const Model model(nullptr, 1, [] {});
        CHECK_FALSE(model.shown(Texts()).visible);
        CHECK(model.shown(Texts()).state == Texts().state_unavailable);
        CHECK(made_up_library().is_listened_to());
    }
    CHECK_FALSE(made_up_library().is_listened_to());
}

TEST_CASE("every text has words, save the link that only the host knows") {
    const Texts texts;
    for (std::string Texts::*const one : kAllTexts) {
        CHECK((texts.*one).empty() == (one == &Texts::notice_link));
    }
    CHECK(filled("{time} ({items} items)", "items", "3") == "{time} (3 items)");
    CHECK(filled("no mark", "items", "3") == "no mark");
    CHECK(without_mnemonic("&See && hear &") == "See & hear ");
    // Mnemonics that are on the page together differ.
    std::set<char> mnemonics;
    for (std::string Texts::*const one : {&Texts::allow, &Texts::also_delete, &Texts::keep_list, &Texts::notice,
                                          &Texts::see_sent, &Texts::delete_sent}) {
        const std::string& label = texts.*one;
        mnemonics.insert(static_cast<char>(std::tolower(label.at(label.find('&') + 1))));
    }
    CHECK(mnemonics.size() == 6);
}
