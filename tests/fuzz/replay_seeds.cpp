// Stands in for libFuzzer's main: runs every seed of a folder, then a fixed number of changed copies of each (the same
// in every run), so that a plain build keeps what fuzzing found.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kChangedCopies = 200;

void run(const std::vector<std::uint8_t>& input) {
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

std::vector<std::uint8_t> changed(std::vector<std::uint8_t> input, std::mt19937& random) {
    for (unsigned i = 0, changes = 1 + random() % 8; i < changes; ++i) {
        const std::size_t at = input.empty() ? 0 : random() % input.size();
        switch (random() % 4) {
            case 0:
                input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::uint8_t>(random()));
                break;
            case 1:
                input.resize(at);
                break;
            case 2:
                if (!input.empty()) {
                    input[at] ^= static_cast<std::uint8_t>(1U << random() % 8);
                }
                break;
            default:
                if (!input.empty()) {
                    input[at] = random() % 2 == 0 ? 0xff : 0;
                }
        }
    }
    return input;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
        std::fprintf(stderr, "usage: %s FOLDER-OF-SEEDS\n", argv[0]);
        return 2;
    }
    std::set<std::filesystem::path> seeds;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
        if (entry.is_regular_file()) {
            seeds.insert(entry.path());
        }
    }
    if (seeds.empty()) {
        std::fprintf(stderr, "no seeds in %s\n", argv[1]);
        return 1;
    }
    run({});
    std::mt19937 random(1);
    for (const auto& seed : seeds) {
        std::ifstream stream(seed, std::ios::binary);
        const std::vector<std::uint8_t> input(std::istreambuf_iterator<char>(stream), {});
        run(input);
        for (int i = 0; i < kChangedCopies; ++i) {
            run(changed(input, random));
        }
    }
    std::printf("%zu seeds, %d changed copies of each\n", seeds.size(), kChangedCopies);
    return 0;
}
