// What dead processes left in the spool's folder.
#include <unistd.h>

#include <algorithm>
#include <map>
#include <utility>

#include "platform/last_error.h"
#include "platform/private_file.h"
#include "transport/policy.h"
#include "transport/spool_folder.h"
#include "transport/spool_names.h"

namespace silhouette::transport {

namespace fs = std::filesystem;

// Nothing when a segment cannot be read at the moment: then all of them are left to a later start.
std::optional<SpoolFolder::TakenRun> SpoolFolder::take_run(const EpochKey& key, const std::string& run,
                                                           const std::vector<fs::path>& files) const {
    TakenRun taken;
    for (const fs::path& file : files) {
        std::error_code error;
        const auto content = platform::read_private_file(file, policy::kSegmentReadMax, error);
        if (!content && platform::is_shortage(error.value())) {
            return std::nullopt;
        }
        SegmentScan scan;
        if (content) {
            scan = scan_segment(key, *content);
        }
        // A copy of one that is here already (somebody put back a backup): its records would come twice.
        const auto is_same = [&](const Segment& one) { return one.id == scan.id; };
        const bool is_copy = std::any_of(segments_.begin(), segments_.end(), is_same) ||
                             std::any_of(taken.segments.begin(), taken.segments.end(),
                                         [&](const auto& one) { return is_same(one.first); });
        if (is_copy) {
            taken.to_unlink.push_back(file);
            continue;
        }
        if (scan.kind != SegmentScan::Kind::other_epoch) {
            // A segment that cannot be read, or that is none, is one damaged place.
            taken.damaged_records += scan.kind == SegmentScan::Kind::ours ? scan.damaged_records : 1;
            taken.damaged_items += scan.damaged_items;
        }
        if (scan.records.empty()) {
            taken.to_unlink.push_back(file);
            continue;
        }
        Segment segment;
        segment.id = scan.id;
        segment.file = file;
        segment.size = content->size();
        segment.live_records = static_cast<std::uint32_t>(scan.records.size());
        segment.owner = run;
        taken.segments.emplace_back(std::move(segment), std::move(scan.records));
    }
    return taken;
}

SpoolFolder::TakeOver SpoolFolder::take_over(const EpochKey& key) {
    TakeOver result;
    std::error_code error;
    if (!fs::is_directory(folder_, error)) {
        return result;
    }
    const auto folder_lock = spool_names::lock_folder(folder_);
    if (!folder_lock) {
        return result;
    }
    std::map<std::string, std::vector<fs::path>> runs;
    for (const fs::path& file : spool_names::list_files(folder_)) {
        auto& segments = runs[spool_names::run_of(file)];
        if (spool_names::is_segment(file)) {
            segments.push_back(file);
        }
    }
    std::vector<std::pair<std::int64_t, std::vector<Taken>>> found;  // by the time of their first record
    for (const auto& [run, files] : runs) {
        const auto is_this_run = [&name = run](const Owned& one) { return one.run == name; };
        if (run == run_ || std::any_of(owned_.begin(), owned_.end(), is_this_run)) {
            continue;
        }
        const fs::path lock_file = folder_ / (run + spool_names::kLockSuffix);
        auto lock = spool_names::lock(lock_file);
        if (!lock) {
            continue;  // alive
        }
        auto taken = take_run(key, run, files);
        if (!taken) {
            continue;
        }
        result.damaged_records += taken->damaged_records;
        result.damaged_items += taken->damaged_items;
        for (const fs::path& file : taken->to_unlink) {
            ::unlink(file.c_str());
        }
        for (auto& [segment, records] : taken->segments) {
            segment.number = next_number_++;
            auto& list = found.emplace_back(records.front().header.written, std::vector<Taken>());
            for (const FoundRecord& record : records) {
                list.second.push_back({{segment.number, record.offset, record.length}, record.header});
            }
            segments_.push_back(std::move(segment));
        }
        if (!taken->segments.empty()) {
            owned_.push_back({run, std::move(*lock)});
        } else {
            ::unlink(lock_file.c_str());
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& one, const auto& two) { return one.first < two.first; });
    for (auto& [time, records] : found) {
        result.records.insert(result.records.end(), records.begin(), records.end());
    }
    // Segments in the order in which they give way.
    std::map<SegmentNumber, std::size_t> order;
    for (std::size_t i = 0; i < result.records.size(); ++i) {
        order.try_emplace(result.records[i].place.segment, i);
    }
    segments_.sort([&](const Segment& one, const Segment& two) {
        const auto rank = [&](const Segment& segment) {
            const auto at = order.find(segment.number);
            return at == order.end() ? order.size() + result.records.size() : at->second;
        };
        return rank(one) < rank(two);
    });
    return result;
}

}  // namespace silhouette::transport
