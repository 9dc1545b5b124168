// The whole memory of the process, searched for the epoch's key, the record's key and the session's id after a "no".
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include "tests/catch.h"
#include "tests/integration/closing/running_host.h"
#include "tests/unit/transport/temporary_folder.h"

using namespace silhouette::tests;
using namespace silhouette::transport;

namespace {

// What is looked for, never in clear in this test's own memory.
class Needle {
  public:
    Needle(std::string name, std::vector<std::byte>& clear) : name_(std::move(name)), masked_(clear.size()) {
        std::transform(clear.begin(), clear.end(), masked_.begin(), [](std::byte one) { return one ^ kMask; });
        ::explicit_bzero(clear.data(), clear.size());
    }
    const std::string& name() const { return name_; }
    bool is_at(const std::byte* place) const {
        for (std::size_t i = 0; i < masked_.size(); ++i) {
            if ((place[i] ^ kMask) != masked_[i]) {
                return false;
            }
        }
        return true;
    }
    std::size_t size() const { return masked_.size(); }

  private:
    static constexpr std::byte kMask{0xa5};
    std::string name_;
    std::vector<std::byte> masked_;
};

// Names of the needles that lie somewhere in writable memory. What is read is read in place, so that the search makes
// no copy.
std::multiset<std::string> found_in_memory(const std::vector<Needle>& needles) {
    std::multiset<std::string> found;
    std::ifstream maps("/proc/self/maps");
    const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    std::vector<std::byte> block(1 << 20);
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0, end = 0;
        char dash = 0, mode[5] = "";
        std::istringstream(line) >> std::hex >> begin >> dash >> end >> mode;
        if (mode[0] != 'r' || mode[1] != 'w') {
            continue;
        }
        const std::size_t overlap = 64;
        for (std::uintptr_t at = begin; at < end; at += block.size() - overlap) {
            const std::size_t wanted = std::min<std::size_t>(block.size(), end - at);
            const ssize_t got = ::pread(memory, block.data(), wanted, static_cast<off_t>(at));
            for (const Needle& needle : needles) {
                for (ssize_t i = 0; i + static_cast<ssize_t>(needle.size()) <= got; ++i) {
                    const auto* const place = reinterpret_cast<const std::byte*>(at) + i;
                    const bool own = place + needle.size() > block.data() && place < block.data() + block.size();
                    if (!own && needle.is_at(block.data() + i)) {
                        found.insert(needle.name());
                    }
                }
            }
            ::explicit_bzero(block.data(), block.size());
            if (wanted < block.size()) {
                break;
            }
        }
    }
    ::close(memory);
    return found;
}

std::vector<std::byte> key_in(const std::filesystem::path& file) {
    constexpr std::size_t kBeforeKey = 16;
    std::array<std::byte, 48> content{};
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(::read(descriptor, content.data(), content.size()) == 48);
    ::close(descriptor);
    std::vector<std::byte> key(content.begin() + kBeforeKey, content.end());
    ::explicit_bzero(content.data(), content.size());
    return key;
}

}  // namespace

TEST_CASE("100 ms after a no neither the keys nor the session's id are anywhere in the process") {
    const TemporaryFolder folder;
    const EndpointProcess endpoint;
    RunningHost host(folder.path(), endpoint.url());
    for (int round = 0; round < 3; ++round) {
        REQUIRE(host.opens());
        host.click(30);
        REQUIRE(eventually([&] { return std::filesystem::exists(folder.path() / "cache/orders/sent/sent-1"); }));
        host.click(30);
        std::vector<Needle> needles;
        auto key = key_in(folder.path() / "state/orders/epoch.key");
        needles.emplace_back("epoch key", key);
        auto record = key_in(folder.path() / "cache/orders/sent/key");
        needles.emplace_back("record key", record);
        std::vector<std::byte> text(SIL_SESSION_ID_SIZE - 1), binary(16);
        {
            char id[SIL_SESSION_ID_SIZE];
            REQUIRE(sil_session_id(host.recorder(), id) == SIL_OK);
            std::memcpy(text.data(), id, text.size());
            const auto digit = [](char one) { return one <= '9' ? one - '0' : one - 'a' + 10; };
            for (std::size_t i = 0; i < binary.size(); ++i) {
                binary[i] = static_cast<std::byte>(digit(id[2 * i]) * 16 + digit(id[2 * i + 1]));
            }
            ::explicit_bzero(id, sizeof id);
        }
        needles.emplace_back("session id in digits", text);
        needles.emplace_back("session id", binary);
        const auto before = found_in_memory(needles);
        CHECK(before.count("epoch key") > 0);
        CHECK(before.count("session id") > 0);
        REQUIRE(host.no() == SIL_OK);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));  // the promise
        const auto after = found_in_memory(needles);
        std::string left;
        for (const auto& one : after) {
            left += one + "; ";
        }
        INFO("left: " << left);
        CHECK(after.empty());
    }
}
