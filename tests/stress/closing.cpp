// The closings of one app under stress, and what is looked at after them.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/stress/app.h"
#include "tests/stress/memory_scan.h"

namespace silhouette::stress {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = 32;
constexpr std::int64_t kMillisecond = 1'000'000;
// A tenant's change reaches connected clients within this (DESIGN.md, section 6).
constexpr std::int64_t kTenantAllowance = 1'000 * kMillisecond;

std::string read_file(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// The last 32 bytes of <state>/<app>/epoch.key.
std::string key_in(const fs::path& state) {
    const std::string content = read_file(state / "epoch.key");
    // A key that is just being destroyed is overwritten before its file goes.
    const std::string key = content.size() < kKeyBytes ? std::string() : content.substr(content.size() - kKeyBytes);
    return key == std::string(kKeyBytes, '\0') ? std::string() : key;
}

template <typename Visit>
void each_file(const fs::path& folder, Visit&& visit) {
    std::error_code error;
    for (fs::recursive_directory_iterator here(folder, error), end; !error && here != end; here.increment(error)) {
        if (std::error_code gone; here->is_regular_file(gone)) {
            visit(here->path());
        }
    }
}

std::string binary(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

}  // namespace

void App::remember_epoch(bool with_sessions) {
    key_ = key_in(hosts_.state());
    for (int who = 0; who < kHostsPerApp; ++who) {
        sessions_[who].clear();
        if (with_sessions) {
            const auto report = hosts_.order(who, Word::session);
            sessions_[who] = report && report->status == SIL_OK ? hosts_.page().host[who].session : "";
        }
    }
}

void App::close(bool search_files, bool search_memory) {
    remember_epoch(search_memory);
    const std::uint32_t way = draw(1'000);
    int who = static_cast<int>(draw(kHostsPerApp));
    if (!proxy_.upload_runs_now(settings_.first_host + who)) {
        who = kHostsPerApp - 1 - who;
    }
    if (settings_.with_tenant && way < 5) {
        close_by_tenant();
    } else if (way < 20) {
        close_by_command();
    } else {
        search_files = close_by_host(who) && search_files;
    }
    if (search_files && !tenant_is_off_) {
        look_for_files(result_.closings.back());
        if (search_memory) {
            look_into_memory(result_.closings.back());
        }
    }
}

bool App::close_by_host(int who) {
    Closing closing;
    AppPage& page = hosts_.page();
    closing.opening = page.phase / 2;
    closing.closer = who;
    closing.allowance = settings_.follow;
    const auto report = hosts_.order(who, Word::no);
    if (!report || report->status != SIL_OK) {
        not_taken(who, "no", report);
        return false;
    }
    closing.began = report->began;
    closing.returned = report->returned;
    captured_ = report->captured;
    for (int one = 0; one < kHostsPerApp; ++one) {
        closing.last_click[one] = page.host[one].last_click;
        const std::int64_t age = closing.began - closing.last_click[one];
        closing.fresh[one] = age < kMillisecond;
    }
    result_.closings.push_back(closing);
    // The key is gone when the call has returned: not 100 ms later.
    if (!key_.empty()) {
        ++result_.key_checks;
        if (key_in(hosts_.state()) == key_) {
            problem("the key of the epoch lies on disk after the closing returned");
        }
    }
    return true;
}

// By the host's own books, just before it is opened again. One click may have been under way when the call returned.
void App::look_for_captures() {
    if (result_.closings.empty() || result_.closings.back().closer == kHostsPerApp) {
        return;
    }
    const auto report = hosts_.order(result_.closings.back().closer, Word::stats);
    if (!report) {
        return;
    }
    if (report->captured > captured_ + 1) {
        problem("captured " + std::to_string(report->captured - captured_) + " items after the closing returned");
    }
    look_at_books(result_.closings.back().closer, *report);
}

void App::look_at_books(int who, const Report& report) {
    if (report.sent + report.dropped + report.wiped > report.captured) {
        problem("host " + hosts_.version(who) + " captured " + std::to_string(report.captured) + ", but " +
                std::to_string(report.sent) + " were sent, " + std::to_string(report.dropped) + " dropped and " +
                std::to_string(report.wiped) + " wiped");
    }
}

void App::close_by_command() {
    Closing closing;
    AppPage& page = hosts_.page();
    closing.opening = page.phase / 2;
    closing.allowance = settings_.follow;
    closing.began = wall_clock();
    Child({settings_.command, "consent", "off", "--app", settings_.hosts.app}, {},
          {"XDG_STATE_HOME=" + (settings_.hosts.folder / "state").string()}, "/dev/null")
        .wait();
    closing.returned = wall_clock();
    page.closer = kHostsPerApp;
    page.closed_at = closing.returned;
    page.phase.fetch_add(1 - page.phase.load() % 2);
    ++result_.by_command;
    result_.closings.push_back(closing);
}

void App::close_by_tenant() {
    Closing closing;
    AppPage& page = hosts_.page();
    closing.opening = page.phase / 2;
    closing.allowance = kTenantAllowance;
    closing.began = wall_clock();
    endpoint_.allow(settings_.hosts.tenant, false);
    closing.returned = wall_clock();
    tenant_is_off_ = true;
    page.closer = kHostsPerApp;
    page.closed_at = closing.returned + kTenantAllowance - page.follow;
    page.phase.fetch_add(1 - page.phase.load() % 2);
    ++result_.by_tenant;
    result_.closings.push_back(closing);
    std::this_thread::sleep_for(1'100ms);
}

// Spool and record of what was sent go within 100 ms; nothing holds the key.
void App::look_for_files(const Closing& closing) {
    constexpr std::int64_t kTooLong = 20'000 * kMillisecond;
    for (;;) {
        std::string left;
        each_file(hosts_.cache(), [&](const fs::path& file) {
            if (file.extension() != ".lock" && file.filename() != "lock") {
                left += " " + file.filename().string();
            }
        });
        const std::int64_t now = wall_clock();
        if (left.empty()) {
            result_.files_gone.push_back(now - closing.returned);
            break;
        }
        if (now - closing.returned > kTooLong) {
            problem("files of a closed epoch are left (closed by " + std::to_string(closing.closer) + "):" + left);
            break;
        }
        std::this_thread::sleep_for(1ms);
    }
    if (key_.empty()) {
        return;
    }
    each_file(settings_.hosts.folder, [&](const fs::path& file) {
        if (read_file(file).find(key_) != std::string::npos) {
            problem("the key of a closed epoch lies in " + file.filename().string());
        }
    });
}

void App::look_into_memory(const Closing& closing) {
    std::this_thread::sleep_for(100ms);
    std::vector<Needle> needles;
    if (!key_.empty()) {
        needles.push_back({"epoch key", key_});
    }
    for (const std::string& session : sessions_) {
        if (!session.empty()) {
            needles.push_back({"session id", binary(session)});
            needles.push_back({"session id in hex", session});
        }
    }
    for (int who = 0; who < kHostsPerApp; ++who) {
        ++result_.memory_searches;
        auto places = scan_memory(hosts_.process(who), needles, "stress_page");
        // Where the machine is busy a second half may take longer: as long as other hosts may.
        while (!places.empty() && wall_clock() - closing.returned < settings_.follow) {
            ++result_.second_searches;
            std::this_thread::sleep_for(50ms);
            places = scan_memory(hosts_.process(who), needles, "stress_page");
        }
        for (const std::string& place : places) {
            problem("after closing, host " + hosts_.version(who) + " holds " + place + " (closed by " +
                    std::to_string(closing.closer) + ")");
        }
    }
}

}  // namespace silhouette::stress
