#include "privacy/provenance/name_index.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/loaded_modules.h"
#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/manifest.h"
#include "privacy/provenance/module_origin.h"
#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/program_file.h"
#include "privacy/provenance/segment_byte.h"
#include "privacy/provenance/toolkit_names.h"

namespace silhouette::privacy {
namespace {

// A literal takes 8 bytes: the upper half of its hash, then its place. The literal itself stays where it is, and is
// read and hashed again on a hit, so that half of the hash is enough.
using Entry = std::uint64_t;
constexpr std::uint32_t kWide = std::uint32_t{1}
                                << 31;  // in the place: UTF-16; the rest is the offset from the module's base
constexpr std::uint32_t kOffsetMax = kWide - 1;

std::uint32_t upper_half(NameHash hash) {
    return static_cast<std::uint32_t>(hash >> 32);
}

struct Module {
    // Of a loaded module; a program file has none.
    std::string path;
    const void* base = nullptr;
    ProgramFile file;
    // Sorted by hash, each hash and place once.
    std::vector<Entry> literals;
    // Upper halves of the hashes of tails, sorted. Where a tail lies is found by another pass: tails are rare.
    std::vector<std::uint32_t> tails;
    std::size_t left_out = 0;

    std::size_t memory() const {
        return literals.capacity() * sizeof(Entry) + tails.capacity() * sizeof(std::uint32_t) + path.capacity() +
               sizeof(Module);
    }
};

// Bytes of the read-only segments, each with its offset from the base (or the first segment of a file).
using Segments = std::span<const std::span<const std::byte>>;

std::size_t offset_of(std::span<const std::byte> segment, const void* base) {
    return static_cast<std::size_t>(segment.data() - static_cast<const std::byte*>(base));
}

// Visits what may be a name, with its text. `base` is not behind any segment.
void visit_literals(Segments segments, const void* base,
                    const std::function<void(const Literal&, std::size_t place, std::string_view text)>& visit) {
    for (const auto& segment : segments) {
        const std::size_t begin = offset_of(segment, base);
        char text[grammar::kNameLengthMax];
        scan_literals(segment, [&](const Literal& literal) {
            const std::size_t step = literal.wide ? 2 : 1;
            for (std::size_t i = 0; i < literal.units; ++i) {
                text[i] = std::to_integer<char>(segment_byte(segment, literal.offset + i * step));
            }
            visit(literal, begin + literal.offset, {text, literal.units});
        });
    }
}

const void* lowest(Segments segments) {
    const std::byte* base = nullptr;
    for (const auto& segment : segments) {
        if (base == nullptr || std::less<>()(segment.data(), base)) {
            base = segment.data();
        }
    }
    return base;
}

// The segment that holds the address, or none.
std::span<const std::byte> segment_with(Segments segments, const void* address) {
    const auto* at = static_cast<const std::byte*>(address);
    for (const auto& segment : segments) {
        if (!std::less<>()(at, segment.data()) && std::less<>()(at, segment.data() + segment.size())) {
            return segment;
        }
    }
    return {};
}

void build(Module& module, Segments segments, const void* base, const HashKey& key, std::size_t memory_max) {
    visit_literals(segments, base, [&](const Literal& literal, std::size_t place, std::string_view text) {
        const std::uint32_t half = upper_half(NameHasher::of(key, text));
        if (literal.kind == LiteralKind::tail) {
            module.tails.push_back(half);
        } else if (place <= kOffsetMax) {
            module.literals.push_back(std::uint64_t{half} << 32 | (literal.wide ? kWide : 0) | place);
        } else {
            ++module.left_out;
        }
    });
    std::ranges::sort(module.literals);
    // The same literal in several places: one is enough.
    const auto text_of = [&](Entry entry) {
        const auto place = static_cast<std::uint32_t>(entry);
        const auto* address = static_cast<const std::byte*>(base) + (place & kOffsetMax);
        const auto segment = segment_with(segments, address);
        return read_literal(segment, static_cast<std::size_t>(address - segment.data()), (place & kWide) != 0);
    };
    const auto same = [&](Entry a, Entry b) { return a >> 32 == b >> 32 && text_of(a) == text_of(b); };
    module.literals.erase(std::unique(module.literals.begin(), module.literals.end(), same), module.literals.end());
    std::ranges::sort(module.tails);
    module.tails.erase(std::unique(module.tails.begin(), module.tails.end()), module.tails.end());
    const std::size_t literals_max = memory_max / sizeof(Entry);
    if (module.literals.size() > literals_max) {
        module.left_out += module.literals.size() - literals_max;
        module.literals.resize(literals_max);
    }
    const std::size_t tails_max = (memory_max - module.literals.size() * sizeof(Entry)) / sizeof(std::uint32_t);
    if (module.tails.size() > tails_max) {
        module.left_out += module.tails.size() - tails_max;
        module.tails.resize(tails_max);
    }
    module.literals.shrink_to_fit();
    module.tails.shrink_to_fit();
}

// Runs `use` with the module's segments, under the loader's lock; nothing when it has been unloaded.
void with_segments(const Module& module, const std::function<void(Segments, const void* base)>& use) {
    if (module.base == nullptr) {
        use(module.file.read_only(), lowest(module.file.read_only()));
        return;
    }
    platform::for_each_module([&](const platform::LoadedModule& loaded) {
        if (loaded.base != module.base || loaded.path != module.path) {
            return true;
        }
        use(loaded.read_only, loaded.base);
        return false;
    });
}

}  // namespace

struct NameIndex::State {
    HashKey key;
    std::size_t memory_max = 0;
    std::vector<Module> modules;
    unsigned long long generation = 0;
    bool reads_loaded = false;
    std::unordered_map<NameHash, std::string> manifest;
    std::unordered_map<NameHash, std::string_view> toolkit;

