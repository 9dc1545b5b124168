// The index of the names that shipped with a program, and the decision what may be told of an element's name.
//
// Never a widget's own string: only the program's literal that equals it. Sources are the executable and its private
// libraries as they are loaded here, a program file on disk, and manifests. docs/names.md tells the rules.
//
//   NameIndex index(key);              // the key that the hot path hashes with
//   index.refresh();                   // reads the loaded modules; again when platform::module_generation() changed
//   const NameDecision decision = index.decide(hashed);
//   if (decision.name) …               // the literal's bytes; otherwise there is no string at all
//
// Threads: one (the recorder's). Errors are values; nothing throws but std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/provenance/manifest.h"
#include "privacy/provenance/names.h"

namespace silhouette::privacy {

enum class NameVerdict : std::uint8_t {
    kept,       // the whole name is a literal
    templated,  // its beginning is a literal that ends in a separator: `row_*`
    dropped     // nothing is told
};

enum class NameReason : std::uint8_t {
    literal,            // equals a literal of the program
    literal_tail,       // equals the end of a literal: the linker may have merged the two
    resource,           // stands in a .ui or .qml file or a manifest that is compiled into the program
    manifest,           // stands in a manifest
    toolkit,            // a well-known internal name of the toolkit, or begins with one that is always continued
    literal_prefix,     // begins with a literal that ends in a separator
    resource_prefix,    // the same, from a compiled-in file
    manifest_prefix,    // the same, from a manifest
    read_only_pointer,  // a class name that lies in the program's or the toolkit's read-only memory
    no_name,            // empty, too short, too long, without a letter, or with characters that names do not have
    not_shipped         // nothing that shipped equals it
};

// In words, for `silhouette names --explain`.
std::string_view reason_text(NameReason reason) noexcept;

struct NameDecision {
    NameVerdict verdict = NameVerdict::dropped;
    NameReason reason = NameReason::no_name;
    std::optional<ShippedName> name;  // present unless dropped
};

class NameIndex {
  public:
    // Memory of the index; what does not fit is not indexed, so its names are dropped. 1 MiB holds about 90,000
    // literals.
    static constexpr std::size_t kMemoryMaxDefault = std::size_t{1} << 20;

    explicit NameIndex(const HashKey& key, std::size_t memory_max = kMemoryMaxDefault);
    ~NameIndex();
    NameIndex(NameIndex&& other) noexcept;
    NameIndex& operator=(NameIndex&& other) noexcept;

    // Takes in modules that were loaded since, forgets those that went. Cheap when nothing changed (one look at the
    // loader's counter), otherwise about 3 ms for each MB of read-only data that is new. Returns whether anything
    // changed: a name that was dropped before may be known now.
    bool refresh();

    // A program or library file (ELF), and the manifest beside it (<file>.manifest). It is kept in memory. Empty on
    // success, otherwise what is wrong, without the file's name.
    std::string add_program(const std::filesystem::path& file);
    // A manifest: docs/names.md. Same errors.
    std::string add_manifest(const std::filesystem::path& file, ManifestReader reader);
    // The manifest beside a program (<program>.manifest). No error when there is none, or the program is an
    // interpreter.
    std::string add_manifest_beside(const std::filesystem::path& program, ManifestReader reader);

    // Constant work for each name, whatever it is.
    NameDecision decide(const HashedName& name);

    // A class name. A pointer into read-only memory of the executable, a private library or the toolkit is proof;
    // anything else is judged by its hash. The result has no run-time suffix (`_QMLTYPE_12`); the caller hashes without
    // it, too.
    NameDecision decide_class(const char* pointer, const HashedName& name);

    struct Figures {
        std::size_t literals = 0;  // indexed, without those that are there twice
        std::size_t tails = 0;     // ends of literals that may be names
        std::size_t resource_names = 0;
        std::size_t memory = 0;    // bytes of the index
        std::size_t left_out = 0;  // literals that did not fit
        std::size_t walks = 0;     // how often refresh() looked over all modules, with the loader's lock held
    };
    Figures figures() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace silhouette::privacy
