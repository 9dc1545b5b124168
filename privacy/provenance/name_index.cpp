#include "privacy/provenance/name_index.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/loaded_modules.h"
#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/listed_names.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/module_literals.h"
#include "privacy/provenance/module_origin.h"
#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/program_file.h"
#include "privacy/provenance/segment_byte.h"
#include "privacy/provenance/toolkit_names.h"
#include "privacy/provenance/word_list.h"

namespace silhouette::privacy {
namespace {

// The segment that holds the address, or none.
std::span<const std::byte> segment_with(std::span<const std::span<const std::byte>> segments, const void* address) {
    const auto* at = static_cast<const std::byte*>(address);
    for (const auto& segment : segments) {
        if (!std::less<>()(at, segment.data()) && std::less<>()(at, segment.data() + segment.size())) {
            return segment;
        }
    }
    return {};
}

}  // namespace

struct NameIndex::State {
    HashKey key;
    std::size_t memory_max = 0;
    std::vector<ModuleLiterals> modules;
    unsigned long long generation = 0;
    bool reads_loaded = false;
    std::size_t walks = 0;
    ListedNames manifest;
    std::size_t left_out_of_manifest = 0;
    std::unordered_map<NameHash, std::string_view> toolkit;

    std::size_t memory() const {
        std::size_t sum = manifest.memory();
        for (const ModuleLiterals& module : modules) {
            sum += module.memory();
        }
        return sum;
    }

    std::size_t memory_left() const { return memory_max > memory() ? memory_max - memory() : 0; }

    // What the first module has that has any; empty when none has.
    template <typename Find>
    std::string first(Find&& find) const {
        for (const ModuleLiterals& module : modules) {
            if (std::string found(find(module)); !found.empty()) {
                return found;
            }
        }
        return {};
    }
    std::string literal(NameHash hash) const {
        return first([&](const ModuleLiterals& module) { return module.literal(key, hash); });
    }
    std::string tail(NameHash hash) const {
        return first([&](const ModuleLiterals& module) { return module.tail(key, hash); });
    }
    std::string resource_name(NameHash hash) const {
        return first([&](const ModuleLiterals& module) { return module.resource_name(hash); });
    }

    void add_manifest(const Manifest& listed) {
        const std::size_t most = memory_left() + manifest.memory();
        for_each_listed(listed.text,
                        [&](std::string_view name) { left_out_of_manifest += manifest.add(name, key, most); });
    }
};

std::string_view reason_text(NameReason reason) noexcept {
    switch (reason) {
        case NameReason::literal:
            return "equals a literal of the program";
        case NameReason::literal_tail:
            return "equals the end of a literal of the program";
        case NameReason::resource:
            return "stands in a user interface file or manifest that is compiled into the program";
        case NameReason::manifest:
            return "stands in a manifest";
        case NameReason::toolkit:
            return "is a well-known name of the toolkit";
        case NameReason::literal_prefix:
            return "begins with a literal of the program that ends in a separator";
        case NameReason::resource_prefix:
            return "begins with a name of a compiled-in file that ends in a separator";
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
    is_any_word(toolkit_names(), [&](std::string_view name) {
        state_->toolkit.emplace(NameHasher::of(key, name), name);
        return false;
    });
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
    ++state.walks;
    // First what is there, with the loader's lock held shortly; then one module after the other, mostly without.
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
    bool changed = std::erase_if(state.modules, [&](const ModuleLiterals& module) {
                       return !module.is_file() && std::ranges::none_of(found, [&](const Found& one) {
                           return module.is_loaded_as(one.path, one.base);
                       });
                   }) != 0;
    for (const Found& one : found) {
        if (std::ranges::any_of(
                state.modules, [&](const ModuleLiterals& module) { return module.is_loaded_as(one.path, one.base); })) {
            continue;
        }
        ModuleLiterals module(one.path, one.base);
        module.build(state.key, state.memory_left());
        state.modules.push_back(std::move(module));
        changed = true;
    }
    return changed;
}

std::string NameIndex::add_program(const std::filesystem::path& file) {
    if (is_interpreter(file.native())) {
        return "is an interpreter, which proves nothing of the programs that it runs: these need a manifest";
    }
    ProgramFile program;
    if (std::string problem = program.open(file); !problem.empty()) {
        return problem;
    }
    // One that cannot be used is left out, as the recorder does.
    static_cast<void>(add_manifest_beside(file, ManifestReader::command));
    ModuleLiterals module(std::move(program));
    module.build(state_->key, state_->memory_left());
    state_->modules.push_back(std::move(module));
    return {};
}

std::string NameIndex::add_manifest(const std::filesystem::path& file, ManifestReader reader) {
    const Manifest manifest = read_manifest(file, reader);
    if (manifest.problem.empty()) {
        state_->add_manifest(manifest);
    }
    return manifest.problem;
}

std::string NameIndex::add_manifest_beside(const std::filesystem::path& program, ManifestReader reader) {
    if (is_interpreter(program.native())) {
        return {};
    }
    const Manifest manifest = read_manifest(program.native() + ".manifest", reader);
    if (manifest.problem.empty()) {
        state_->add_manifest(manifest);
    }
    return manifest.is_missing ? std::string() : manifest.problem;
}

NameDecision NameIndex::decide(const HashedName& name) {
    const auto told = [](NameReason reason, std::string text, bool is_prefix) {
        return NameDecision{is_prefix ? NameVerdict::templated : NameVerdict::kept, reason,
                            ShippedName(std::move(text), is_prefix)};
    };
    if (name.whole != 0) {
        if (const auto text = state_->manifest.find(name.whole); !text.empty()) {
            return told(NameReason::manifest, std::string(text), false);
        }
        if (std::string text = state_->literal(name.whole); !text.empty()) {
            return told(NameReason::literal, std::move(text), false);
        }
        if (std::string text = state_->resource_name(name.whole); !text.empty()) {
            return told(NameReason::resource, std::move(text), false);
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
        if (const auto text = state_->manifest.find(prefix); !text.empty()) {
            return told(NameReason::manifest_prefix, std::string(text), true);
        }
        if (const auto entry = state_->toolkit.find(prefix); entry != state_->toolkit.end()) {
            return told(NameReason::toolkit, std::string(entry->second), true);
        }
        if (std::string text = state_->literal(prefix); !text.empty()) {
            return told(NameReason::literal_prefix, std::move(text), true);
        }
        if (std::string text = state_->resource_name(prefix); !text.empty()) {
            return told(NameReason::resource_prefix, std::move(text), true);
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
    figures.left_out = state_->left_out_of_manifest;
    for (const ModuleLiterals& module : state_->modules) {
        figures.literals += module.literals();
        figures.tails += module.tails();
        figures.resource_names += module.resource_names();
        figures.left_out += module.left_out();
    }
    figures.memory = state_->memory();
    figures.walks = state_->walks;
    return figures;
}

}  // namespace silhouette::privacy
