#include "privacy/provenance/name_index.h"

#include <dlfcn.h>
#include <elf.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "platform/loaded_modules.h"
#include "privacy/provenance/literal_scan.h"
#include "tests/catch.h"

using namespace silhouette::privacy;
namespace fs = std::filesystem;

// Literals that the program of this test ships with. Kept from being optimised away.
extern const char* const kShipped[];
const char* const kShipped[] = {"shippedSaveButton", "shippedRow_", "shippedCell_%1", "shippedOuterInnerDock"};
extern const char16_t* const kShippedWide;
const char16_t* const kShippedWide = u"shippedWideButton";

// A sanitizer's own heap.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace {

constexpr HashKey kKey{{11, 22}};

// From the last letter to the first, so that the text itself is no literal of this program.
std::string reversed(std::string text) {
    std::ranges::reverse(text);
    return text;
}

HashedName hashed(const std::string& text) {
    return hash_name(kKey, RawName(std::string_view(text)));
}

NameIndex own_index() {
    NameIndex index(kKey);
    index.refresh();
    return index;
}

void check(const NameDecision& decision, NameVerdict verdict, NameReason reason, std::string_view text) {
    CHECK(decision.verdict == verdict);
    CHECK(decision.reason == reason);
    REQUIRE(decision.name.has_value() == (verdict != NameVerdict::dropped));
    if (decision.name) {
        CHECK(decision.name->text() == text);
        CHECK(decision.name->is_prefix() == (verdict == NameVerdict::templated));
    }
}

// What happens when a scan of a window begins.
std::function<void()> g_at_scan;

// Bytes that the heap has given out.
std::size_t allocated() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) {
        return __sanitizer_get_current_allocated_bytes();
    }
    const auto heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

struct ManifestFile {
    explicit ManifestFile(const std::string& text) {
        std::string pattern = (fs::temp_directory_path() / "manifest-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        path = folder / "names.manifest";
        std::ofstream(path) << text;
    }
    ~ManifestFile() { fs::remove_all(folder); }
    fs::path folder;
    fs::path path;
};

}  // namespace

// The linker puts this in the place of scan_literals() (CMakeLists.txt).
void scan(const SegmentWindow& window, const std::function<void(const Literal&)>& visit) asm("__real_" SCAN_LITERALS);
void scan_after_what_happens(const SegmentWindow& window,
                             const std::function<void(const Literal&)>& visit) asm("__wrap_" SCAN_LITERALS);
void scan_after_what_happens(const SegmentWindow& window, const std::function<void(const Literal&)>& visit) {
    if (g_at_scan) {
        g_at_scan();
    }
    scan(window, visit);
}

TEST_CASE("a name that equals a literal of the program is kept, in either encoding") {
    auto index = own_index();
    check(index.decide(hashed("shippedSaveButton")), NameVerdict::kept, NameReason::literal, "shippedSaveButton");
    check(index.decide(hash_name(kKey, RawName(std::u16string_view(u"shippedSaveButton")))), NameVerdict::kept,
          NameReason::literal, "shippedSaveButton");
    check(index.decide(hashed(reversed("nottuBediWdeppihs"))), NameVerdict::kept, NameReason::literal,
          "shippedWideButton");
}

TEST_CASE("a name that was made at run time is dropped") {
    auto index = own_index();
    for (const char* name : {"nottuBtsoLdeppihs", "htimS nhoJ", "fdp.xat/airam/emoh/", "nosnhoJ-remotsuc"}) {
        check(index.decide(hashed(reversed(name))), NameVerdict::dropped, NameReason::not_shipped, "");
    }
    for (const char* name : {"", "7", "1234", "\xd0\xaf"}) {
        check(index.decide(hashed(name)), NameVerdict::dropped, NameReason::no_name, "");
    }
}

TEST_CASE("a composed name keeps the literal that it begins with") {
    auto index = own_index();
    check(index.decide(hashed(reversed("71_woRdeppihs"))), NameVerdict::templated, NameReason::literal_prefix,
          "shippedRow_");
    check(index.decide(hashed(reversed("htimS nhoJ_woRdeppihs"))), NameVerdict::templated, NameReason::literal_prefix,
          "shippedRow_");
    check(index.decide(hashed("shippedRow_" + std::string("\xd0\xaf"))), NameVerdict::templated,
          NameReason::literal_prefix, "shippedRow_");
    check(index.decide(hashed(reversed("3_lleCdeppihs"))), NameVerdict::templated, NameReason::literal_prefix,
          "shippedCell_");
    // A literal that does not end in a separator proves no beginning.
    check(index.decide(hashed(reversed("7_nottuBevaSdeppihs"))), NameVerdict::dropped, NameReason::not_shipped, "");
}

