// The table of docs/consent.md says what decide() does.
#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sdk/epoch/decision.h"
#include "tests/catch.h"

using namespace silhouette;
using Row = std::vector<std::string>;

namespace {

// The rows of the table whose first column is called "veto", without its head.
std::vector<Row> read_table() {
    std::ifstream file(SILHOUETTE_CONSENT_DOCUMENT);
    std::vector<Row> rows;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("| veto |", 0) == 0) {
            inside = true;
        } else if (inside && line.rfind("| ", 0) != 0 && line.rfind("|---", 0) != 0) {
            break;
        } else if (inside && line.rfind("| ", 0) == 0) {
            Row row;
            std::istringstream cells(line.substr(1));
            for (std::string cell; std::getline(cells, cell, '|');) {
                const auto first = cell.find_first_not_of(" `");
                row.push_back(first == std::string::npos ? ""
                                                         : cell.substr(first, cell.find_last_not_of(" `") - first + 1));
            }
            rows.push_back(row);
        }
    }
    return rows;
}

bool fits(const std::string& cell, const std::string& value) {
    return cell == "any" || (", " + cell + ",").find(", " + value + ",") != std::string::npos;
}

std::string word(sil_state state) {
    switch (state) {
        case SIL_STATE_RECORDING:
            return "recording";
        case SIL_STATE_VETOED:
            return "vetoed";
        case SIL_STATE_USER_OFF:
            return "user-off";
        case SIL_STATE_TENANT_UNKNOWN:
            return "tenant-unknown";
        case SIL_STATE_TENANT_OFF:
            return "tenant-off";
        case SIL_STATE_VERDICT_EXPIRED:
            return "verdict-expired";
        case SIL_STATE_OUT_OF_ORDER_CLOCK:
            return "out-of-order-clock";
        case SIL_STATE_NOT_SAMPLED:
            return "not-sampled";
        default:
            return "?";
    }
}

constexpr std::array kActions{"end", "leave", "wait", "suspend", "open"};
constexpr std::array kUnread{"no", "policy", "choice", "both"};
constexpr std::array kAnswers{"unknown", "no", "yes"};
constexpr std::array kTenants{"unknown", "off", "allowed", "expired", "out-of-order"};

}  // namespace

TEST_CASE("the table that privacy officers read is the decision that is taken") {
    const auto table = read_table();
    REQUIRE(table.size() == 13);
    std::vector<bool> used(table.size());
    for (const std::string veto : {"no", "policy", "environment"}) {
        for (const auto user : {privacy::Answer::unknown, privacy::Answer::no, privacy::Answer::yes}) {
            for (const auto tenant :
                 {privacy::TenantState::unknown, privacy::TenantState::off, privacy::TenantState::allowed,
                  privacy::TenantState::expired, privacy::TenantState::out_of_order}) {
                for (const bool sampled : {false, true}) {
                    for (std::size_t unread = 0; unread < kUnread.size(); ++unread) {
                        std::size_t at = 0;
                        while (at < table.size() &&
                               !(fits(table[at][0], veto) && fits(table[at][1], kUnread.at(unread)) &&
                                 fits(table[at][2], kAnswers.at(static_cast<std::size_t>(user))) &&
                                 fits(table[at][3], kTenants.at(static_cast<std::size_t>(tenant))) &&
                                 fits(table[at][4], sampled ? "yes" : "no"))) {
                            ++at;
                        }
                        REQUIRE(at < table.size());
                        used[at] = true;
                        const auto decision = epoch::decide({veto == "policy", veto == "environment", user, false,
                                                             tenant, sampled, (unread & 1) != 0, (unread & 2) != 0});
                        CHECK(table[at][5] == word(decision.state));
                        CHECK(table[at][6] == kActions.at(static_cast<std::size_t>(decision.action)));
                        CHECK(table[at][7] == (decision.follow_verdict ? "yes" : "no"));
                    }
                }
            }
        }
    }
    CHECK(used == std::vector<bool>(table.size(), true));
}
