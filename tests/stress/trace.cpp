// Openings as traces for the model: from a host's "yes" to the next one, as far as it can be seen from outside.
#include <cstdio>
#include <fstream>

#include "tests/stress/judge.h"

namespace silhouette::stress {
namespace {

// One in so many openings is written.
constexpr std::size_t kSample = 20;

struct Lines {
    std::ofstream file;
    void add(std::int64_t time, int who, const char* word, const std::string& epoch = {}) {
        file << time << ' ' << who << ' ' << word << (epoch.empty() ? "" : " ") << epoch << '\n';
    }
};

}  // namespace

void write_traces(const Judged& app, const std::vector<ConnectionRecord>& network,
                  const std::filesystem::path& folder) {
    const auto& closings = app.result->closings;
    for (std::size_t i = kSample; i < closings.size(); i += kSample) {
        const Closing& before = closings[i - 1];
        const Closing& closing = closings[i];
        if (before.closer == kHostsPerApp || closing.closer == kHostsPerApp || before.reopened == 0) {
            continue;  // what others did is not seen at its moment
        }
        const std::string epoch = "opening-" + std::to_string(closing.opening);
        Lines lines{std::ofstream(folder / (app.app + "-" + std::to_string(i) + ".trace"))};
        for (int who = 0; who < kHostsPerApp; ++who) {
            lines.add(before.reopened, who, "start");
            if (closing.last_click[who] > before.reopened) {
                lines.add(closing.last_click[who], who, "capture", epoch);
            }
        }
        lines.add(before.reopened, closing.closer, "yes_durable");
        lines.add(closing.began, closing.closer, "no_called");
        lines.add(closing.returned, closing.closer, "closing_returned");
        for (const ConnectionRecord& one : network) {
            const int who = one.host - app.first_host;
            // The verdict's connection sends no body.
            if (who < 0 || who >= kHostsPerApp || one.from_host.empty() ||
                one.from_host.back().total <= kVerdictBytesMax) {
                continue;
            }
            for (const Arrival& arrival : one.from_host) {
                if (arrival.at > before.reopened && (closing.reopened == 0 || arrival.at < closing.reopened) &&
                    arrival.total > kVerdictBytesMax) {
                    lines.add(arrival.at, who, "write", epoch);
                }
            }
        }
    }
}

}  // namespace silhouette::stress
