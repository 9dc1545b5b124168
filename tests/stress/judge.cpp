#include "tests/stress/judge.h"

#include <algorithm>
#include <cstdio>

namespace silhouette::stress {
namespace {

std::string milliseconds(std::int64_t nanoseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f ms", static_cast<double>(nanoseconds) / 1e6);
    return text;
}

// All that is known of a connection, in times since the closing returned.
std::string story(const ConnectionRecord& one, const Closing& closing) {
    const auto at = [&](std::int64_t time) { return milliseconds(time - closing.returned); };
    std::string text = "called at " + at(closing.began) + "; the connection was made between " + at(one.not_before) +
                       " and " + at(one.accepted) + " and ended " + (one.ended == 0 ? "never" : "at " + at(one.ended)) +
                       "; bytes in all, from the host:";
    for (const Arrival& arrival : one.from_host) {
        text += " " + std::to_string(arrival.total) + " at " + at(arrival.at) + " (read at " + at(arrival.read) + ")";
    }
    text += "; from the endpoint:";
    for (const Arrival& arrival : one.from_endpoint) {
        text += " " + std::to_string(arrival.total) + " at " + at(arrival.at);
    }
    return text;
}

// From when on the host had to be silent, after this closing.
std::int64_t silent_from(const Closing& closing, int who) {
    return closing.returned + (closing.closer == who ? 0 : closing.allowance);
}

// The closing that forbids something of host `who` at that time, or nullptr.
const Closing* forbidding(const std::vector<Closing>& closings, int who, std::int64_t at) {
    auto after = std::upper_bound(closings.begin(), closings.end(), at,
                                  [](std::int64_t time, const Closing& one) { return time < one.returned; });
    if (after == closings.begin()) {
        return nullptr;
    }
    const Closing& last = *std::prev(after);
    return at > silent_from(last, who) && (last.reopened == 0 || at < last.reopened) ? &last : nullptr;
}

// Whether some closing between the two openings of a session had to reach the host: its own, or one that lasted.
// Numbers of openings come again after 1,024 of them, which takes longer than a session lasts here.
bool had_to_close_between(const std::vector<Closing>& closings, int who, std::int64_t started, std::uint32_t first,
                          std::uint32_t second) {
    constexpr std::int64_t kSecond = 1'000'000'000, kBefore = 2, kLongest = 15;
    return std::any_of(closings.begin(), closings.end(), [&](const Closing& one) {
        const auto opening = static_cast<std::uint32_t>(one.opening & kOpeningMask);
        return one.returned / kSecond >= started - kBefore && one.returned / kSecond <= started + kLongest &&
               opening >= first && opening < second &&
               (one.closer == who || one.reopened == 0 || one.reopened - one.returned > one.allowance);
    });
}

void judge_session(const std::string& id, const StoredSession& session, const Judged& app, Verdict& verdict) {
    const auto complain = [&](const std::string& what) {
        verdict.problems.push_back(app.app + " " + session.version + ": session " + id.substr(0, 8) + " " + what);
    };
    std::set<std::uint32_t> exceptions;
    for (const Exceptions& one : app.result->exceptions) {
        if (one.version == session.version) {
            exceptions.insert(one.numbers.begin(), one.numbers.end());
        }
    }
    const int who = session.version.size() > 1 ? session.version[1] - '0' : -1;
    std::set<std::uint32_t> openings;
    std::vector<std::uint32_t> forbidden;
    std::size_t twice = 0;
    for (auto number = session.numbers.begin(); number != session.numbers.end(); ++number) {
        ++verdict.stored;
        twice += number != session.numbers.begin() && *std::prev(number) == *number ? 1 : 0;
        if (exceptions.count(*number) != 0) {
            continue;
        }
        const ClickNumber click = ClickNumber::unpacked(*number);
        if (click.closed) {
            forbidden.push_back(*number);
        }
        openings.insert(click.opening);
    }
    if (!forbidden.empty()) {
        const ClickNumber first = ClickNumber::unpacked(forbidden.front()),
                          last = ClickNumber::unpacked(forbidden.back());
        complain("holds " + std::to_string(forbidden.size()) + " clicks that were issued while closed, from number " +
                 std::to_string(first.sequence) + " of opening " + std::to_string(first.opening) + " to number " +
                 std::to_string(last.sequence) + " of opening " + std::to_string(last.opening) + "; of " +
                 std::to_string(session.numbers.size()) + ", begun at " + std::to_string(session.started));
        for (const Closing& one : app.result->closings) {
            if ((one.opening & kOpeningMask) == first.opening) {
                complain("… opening " + std::to_string(one.opening) + " was closed by " + std::to_string(one.closer) +
                         " at " + std::to_string(one.returned) + ", and opened again at " +
                         std::to_string(one.reopened));
            }
        }
    }
    if (twice != 0) {
        complain("holds " + std::to_string(twice) + " clicks twice");
    }
    for (auto one = openings.begin(); one != openings.end() && std::next(one) != openings.end(); ++one) {
        if (had_to_close_between(app.result->closings, who, session.started, *one, *std::next(one))) {
            complain("holds clicks of two epochs: openings " + std::to_string(*one) + " and " +
                     std::to_string(*std::next(one)));
            break;
        }
    }
}

void judge_network(const Judged& app, const std::vector<ConnectionRecord>& network, Verdict& verdict) {
    for (const ConnectionRecord& one : network) {
        const int who = one.host - app.first_host;
        if (who < 0 || who >= kHostsPerApp) {
            continue;
        }
        ++verdict.connections;
        verdict.pieces += one.from_host.size();
        verdict.unstamped += one.unstamped;
        const std::string host = app.app + " host " + std::to_string(who);
        for (const Arrival& arrival : one.from_host) {
            if (const Closing* const closing = forbidding(app.result->closings, who, arrival.at)) {
                verdict.problems.push_back(host + ": bytes left " + milliseconds(arrival.at - closing->returned) +
                                           " after the closing returned (opening " + std::to_string(closing->opening) +
                                           ", closed by " + std::to_string(closing->closer) + "), " +
                                           story(one, *closing));
                break;
            }
        }
        verdict.bytes_seen += one.from_host.empty() ? 0 : one.from_host.back().total;
        const Closing* const before = forbidding(app.result->closings, who, one.not_before);
        if (before != nullptr && before == forbidding(app.result->closings, who, one.accepted)) {
            verdict.problems.push_back(host + ": a connection was made after the closing returned");
        }
    }
}

void count_hits(const Judged& app, const std::vector<ConnectionRecord>& network, Verdict& verdict) {
    std::array<std::vector<const ConnectionRecord*>, kHostsPerApp> of_host;
    for (const ConnectionRecord& one : network) {
        if (one.host >= app.first_host && one.host < app.first_host + kHostsPerApp) {
            of_host[static_cast<std::size_t>(one.host - app.first_host)].push_back(&one);
        }
    }
    for (const Closing& closing : app.result->closings) {
        for (int who = 0; who < kHostsPerApp; ++who) {
            ++verdict.closings;
            // A click of the last millisecond is in the queue: the recorder empties it four times a second.
            verdict.hit_queue += closing.fresh[who] ? 1 : 0;
            // What another host's closing reached has to be seen torn down: running before, ended unanswered soon
            // after.
            verdict.hit_upload +=
                std::any_of(of_host[who].begin(), of_host[who].end(),
                            [&](const ConnectionRecord* one) {
                                return one->accepted < closing.began &&
                                       (one->ended == 0 || one->ended > closing.began) &&
                                       upload_runs(*one, closing.began) &&
                                       (closing.closer == who ||
                                        (one->ended != 0 && one->ended < closing.returned + 3 * closing.allowance &&
                                         (one->from_endpoint.empty() || one->from_endpoint.back().at < closing.began)));
                            })
                    ? 1
                    : 0;
        }
    }
}

}  // namespace

void judge(const Judged& app, const Stored& stored, const std::vector<ConnectionRecord>& network, Verdict& verdict) {
    for (const std::string& one : app.result->problems) {
        verdict.problems.push_back(one);
    }
    for (const auto& [id, session] : stored) {
        if (session.app == app.app) {
            judge_session(id, session, app, verdict);
        }
    }
    verdict.calm_tries += app.result->calm_tries;
    verdict.calm_sessions += app.result->calm.size();
    for (const Calm& calm : app.result->calm) {
        verdict.calm_clicks += calm.clicks;
        const auto session = stored.find(calm.session);
        const std::uint64_t arrived =
            session == stored.end() ? 0 : std::min<std::uint64_t>(calm.clicks, session->second.numbers.size());
        verdict.calm_arrived += arrived;
        const Report &before = calm.begun, &after = calm.delivered;
        const std::uint64_t gone = after.dropped - before.dropped + after.wiped - before.wiped;
        if (arrived + gone < calm.clicks) {
            verdict.problems.push_back(
                app.app + ": of " + std::to_string(calm.clicks) + " clicks of session " + calm.session.substr(0, 8) +
                ", which was left in peace, " + std::to_string(arrived) + " are stored; the host counted " +
                std::to_string(after.captured) + " captured, " + std::to_string(after.sent) + " sent (" +
                std::to_string(after.sent - before.sent) + " since it was asked), " + std::to_string(gone) +
                " dropped or wiped, " + std::to_string(after.pending) + " pending");
        }
    }
    judge_network(app, network, verdict);
    count_hits(app, network, verdict);
}

}  // namespace silhouette::stress
