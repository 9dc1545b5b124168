#include "privacy/provenance/module_literals.h"

#include <algorithm>
#include <set>
#include <utility>

#include "platform/loaded_modules.h"
#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/module_segments.h"
#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/resources.h"
#include "privacy/provenance/segment_byte.h"

namespace silhouette::privacy {
namespace {

// In the place: UTF-16; the rest is the offset from the module's base.
constexpr std::uint32_t kWide = std::uint32_t{1} << 31;
constexpr std::uint32_t kOffsetMax = kWide - 1;

std::uint32_t upper_half(NameHash hash) {
    return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

// Empty when it does not lie in the segment, which begins at `begin`, from the module's base.
std::string ModuleLiterals::text_in(std::span<const std::byte> segment, std::size_t begin, Entry entry) {
    const std::size_t place = static_cast<std::uint32_t>(entry) & kOffsetMax;
    const bool is_inside = place >= begin && place - begin < segment.size();
    return is_inside ? read_literal(segment, place - begin, (entry & kWide) != 0) : std::string();
}

void ModuleLiterals::build(const HashKey& key, std::size_t memory_max) {
    std::set<std::string> names;
    {
        const ModuleSegments segments =
            base_ != nullptr ? ModuleSegments(path_, base_) : ModuleSegments(file_.read_only());
        left_out_ += segments.left_out();
        for (const auto& segment : segments.all()) {
            // Not by structured bindings: clang 14 captures none.
            const auto bytes = segment.bytes;
            const std::size_t begin = segment.place;
            char text[grammar::kNameLengthMax];
            scan_literals(bytes, [&](const Literal& literal) {
                const std::size_t step = literal.wide ? 2 : 1;
                for (std::size_t i = 0; i < literal.units; ++i) {
                    text[i] = std::to_integer<char>(segment_byte(bytes, literal.offset + i * step));
                }
                const std::size_t place = begin + literal.offset;
                if (place > kOffsetMax) {
                    ++left_out_;
                    return;
                }
                const std::uint32_t half = upper_half(NameHasher::of(key, {text, literal.units}));
                (literal.kind == LiteralKind::tail ? tails_ : literals_)
                    .push_back(std::uint64_t{half} << 32 | (literal.wide ? kWide : 0) | place);
            });
            std::vector<std::byte> copy;
            open_resources(find_resources(readable(bytes, copy)),
                           [&](std::string_view resource) { extract_resource_names(resource, names); });
        }
        const auto text_of = [&](Entry entry) {
            std::string text;
            for (const auto& [bytes, begin] : segments.all()) {
                text += text_in(bytes, begin, entry);
            }
            return text;
        };
        // The same literal in several places: one is enough.
        for (auto* entries : {&literals_, &tails_}) {
            std::ranges::sort(*entries);
            const auto same = [&](Entry a, Entry b) { return a >> 32 == b >> 32 && text_of(a) == text_of(b); };
            entries->erase(std::unique(entries->begin(), entries->end(), same), entries->end());
        }
    }
    // By what they are worth: a name in a resource is one for certain, the end of a literal is seldom one.
    std::vector<Entry> literals = std::exchange(literals_, {}), tails = std::exchange(tails_, {});
    const auto left = [&] { return memory_max > memory() ? memory_max - memory() : 0; };
    left_out_ += resource_names_.add(names, key, left());
    fit(literals, left());
    literals_ = std::move(literals);
    fit(tails, left());
    tails_ = std::move(tails);
}

void ModuleLiterals::fit(std::vector<Entry>& entries, std::size_t memory_max) {
    const std::size_t most = memory_max / sizeof(Entry);
    if (entries.size() > most) {
        left_out_ += entries.size() - most;
        entries.resize(most);
    }
    entries.shrink_to_fit();
}

std::string ModuleLiterals::read(const std::vector<Entry>& entries, const HashKey& key, NameHash hash) const {
    std::string found;
    auto entry = std::ranges::lower_bound(entries, std::uint64_t{upper_half(hash)} << 32);
    if (entry == entries.end() || (*entry >> 32) != upper_half(hash)) {
        return found;
    }
    const auto look_in = [&](std::span<const std::byte> segment, std::size_t begin) {
        for (auto one = entry; found.empty() && one != entries.end() && (*one >> 32) == upper_half(hash); ++one) {
            std::string text = text_in(segment, begin, *one);
            if (NameHasher::of(key, text) == hash) {
                found = std::move(text);
            }
        }
    };
    if (base_ == nullptr) {
        const ModuleSegments segments(file_.read_only());
        for (const auto& [bytes, begin] : segments.all()) {
            look_in(bytes, begin);
        }
        return found;
    }
    // Some bytes, with the loader's lock held: it may go at any time.
    platform::for_each_module([&](const platform::LoadedModule& loaded) {
        if (loaded.base != base_ || loaded.path != path_) {
            return true;
        }
        for (const auto& segment : loaded.read_only) {
            look_in(segment, static_cast<std::size_t>(segment.data() - static_cast<const std::byte*>(base_)));
        }
        return false;
    });
    return found;
}

std::size_t ModuleLiterals::memory() const {
    return (literals_.capacity() + tails_.capacity()) * sizeof(Entry) + resource_names_.memory() + path_.capacity() +
           sizeof *this;
}

}  // namespace silhouette::privacy