TEST_CASE("a literal that was merged into a longer one is found by its end") {
    auto index = own_index();
    check(index.decide(hashed(reversed("kcoDrennIretuO"))), NameVerdict::kept, NameReason::literal_tail,
          reversed("kcoDrennIretuO"));
    check(index.decide(hashed(reversed("kcoDrennI"))), NameVerdict::kept, NameReason::literal_tail,
          reversed("kcoDrennI"));
}

TEST_CASE("the toolkit's own names are known, names that only begin like them are not") {
    NameIndex index(kKey);
    check(index.decide(hashed("qt_spinbox_lineedit")), NameVerdict::kept, NameReason::toolkit, "qt_spinbox_lineedit");
    check(index.decide(hashed("qt_splithandle_Maria")), NameVerdict::templated, NameReason::toolkit, "qt_splithandle_");
    check(index.decide(hashed("qt_spinbox_Maria")), NameVerdict::dropped, NameReason::not_shipped, "");
    check(index.decide(hashed(reversed("nhoj_tq"))), NameVerdict::dropped, NameReason::not_shipped, "");
}

TEST_CASE("a manifest proves names and prefixes") {
    const ManifestFile manifest("Font Pool\nlisted\nitem_\ncell-%1\n");
    NameIndex index(kKey);
    REQUIRE(index.add_manifest(manifest.path, ManifestReader::command).empty());
    check(index.decide(hashed("Font Pool")), NameVerdict::kept, NameReason::manifest, "Font Pool");
    check(index.decide(hashed("item_Maria")), NameVerdict::templated, NameReason::manifest_prefix, "item_");
    check(index.decide(hashed("cell-12")), NameVerdict::templated, NameReason::manifest_prefix, "cell-");
    check(index.decide(hashed("listed_Maria")), NameVerdict::dropped, NameReason::not_shipped, "");
    CHECK(index.add_manifest(manifest.folder / "missing", ManifestReader::command) == "does not exist");
}

TEST_CASE("the manifest beside a program is taken, not that of an interpreter, and none is no error") {
    const ManifestFile manifest("listed\n");
    const fs::path program = manifest.folder / "names";
    NameIndex index(kKey);
    CHECK(index.add_manifest_beside(manifest.folder / "other", ManifestReader::recorder).empty());
    check(index.decide(hashed("listed")), NameVerdict::dropped, NameReason::not_shipped, "");
    fs::rename(manifest.path, manifest.folder / "python3.manifest");
    CHECK(index.add_manifest_beside(manifest.folder / "python3", ManifestReader::recorder).empty());
    check(index.decide(hashed("listed")), NameVerdict::dropped, NameReason::not_shipped, "");
    fs::rename(manifest.folder / "python3.manifest", manifest.path);
    fs::permissions(manifest.path, fs::perms(0666));
    CHECK_FALSE(index.add_manifest_beside(program, ManifestReader::recorder).empty());
    check(index.decide(hashed("listed")), NameVerdict::dropped, NameReason::not_shipped, "");
    fs::permissions(manifest.path, fs::perms(0644));
    CHECK(index.add_manifest_beside(program, ManifestReader::recorder).empty());
    check(index.decide(hashed("listed")), NameVerdict::kept, NameReason::manifest, "listed");
}

TEST_CASE("a program file proves what stands in it") {
    NameIndex index(kKey);
    REQUIRE(index.add_program(OWN_PROGRAM).empty());
    check(index.decide(hashed("shippedSaveButton")), NameVerdict::kept, NameReason::literal, "shippedSaveButton");
    check(index.decide(hashed(reversed("nottuBtsoLdeppihs"))), NameVerdict::dropped, NameReason::not_shipped, "");
    CHECK(index.add_program("/nonexistent") == "does not exist");
}

