#include "replay/words.h"

#include <set>

#include "tests/catch.h"

using namespace silhouette;

TEST_CASE("Drop reasons are told in lower case with underscores, as everything in the exports") {
    CHECK(replay::drop_word(v1::DROP_REASON_QUEUE_FULL) == "queue_full");
    CHECK(replay::drop_word(v1::DROP_REASON_SPOOL_AGE) == "spool_age");
    CHECK(replay::drop_word(v1::DROP_REASON_SAMPLED) == "sampled");
    std::set<std::string> words;
    for (int value = v1::DropReason_MIN; value <= v1::DropReason_MAX; ++value) {
        const std::string word = replay::drop_word(static_cast<v1::DropReason>(value));
        INFO(word);
        CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
        CHECK(words.insert(word).second);
    }
    CHECK(replay::drop_word(static_cast<v1::DropReason>(v1::DropReason_MAX + 1)) == "unknown");
}