    std::size_t memory() const {
        std::size_t sum = 0;
        for (const Module& module : modules) {
            sum += module.memory();
        }
        return sum;
    }

    // The literal whose hash this is, read from the program; empty when there is none.
    std::string literal(NameHash hash) const {
        std::string found;
        for (const Module& module : modules) {
            const Entry first = std::uint64_t{upper_half(hash)} << 32;
            auto entry = std::ranges::lower_bound(module.literals, first);
            if (entry == module.literals.end() || (*entry >> 32) != upper_half(hash)) {
                continue;
            }
            with_segments(module, [&](Segments segments, const void* base) {
                for (; entry != module.literals.end() && (*entry >> 32) == upper_half(hash); ++entry) {
                    const auto place = static_cast<std::uint32_t>(*entry);
                    const auto* address = static_cast<const std::byte*>(base) + (place & kOffsetMax);
                    const auto segment = segment_with(segments, address);
                    if (segment.empty()) {
                        continue;
                    }
                    std::string text =
                        read_literal(segment, static_cast<std::size_t>(address - segment.data()), (place & kWide) != 0);
                    if (NameHasher::of(key, text) == hash) {
                        found = std::move(text);
                        return;
                    }
                }
            });
            if (!found.empty()) {
                break;
            }
        }
        return found;
    }