TEST_CASE("a library that is loaded later is taken in, and forgotten when it goes") {
    auto index = own_index();
    const auto name = hashed(reversed("nottuByrarbiLetavirp"));
    check(index.decide(name), NameVerdict::dropped, NameReason::not_shipped, "");
    CHECK_FALSE(index.refresh());
    void* library = ::dlopen(PRIVATE_LIBRARY, RTLD_NOW);
    REQUIRE(library != nullptr);
    CHECK(index.refresh());
    check(index.decide(name), NameVerdict::kept, NameReason::literal, reversed("nottuByrarbiLetavirp"));
    ::dlclose(library);
    // Before the index knows of it: its memory is gone, and must not be read.
    check(index.decide(name), NameVerdict::dropped, NameReason::not_shipped, "");
    CHECK(index.refresh());
    check(index.decide(name), NameVerdict::dropped, NameReason::not_shipped, "");
}

TEST_CASE("while a library is read the host can load another, and unload it") {
    auto index = own_index();
    void* library = ::dlopen(PRIVATE_LIBRARY, RTLD_NOW);
    REQUIRE(library != nullptr);
    std::string pattern = (fs::temp_directory_path() / "loader-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    fs::copy_file(PRIVATE_LIBRARY, folder / "other.so");
    const bool goes = GENERATE(false, true);
    std::promise<void*> other;
    auto loaded = other.get_future();
    std::thread host;
    bool went_through = false;
    g_at_scan = [&] {
        if (!host.joinable()) {
            host = std::thread([&] {
                if (goes) {
                    ::dlclose(library);
                }
                other.set_value(::dlopen((folder / "other.so").c_str(), RTLD_NOW));
            });
            // Held up, it would not come back before this scan does.
            went_through = loaded.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
        }
    };
    CHECK(index.refresh());
    g_at_scan = nullptr;
    REQUIRE(host.joinable());
    host.join();
    CHECK(went_through);
    const auto name = hashed(reversed("nottuByrarbiLetavirp"));
    const auto page = hashed(reversed("yrarbiLehTfOegap"));
    // Of one that goes while it is read nothing is kept.
    check(index.decide(name), goes ? NameVerdict::dropped : NameVerdict::kept,
          goes ? NameReason::not_shipped : NameReason::literal, goes ? "" : reversed("nottuByrarbiLetavirp"));
    check(index.decide(page), goes ? NameVerdict::dropped : NameVerdict::kept,
          goes ? NameReason::not_shipped : NameReason::resource, goes ? "" : reversed("yrarbiLehTfOegap"));
    ::dlclose(loaded.get());
    if (!goes) {
        ::dlclose(library);
    }
    CHECK(index.refresh());
    check(index.decide(page), NameVerdict::dropped, NameReason::not_shipped, "");
    fs::remove_all(folder);
}

TEST_CASE("a library of 16 MiB is read in little memory, and whatever a border of its windows cuts is found") {
    void* library = ::dlopen(LARGE_LIBRARY, RTLD_NOW);
    REQUIRE(library != nullptr);
    // With room for this test's own program, which may be large, too.
    NameIndex index(kKey, 4 << 20);
    const std::size_t before = allocated();
    std::size_t most = 0, scans = 0;
    g_at_scan = [&] {
        ++scans;
        most = std::max(most, allocated() - before);
    };
    CHECK(index.refresh());
    g_at_scan = nullptr;
    CHECK(scans >= 256);
    const auto figures = index.figures();
    CHECK(figures.left_out == 0);
    INFO("allocated at most " << most << ", index " << figures.memory);
    // Both together, so that it was measured at all: more than the index is at its end.
    CHECK(most > 64 << 10);
    CHECK(most < figures.memory + (512 << 10));
    // One after the other without a gap over 20 borders: each is cut at each of its letters by some border.
    std::size_t missing = 0;
    for (const auto& [first, count] : {std::pair{0, LARGE_NARROW}, {1'000'000, LARGE_WIDE}}) {
        for (int number = first; number < first + count; ++number) {
            char name[32];
            std::snprintf(name, sizeof name, "border%07dbutton", number);
            missing += index.decide(hashed(name)).verdict != NameVerdict::kept;
        }
    }
    CHECK(missing == 0);
    ::dlclose(library);
}

TEST_CASE("names of compiled-in files take the place of literals, and no memory beyond") {
    // More literals than the index has room for, and then files with more names than it has room for.
    std::string data(1, '\0');
    for (int i = 0; i < 140'000; ++i) {
        data += "literal" + std::to_string(i) + '\0';
    }
    for (int file = 0; file < 4; ++file) {
        data += "<ui version='4.0'>";
        for (int i = 0; i < 15'000; ++i) {
            data += "<widget name='page" + std::to_string(file) + "w" + std::to_string(i) + "'/>";
        }
        data += std::string(2, '\0');
    }
    Elf64_Ehdr header{};
    Elf64_Phdr segment{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof segment;
    header.e_phnum = 1;
    segment.p_type = PT_LOAD;
    segment.p_flags = PF_R;
    segment.p_offset = segment.p_vaddr = sizeof header + sizeof segment;
    segment.p_filesz = data.size();
    std::string pattern = (fs::temp_directory_path() / "program-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    std::ofstream(folder / "program", std::ios::binary)
            .write(reinterpret_cast<const char*>(&header), sizeof header)
            .write(reinterpret_cast<const char*>(&segment), sizeof segment)
        << data;
    NameIndex index(kKey);
    // The file is kept, too.
    const std::size_t before = allocated() + data.size();
    std::size_t most = before;
    g_at_scan = [&] { most = std::max(most, allocated()); };
    REQUIRE(index.add_program(folder / "program").empty());
    g_at_scan = nullptr;
    fs::remove_all(folder);
    const auto figures = index.figures();
    CHECK(most - before > std::size_t{1} << 20);
    CHECK(most - before < NameIndex::kMemoryMaxDefault + (std::size_t{768} << 10));
    CHECK(figures.memory <= NameIndex::kMemoryMaxDefault);
    CHECK(figures.resource_names > 10'000);
    CHECK(figures.left_out > 0);
    check(index.decide(hashed("page0w0")), NameVerdict::kept, NameReason::resource, "page0w0");
}

TEST_CASE("the modules are looked over only when one was loaded or went") {
    auto index = own_index();
    CHECK(index.figures().walks == 1);
    CHECK_FALSE(index.refresh());
    CHECK_FALSE(index.refresh());
    CHECK(index.figures().walks == 1);
    void* library = ::dlopen(PRIVATE_LIBRARY, RTLD_NOW);
    REQUIRE(library != nullptr);
    CHECK(index.refresh());
    CHECK(index.figures().walks == 2);
    ::dlclose(library);
}

TEST_CASE("a class name in the program's read-only memory is proven by its pointer") {
    NameIndex empty(kKey);
    static const char kClass[] = "OrderForm_QMLTYPE_12";
    check(empty.decide_class(kClass, {}), NameVerdict::kept, NameReason::read_only_pointer, "OrderForm");
    // Not a name: the pointer proves origin, not form.
    check(empty.decide_class("two words", {}), NameVerdict::dropped, NameReason::no_name, "");
    // Read-only memory of the system's libraries.
    check(empty.decide_class(::strerror(1), {}), NameVerdict::dropped, NameReason::no_name, "");
}

TEST_CASE("a class name that was made at run time faces the index") {
    auto index = own_index();
    const auto made = std::make_unique<std::string>(reversed("htimSnhoJ"));
    check(index.decide_class(made->c_str(), hashed(*made)), NameVerdict::dropped, NameReason::not_shipped, "");
    const auto same = std::make_unique<std::string>("shippedSaveButton");
    check(index.decide_class(same->c_str(), hashed(*same)), NameVerdict::kept, NameReason::literal,
          "shippedSaveButton");
    // No prefix of a class is told.
    const auto composed = std::make_unique<std::string>(reversed("nhoJ_woRdeppihs"));
    check(index.decide_class(composed->c_str(), hashed(*composed)), NameVerdict::dropped, NameReason::not_shipped, "");
    check(index.decide_class(nullptr, {}), NameVerdict::dropped, NameReason::no_name, "");
}

TEST_CASE("the index keeps within its memory and says what it left out") {
    NameIndex large(kKey);
    large.refresh();
    CHECK(large.figures().literals > 100);
    CHECK(large.figures().left_out == 0);
    CHECK(large.figures().memory <= NameIndex::kMemoryMaxDefault);
    NameIndex small(kKey, 400);
    small.refresh();
    CHECK(small.figures().literals <= 50);
    CHECK(small.figures().left_out > 0);
}
