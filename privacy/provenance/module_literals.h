// The names that one module (an executable or library, loaded or a file) ships with: its literals, and what its
// compiled-in resources name. The literals themselves stay where they are; kept is where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "privacy/provenance/listed_names.h"
#include "privacy/provenance/literal_table.h"
#include "privacy/provenance/names.h"
#include "privacy/provenance/program_file.h"

namespace silhouette::privacy {

class ModuleLiterals {
  public:
    // A module that is loaded in this process, as platform::LoadedModule names it; it may be unloaded at any time.
    ModuleLiterals(std::string path, const void* base) : path_(std::move(path)), base_(base) {}
    // A program file.
    explicit ModuleLiterals(ProgramFile file) : file_(std::move(file)) {}
    ModuleLiterals(ModuleLiterals&&) = default;
    ModuleLiterals& operator=(ModuleLiterals&&) = default;

    bool is_loaded_as(std::string_view path, const void* base) const { return base_ == base && path_ == path; }
    bool is_file() const { return base_ == nullptr; }

    // Takes the names in, as long as memory() stays within `memory_max`: none when the module goes meanwhile. Besides,
    // it needs less than 1 MiB, however large the module is.
    void build(const HashKey& key, std::size_t memory_max);

    // Constant work each. Empty when there is none, or the module is gone.
    std::string literal(const HashKey& key, NameHash hash) const { return read(literals_, key, hash); }
    std::string tail(const HashKey& key, NameHash hash) const { return read(tails_, key, hash); }
    std::string_view resource_name(NameHash hash) const { return resource_names_.find(hash); }

    std::size_t literals() const { return literals_.size(); }
    std::size_t tails() const { return tails_.size(); }
    std::size_t resource_names() const { return resource_names_.size(); }
    std::size_t left_out() const { return left_out_; }
    std::size_t memory() const;

  private:
    std::string read(const LiteralTable& table, const HashKey& key, NameHash hash) const;

    std::string path_;
    const void* base_ = nullptr;
    ProgramFile file_;
    LiteralTable literals_;
    LiteralTable tails_;  // the ends of literals
    ListedNames resource_names_;
    std::size_t left_out_ = 0;
};

}  // namespace silhouette::privacy
