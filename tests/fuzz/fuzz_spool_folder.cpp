// A whole folder of the spool that dead processes left, changed at will: bytes, lengths, names, copies, things in a
// segment's place. Whatever is taken over must have been written, each piece once, and the folder can be used on.
//
// Input: four bytes for each change: what, which file, where, how.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "transport/spool.h"

namespace {

using namespace silhouette::transport;
namespace fs = std::filesystem;

constexpr std::size_t kRuns = 2, kBatches = 3, kPieces = 3;
constexpr std::uint32_t kItems = 2;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

std::vector<std::byte> piece(std::size_t run, std::size_t batch, std::size_t number) {
    const std::string text =
        "piece " + std::to_string(run) + ' ' + std::to_string(batch) + ' ' + std::to_string(number);
    const auto* const bytes = reinterpret_cast<const std::byte*>(text.data());
    return {bytes, bytes + text.size()};
}

struct Original {
    std::optional<EpochKey> key = EpochKey::in_memory();
    fs::path folder;
    std::map<std::string, std::string> files;  // by name: what lay there

    Original() {
        // In memory where there is such a disk: thousands of folders are made.
        std::string name = (fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path().string()) + "/spool-XXXXXX";
        require(::mkdtemp(name.data()) != nullptr);
        folder = name;
        std::vector<std::unique_ptr<Spool>> spools;
        for (std::size_t run = 0; run < kRuns; ++run) {
            spools.push_back(
                std::make_unique<Spool>(folder, Spool::Limits{1u << 20, std::chrono::hours(24)}, reports()));
            for (std::size_t batch = 0; batch < kBatches; ++batch) {
                const BatchId id{static_cast<std::byte>(run), static_cast<std::byte>(batch)};
                for (std::size_t number = 0; number < kPieces; ++number) {
                    spools.back()->put(*key, id, kItems, piece(run, batch, number));
                }
            }
        }
        spools.clear();  // they are dead
        for (const auto& entry : fs::directory_iterator(folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            files[entry.path().filename().string()].assign(std::istreambuf_iterator<char>(file), {});
        }
    }
    ~Original() { fs::remove_all(folder); }

    static Spool::Reports reports() {
        return {[](const Spool::Lost&) {}, [](Spool::Place) {}};
    }

    void put_back() const {
        fs::remove_all(folder);
        fs::create_directory(folder);
        fs::permissions(folder, fs::perms::owner_all);
        for (const auto& [name, content] : files) {
            std::ofstream(folder / name, std::ios::binary) << content;
        }
    }
};

void change(const fs::path& folder, std::vector<fs::path>& files, const std::uint8_t* how) {
    const fs::path file = files[how[1] % files.size()];
    const fs::path other = files[how[2] % files.size()];
    std::error_code ignored;
    switch (how[0] % 8) {
        case 0: {
            std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
            stream.seekg(how[2] * 4);
            const int byte = stream.get();
            if (byte >= 0) {
                stream.seekp(how[2] * 4);
                stream.put(static_cast<char>(byte ^ how[3]));
            }
            break;
        }
        case 1:
            fs::resize_file(file, how[2] * 4, ignored);
            break;
        case 2:
            std::ofstream(file, std::ios::app | std::ios::binary) << std::string(how[2], static_cast<char>(how[3]));
            break;
        case 3:
            fs::rename(file, other, ignored);
            break;
        case 4: {
            // Another number of the same process.
            const fs::path copy = folder / (file.filename().string().substr(0, 16) + "-0000" +
                                            std::to_string(10 + how[2] % 80) + ".segment");
            fs::copy_file(file, copy, fs::copy_options::overwrite_existing, ignored);
            files.push_back(copy);
            break;
        }
        case 5:
            fs::remove(file, ignored);
            fs::create_directory(file, ignored);
            break;
        case 6:
            fs::copy_file(file, other, fs::copy_options::overwrite_existing, ignored);
            break;
        default:
            fs::remove(file, ignored);
            break;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Original original;
    original.put_back();
    std::vector<fs::path> files;
    for (const auto& [name, content] : original.files) {
        files.push_back(original.folder / name);
    }
    for (std::size_t i = 0; i + 4 <= size && i < 64; i += 4) {
        change(original.folder, files, data + i);
    }
    std::uint64_t lost = 0;
    Spool spool(original.folder, {1u << 20, std::chrono::hours(24)},
                {[&lost](const Spool::Lost& one) { lost += one.items; }, [](Spool::Place) {}});
    const std::uint64_t taken = spool.take_over(*original.key);
    require(taken <= kRuns * kBatches * kPieces * kItems);
    std::map<std::vector<std::byte>, int> came;
    std::uint64_t drained = 0;
    while (const auto waiting = spool.oldest_closed()) {
        drained += waiting->items;
        const auto pieces = spool.begin_sending(*original.key, waiting->id);
        require(pieces.has_value());
        for (const auto& one : *pieces) {
            require(++came[one] == 1);
        }
        spool.end_sending();
        spool.settle(waiting->id, waiting->items);
        spool.remove(waiting->id, 0);
    }
    require(drained == taken);
    for (const auto& [bytes, times] : came) {
        bool known = false;
        for (std::size_t i = 0; i < kRuns * kBatches * kPieces; ++i) {
            known = known || bytes == piece(i / (kBatches * kPieces), i / kPieces % kBatches, i % kPieces);
        }
        require(known);
    }
    require(size >= 4 || (taken == kRuns * kBatches * kPieces * kItems && lost == 0));

    // It can be written to, or says that it cannot.
    const BatchId fresh{std::byte{99}};
    spool.put(*original.key, fresh, 1, piece(9, 9, 9));
    require(spool.own_items() == 1);
    return 0;
}
