// The ranges that silhouette.h states are those that hold, field by field.
#include <silhouette/silhouette.h>

#include <cstddef>
#include <cstring>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "sdk/recorder/host_limits.h"
#include "tests/catch.h"

namespace silhouette::recorder {
namespace {

struct Stated {
    std::string name;
    std::uint32_t low = 0, high = 0, standard = 0;
};

std::uint32_t number_of(std::string text) {
    std::erase(text, ',');
    return static_cast<std::uint32_t>(std::stoul(text));
}

// In the order of the fields.
std::vector<Stated> stated_in_header() {
    std::ifstream header(PUBLIC_HEADER);
    const std::string text{std::istreambuf_iterator<char>(header), {}};
    const auto begin = text.find("typedef struct sil_limits {");
    const std::string part = text.substr(begin, text.find("} sil_limits;") - begin);
    static const std::regex field(R"(uint32_t (\w+);\s*/\* ([\d,]+) … ([\d,]+); 0: ([\d,]+))");
    std::vector<Stated> found;
    for (std::sregex_iterator one(part.begin(), part.end(), field), end; one != end; ++one) {
        found.push_back({(*one)[1], number_of((*one)[2]), number_of((*one)[3]), number_of((*one)[4])});
    }
    return found;
}

// The limits with one field, by its place.
sil_limits with(std::size_t place, std::uint32_t value) {
    sil_limits limits = SIL_LIMITS_INIT;
    std::memcpy(reinterpret_cast<char*>(&limits) + sizeof limits.size + place * sizeof value, &value, sizeof value);
    return limits;
}

const char* problem(std::size_t place, std::uint32_t value) {
    transport::Policy policy;
    const sil_limits limits = with(place, value);
    return take_limits(&limits, policy);
}

TEST_CASE("every limit has a stated range, and that is the one that holds") {
    const auto stated = stated_in_header();
    constexpr std::size_t kFields = (offsetof(sil_limits, poll_pause_ms) - sizeof(size_t)) / sizeof(std::uint32_t) + 1;
    REQUIRE(stated.size() == kFields);
    for (std::size_t place = 0; place < stated.size(); ++place) {
        const Stated& one = stated[place];
        INFO(one.name);
        CHECK(problem(place, 0) == nullptr);
        CHECK(problem(place, one.standard) == nullptr);
        CHECK(problem(place, one.low) == nullptr);
        CHECK(problem(place, one.high) == nullptr);
        REQUIRE(problem(place, one.high + 1) != nullptr);
        CHECK(std::string(problem(place, one.high + 1)).starts_with(one.name + ": "));
        if (one.low > 1) {
            REQUIRE(problem(place, one.low - 1) != nullptr);
            CHECK(problem(place, one.low - 1) == problem(place, one.high + 1));
        }
        // What is said is the range, too: "connect_ms: 100 … 120,000".
        const std::string text = problem(place, one.high + 1);
        const auto dots = text.find(" … ");
        CHECK(number_of(text.substr(one.name.size() + 2, dots)) == one.low);
        CHECK(number_of(text.substr(dots + std::strlen(" … "))) == one.high);
    }
}

TEST_CASE("each limit's standard is the stated one, and a number that is given arrives") {
    const auto stated = stated_in_header();
    const transport::Policy standard;
    std::vector<std::uint32_t> standards;
    const auto ms = [&](const auto& limit) {
        standards.push_back(static_cast<std::uint32_t>(std::chrono::milliseconds(limit).count()));
    };
    const auto s = [&](const auto& limit) {
        standards.push_back(static_cast<std::uint32_t>(std::chrono::seconds(limit).count()));
    };
    const auto plain = [&](std::uint32_t limit) { standards.push_back(limit); };
    ms(standard.piece), plain(standard.piece_bytes), plain(standard.piece_items), plain(standard.memory_bytes);
    ms(standard.disk_retry);
    ms(standard.disk_retry_longest), plain(standard.sent_bytes), ms(standard.resolve), ms(standard.connect);
    ms(standard.handshake), ms(standard.next_address), ms(standard.write), ms(standard.answer), ms(standard.total);
    plain(standard.answer_head_bytes), plain(standard.answer_body_bytes), s(standard.keep_alive), ms(standard.retry);
    ms(standard.retry_longest), s(standard.retry_after_longest), s(standard.hold), plain(standard.circuit_failures);
    plain(standard.backlog_bytes_per_s), ms(standard.metered_batch), plain(standard.metered_bytes_per_s);
    s(standard.poll), ms(standard.poll_pause);
    REQUIRE(standards.size() == stated.size());
    for (std::size_t place = 0; place < stated.size(); ++place) {
        INFO(stated[place].name);
        CHECK(standards[place] == stated[place].standard);
    }
    transport::Policy policy;
    sil_limits limits = SIL_LIMITS_INIT;
    limits.connect_ms = 1'234;
    limits.hold_s = 56;
    limits.circuit_failures = 7;
    REQUIRE(take_limits(&limits, policy) == nullptr);
    CHECK(std::chrono::milliseconds(policy.connect) == std::chrono::milliseconds(1'234));
    CHECK(std::chrono::seconds(policy.hold) == std::chrono::seconds(56));
    CHECK(policy.circuit_failures == 7u);
}

TEST_CASE("an older host's smaller limits are taken, and what lies behind them is not read") {
    sil_limits limits = SIL_LIMITS_INIT;
    limits.size = offsetof(sil_limits, resolve_ms);
    limits.connect_ms = 1;
    transport::Policy policy;
    CHECK(take_limits(&limits, policy) == nullptr);
    limits.size = 0;
    CHECK(take_limits(&limits, policy) != nullptr);
}

}  // namespace
}  // namespace silhouette::recorder
