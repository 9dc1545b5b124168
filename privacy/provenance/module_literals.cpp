#include "privacy/provenance/module_literals.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "platform/loaded_modules.h"
#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
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

const void* lowest(std::span<const std::span<const std::byte>> segments) {
    const std::byte* base = nullptr;
    for (const auto& segment : segments) {
        if (base == nullptr || std::less<>()(segment.data(), base)) {
            base = segment.data();
        }
    }
    return base;
}

// Compressed, what a library's user interface takes is far less. Bounds what lies in memory for a moment.
constexpr std::size_t kKeptMax = std::size_t{2} << 20;

// Copies of what is found while the host waits for its loader: opened once it does not.
class KeptResources {
  public:
    // Returns how many did not fit.
    std::size_t take(std::span<const ResourceCandidate> candidates) {
        std::size_t left_out = 0;
        for (ResourceCandidate one : candidates) {
            if (one.bytes.size() > kKeptMax - total_) {
                ++left_out;
                continue;
            }
            total_ += one.bytes.size();
            storage_.emplace_back(one.bytes.begin(), one.bytes.end());
            one.bytes = storage_.back();
            all_.push_back(one);
        }
        return left_out;
    }
    std::span<const ResourceCandidate> all() const { return all_; }

  private:
    std::vector<std::vector<std::byte>> storage_;
    std::vector<ResourceCandidate> all_;
    std::size_t total_ = 0;
};

}  // namespace

// Runs `use` with the module's segments, which stay mapped meanwhile; not at all when it has been unloaded. It is told
// whether it runs with the loader's lock held.
template <typename Use>
void ModuleLiterals::with_segments(Use&& use) const {
    if (base_ == nullptr) {
        use(file_.read_only(), lowest(file_.read_only()), false);
        return;
    }
    std::vector<std::span<const std::byte>> executable;
    platform::for_each_module([&](const platform::LoadedModule& loaded) {
        if (loaded.base != base_ || loaded.path != path_) {
            return true;
        }
        if (loaded.is_executable) {
            // Never unloaded: no need to keep the host from its loader.
            executable.assign(loaded.read_only.begin(), loaded.read_only.end());
        } else {
            use(loaded.read_only, loaded.base, true);
        }
        return false;
    });
    if (!executable.empty()) {
        use(Segments(executable.data(), executable.size()), base_, false);
    }
}

std::string ModuleLiterals::text_at(Segments segments, const void* base, Entry entry) {
    const auto place = static_cast<std::uint32_t>(entry);
    const auto* at = static_cast<const std::byte*>(base) + (place & kOffsetMax);
    for (const auto& segment : segments) {
        if (!std::less<>()(at, segment.data()) && std::less<>()(at, segment.data() + segment.size())) {
            return read_literal(segment, static_cast<std::size_t>(at - segment.data()), (place & kWide) != 0);
        }
    }
    return {};
}

void ModuleLiterals::build(const HashKey& key, std::size_t memory_max) {
    std::set<std::string> names;
    const auto extract = [&](std::string_view resource) { extract_resource_names(resource, names); };
    KeptResources kept;
    with_segments([&](Segments segments, const void* base, bool is_locked) {
        for (const auto& segment : segments) {
            const auto begin = static_cast<std::size_t>(segment.data() - static_cast<const std::byte*>(base));
            char text[grammar::kNameLengthMax];
            scan_literals(segment, [&](const Literal& literal) {
                const std::size_t step = literal.wide ? 2 : 1;
                for (std::size_t i = 0; i < literal.units; ++i) {
                    text[i] = std::to_integer<char>(segment_byte(segment, literal.offset + i * step));
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
            const auto candidates = find_resources(readable(segment, copy));
            if (is_locked) {
                left_out_ += kept.take(candidates);
            } else {
                open_resources(candidates, extract);
            }
        }
        // The same literal in several places: one is enough.
        for (auto* entries : {&literals_, &tails_}) {
            std::ranges::sort(*entries);
            const auto same = [&](Entry a, Entry b) {
                return a >> 32 == b >> 32 && text_at(segments, base, a) == text_at(segments, base, b);
            };
            entries->erase(std::unique(entries->begin(), entries->end(), same), entries->end());
        }
    });
    open_resources(kept.all(), extract);
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
    with_segments([&](Segments segments, const void* base, bool) {
        for (; entry != entries.end() && (*entry >> 32) == upper_half(hash); ++entry) {
            std::string text = text_at(segments, base, *entry);
            if (NameHasher::of(key, text) == hash) {
                found = std::move(text);
                return;
            }
        }
    });
    return found;
}

std::size_t ModuleLiterals::memory() const {
    return (literals_.capacity() + tails_.capacity()) * sizeof(Entry) + resource_names_.memory() + path_.capacity() +
           sizeof *this;
}

}  // namespace silhouette::privacy
