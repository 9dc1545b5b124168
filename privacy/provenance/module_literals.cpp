#include "privacy/provenance/module_literals.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "platform/loaded_modules.h"
#include "privacy/grammar/name_grammar.h"
#include "privacy/provenance/literal_scan.h"
#include "privacy/provenance/module_segments.h"
#include "privacy/provenance/name_hasher.h"
#include "privacy/provenance/resources.h"
#include "privacy/provenance/segment_window.h"

namespace silhouette::privacy {
namespace {

// By so much names of resources may go beyond the index's memory until literals are left out for them.
constexpr std::size_t kOver = std::size_t{32} << 10;

// Empty when it does not lie in the segment, which begins at `begin`, from the module's base.
std::string text_in(std::span<const std::byte> segment, std::size_t begin, LiteralTable::Place place) {
    const bool is_inside = place.offset >= begin && place.offset - begin < segment.size();
    return is_inside ? read_literal(segment, place.offset - begin, place.wide) : std::string();
}

}  // namespace

void ModuleLiterals::build(const HashKey& key, std::size_t memory_max) {
    // By what they are worth: a name in a resource is one for certain, the end of a literal is seldom one.
    const auto settle = [&] {
        const std::size_t resources = resource_names_.memory() + path_.capacity() + sizeof *this;
        const std::size_t room = memory_max > resources ? memory_max - resources : 0;
        left_out_ += literals_.settle(room);
        left_out_ += tails_.settle(room - literals_.memory());
    };
    ResourceReader resources([&](std::string_view resource) {
        const std::size_t fixed = path_.capacity() + sizeof *this;
        const std::size_t room = memory_max > fixed ? memory_max - fixed : 0;
        extract_resource_names(resource, [&](std::string_view name) {
            left_out_ += resource_names_.add(name, key, room);
            // Literals make room, not for each name anew.
            if (memory() > memory_max + kOver) {
                settle();
            }
        });
    });
    const ModuleSegments segments = base_ != nullptr ? ModuleSegments(path_, base_) : ModuleSegments(file_.read_only());
    std::vector<std::byte> storage;
    for (const ModuleSegments::Segment& segment : segments.all()) {
        const bool is_there = segments.for_each_window(segment, [&](const SegmentWindow& window) {
            char text[grammar::kNameLengthMax];
            scan_literals(window, [&](const Literal& literal) {
                const std::size_t step = literal.wide ? 2 : 1;
                for (std::size_t i = 0; i < literal.units; ++i) {
                    text[i] = std::to_integer<char>(window.bytes[literal.offset + i * step]);
                }
                const std::size_t place = segment.place + window.place + literal.offset;
                LiteralTable& table = literal.kind == LiteralKind::tail ? tails_ : literals_;
                left_out_ += !table.add(NameHasher::of(key, {text, literal.units}), {place, literal.wide});
                if (table.is_full()) {
                    settle();
                }
            });
            resources.take(window,
                           [&](std::size_t at, std::size_t size) { return segments.read(segment, at, size, storage); });
        });
        if (!is_there) {
            // What was read of it is nobody's any more.
            *this = ModuleLiterals(std::move(path_), base_);
            return;
        }
    }
    settle();
}

std::string ModuleLiterals::read(const LiteralTable& table, const HashKey& key, NameHash hash) const {
    std::string found;
    if (!table.has_like(hash)) {
        return found;
    }
    const auto look_in = [&](std::span<const std::byte> segment, std::size_t begin) {
        table.for_each_like(hash, [&](LiteralTable::Place place) {
            std::string text = text_in(segment, begin, place);
            if (NameHasher::of(key, text) == hash) {
                found = std::move(text);
            }
            return found.empty();
        });
    };
    if (base_ == nullptr) {
        const ModuleSegments segments(file_.read_only());
        for (std::size_t i = 0; found.empty() && i < segments.all().size(); ++i) {
            look_in(file_.read_only()[i], segments.all()[i].place);
        }
        return found;
    }
    // Some bytes, with the loader's lock held: it may go at any time.
    platform::for_each_module([&](const platform::LoadedModule& loaded) {
        if (loaded.base != base_ || loaded.path != path_) {
            return true;
        }
        for (const auto& segment : loaded.read_only) {
            if (found.empty()) {
                look_in(segment, static_cast<std::size_t>(segment.data() - static_cast<const std::byte*>(base_)));
            }
        }
        return false;
    });
    return found;
}

std::size_t ModuleLiterals::memory() const {
    return literals_.memory() + tails_.memory() + resource_names_.memory() + path_.capacity() + sizeof *this;
}

}  // namespace silhouette::privacy