    std::string tail(NameHash hash) const {
        std::string found;
        for (const Module& module : modules) {
            if (!std::ranges::binary_search(module.tails, upper_half(hash))) {
                continue;
            }
            with_segments(module, [&](Segments segments, const void* base) {
                visit_literals(segments, base, [&](const Literal& literal, std::size_t, std::string_view text) {
                    if (found.empty() && literal.kind == LiteralKind::tail && NameHasher::of(key, text) == hash) {
                        found = text;
                    }
                });
            });
            if (!found.empty()) {
                break;
            }
        }
        return found;
    }
};

std::string_view reason_text(NameReason reason) noexcept {
    switch (reason) {
        case NameReason::literal:
            return "equals a literal of the program";
        case NameReason::literal_tail:
            return "equals the end of a literal of the program";
        case NameReason::manifest:
            return "stands in a manifest";
        case NameReason::toolkit:
            return "is a well-known name of the toolkit";
        case NameReason::literal_prefix:
            return "begins with a literal of the program that ends in a separator";
        case NameReason::manifest_prefix:
            return "begins with a name of a manifest that ends in a separator";
        case NameReason::read_only_pointer:
            return "lies in read-only memory of the program or its toolkit";
        case NameReason::no_name:
            return "does not look like a name";
        case NameReason::not_shipped:
            return "equals nothing that shipped with the program";
    }
    return "";
}

NameIndex::NameIndex(const HashKey& key, std::size_t memory_max) : state_(std::make_unique<State>()) {
    state_->key = key;
    state_->memory_max = memory_max;
    for (const std::string_view name : toolkit_names()) {
        state_->toolkit.emplace(NameHasher::of(key, name), name);
    }
}

NameIndex::~NameIndex() = default;
NameIndex::NameIndex(NameIndex&& other) noexcept = default;
NameIndex& NameIndex::operator=(NameIndex&& other) noexcept = default;

bool NameIndex::refresh() {
    State& state = *state_;
    if (state.reads_loaded && state.generation == platform::module_generation()) {
        return false;
    }
    state.reads_loaded = true;
    // First what is there, with the loader's lock held shortly; then one module at a time, so that a library that the
    // host loads meanwhile waits for one module at most.
    struct Found {
        std::string path;
        const void* base;
    };
    std::vector<Found> found;
    std::string executable;
    platform::for_each_module([&](const platform::LoadedModule& module) {
        state.generation = module.generation;
        if (module.is_executable) {
            executable = module.path;
        }
        found.push_back({std::string(module.path), module.base});
        return true;
    });
    std::erase_if(found,
                  [&](const Found& one) { return module_origin(one.path, executable) != ModuleOrigin::program; });
    const auto is_same = [](const Module& module, const Found& one) {
        return module.base == one.base && module.path == one.path;
    };
    bool changed = std::erase_if(state.modules, [&](const Module& module) {
                       return module.base != nullptr &&
                              std::ranges::none_of(found, [&](const Found& one) { return is_same(module, one); });
                   }) != 0;
    for (const Found& one : found) {
        if (std::ranges::any_of(state.modules, [&](const Module& module) { return is_same(module, one); })) {
            continue;
        }
        Module module;
        module.path = one.path;
        module.base = one.base;
        const std::size_t used = state.memory();
        with_segments(module, [&](Segments segments, const void* base) {
            build(module, segments, base, state.key, state.memory_max > used ? state.memory_max - used : 0);
        });
        state.modules.push_back(std::move(module));
        changed = true;
    }
    return changed;
}

std::string NameIndex::add_program(const std::filesystem::path& file) {
    Module module;
    if (std::string problem = module.file.open(file); !problem.empty()) {
        return problem;
    }
    const std::size_t used = state_->memory();
    const auto segments = module.file.read_only();
    build(module, segments, lowest(segments), state_->key, state_->memory_max > used ? state_->memory_max - used : 0);
    state_->modules.push_back(std::move(module));
    return {};
}

std::string NameIndex::add_manifest(const std::filesystem::path& file) {
    const Manifest manifest = read_manifest(file);
    if (!manifest.problem.empty()) {
        return manifest.problem;
    }
    for (const std::string& name : manifest.names) {
        state_->manifest.emplace(NameHasher::of(state_->key, name), name);
        if (const auto prefix = format_prefix(name); !prefix.empty()) {
            state_->manifest.emplace(NameHasher::of(state_->key, prefix), prefix);
        }
    }
    return {};
}

NameDecision NameIndex::decide(const HashedName& name) {
    const auto told = [](NameReason reason, std::string text, bool is_prefix) {
        return NameDecision{is_prefix ? NameVerdict::templated : NameVerdict::kept, reason,
                            ShippedName(std::move(text), is_prefix)};
    };
    if (name.whole != 0) {
        if (const auto entry = state_->manifest.find(name.whole); entry != state_->manifest.end()) {
            return told(NameReason::manifest, entry->second, false);
        }
        if (std::string text = state_->literal(name.whole); !text.empty()) {
            return told(NameReason::literal, std::move(text), false);
        }
        if (const auto entry = state_->toolkit.find(name.whole); entry != state_->toolkit.end()) {
            return told(NameReason::toolkit, std::string(entry->second), false);
        }
        if (std::string text = state_->tail(name.whole); !text.empty()) {
            return told(NameReason::literal_tail, std::move(text), false);
        }
    }
    for (const NameHash prefix : name.prefixes) {
        if (prefix == 0) {
            continue;
        }
        if (const auto entry = state_->manifest.find(prefix); entry != state_->manifest.end()) {
            return told(NameReason::manifest_prefix, entry->second, true);
        }
        if (const auto entry = state_->toolkit.find(prefix); entry != state_->toolkit.end()) {
            return told(NameReason::toolkit, std::string(entry->second), true);
        }
        if (std::string text = state_->literal(prefix); !text.empty()) {
            return told(NameReason::literal_prefix, std::move(text), true);
        }
    }
    return {NameVerdict::dropped,
            name.whole != 0 || name.prefixes[0] != 0 ? NameReason::not_shipped : NameReason::no_name, std::nullopt};
}

NameDecision NameIndex::decide_class(const char* pointer, const HashedName& name) {
    std::string text;
    if (pointer != nullptr) {
        std::string executable;
        platform::for_each_module([&](const platform::LoadedModule& module) {
            // The loader lists the executable first.
            if (module.is_executable) {
                executable = module.path;
            }
            const auto segment = segment_with(module.read_only, pointer);
            if (segment.empty()) {
                return true;
            }
            if (module_origin(module.path, executable) != ModuleOrigin::system) {
                const auto begin =
                    static_cast<std::size_t>(reinterpret_cast<const std::byte*>(pointer) - segment.data());
                text = read_literal(segment, begin, false);
                // To the NUL or not at all.
                if (begin + text.size() >= segment.size() ||
                    segment_byte(segment, begin + text.size()) != std::byte{0}) {
                    text.clear();
                }
            }
            return false;
        });
        text = grammar::without_runtime_suffix(text);
    }
    if (grammar::is_name(text)) {
        return {NameVerdict::kept, NameReason::read_only_pointer, ShippedName(std::move(text), false)};
    }
    return decide({name.whole, {}});
}

NameIndex::Figures NameIndex::figures() const noexcept {
    Figures figures;
    for (const Module& module : state_->modules) {
        figures.literals += module.literals.size();
        figures.tails += module.tails.size();
        figures.left_out += module.left_out;
    }
    figures.memory = state_->memory();
    return figures;
}

}  // namespace silhouette::privacy
