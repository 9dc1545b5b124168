#include "privacy/provenance/program_file.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>

namespace silhouette::privacy {
namespace {

constexpr std::size_t kSegmentsMax = 128;  // program headers that are looked at

// Copies a structure out of the file; the offset may be anything.
template <typename T>
std::optional<T> read_at(std::span<const std::byte> file, std::uint64_t offset) {
    T value;
    if (offset > file.size() || sizeof(T) > file.size() - offset) {
        return std::nullopt;
    }
    std::memcpy(&value, file.data() + offset, sizeof(T));
    return value;
}

std::span<const std::byte> part(std::span<const std::byte> file, std::uint64_t offset, std::uint64_t size) {
    if (offset > file.size() || size > file.size() - offset) {
        return {};
    }
    return file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

template <typename Header, typename Segment, typename Dynamic>
ProgramData parse(std::span<const std::byte> file) {
    ProgramData data;
    const auto header = read_at<Header>(file, 0);
    if (!header || header->e_phentsize != sizeof(Segment) || header->e_phnum == 0) {
        data.problem = "has no segments: not a program or library";
        return data;
    }
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < std::min<std::size_t>(header->e_phnum, kSegmentsMax); ++i) {
        const std::uint64_t offset = i * sizeof(Segment);
        if (header->e_phoff > file.size() - std::min<std::uint64_t>(offset, file.size())) {
            break;
        }
        if (const auto segment = read_at<Segment>(file, header->e_phoff + offset)) {
            segments.push_back(*segment);
        }
    }
    // Where the names of symbols lie, and where the code ends.
    std::uint64_t table = 0;
    std::uint64_t table_size = 0;
    std::uint64_t last_function = 0;
    for (const Segment& segment : segments) {
        if (segment.p_type != PT_DYNAMIC) {
            continue;
        }
        const auto entries = part(file, segment.p_offset, segment.p_filesz);
        for (std::size_t at = 0; at + sizeof(Dynamic) <= entries.size(); at += sizeof(Dynamic)) {
            const auto entry = *read_at<Dynamic>(entries, at);
            if (entry.d_tag == DT_NULL) {
                break;
            }
            if (entry.d_tag == DT_STRTAB) {
                table = entry.d_un.d_ptr;
            } else if (entry.d_tag == DT_STRSZ) {
                table_size = entry.d_un.d_val;
            } else if (entry.d_tag == DT_FINI) {
                last_function = entry.d_un.d_ptr;
            }
        }
    }
    std::size_t total = 0;
    for (const Segment& segment : segments) {
        if (segment.p_type != PT_LOAD || (segment.p_flags & (PF_R | PF_W)) != PF_R) {
            continue;
        }
        auto bytes = part(file, segment.p_offset, segment.p_filesz);
        std::uint64_t address = segment.p_vaddr;
        if ((segment.p_flags & PF_X) != 0) {
            // Older linkers put what is read-only behind the code.
            if (last_function < address || last_function - address >= bytes.size()) {
                continue;
            }
            bytes = bytes.subspan(static_cast<std::size_t>(last_function - address));
            address = last_function;
        }
        // Segments may overlap in a hostile file: never more work than the file is long.
        if (bytes.empty() || bytes.size() > file.size() - total) {
            continue;
        }
        total += bytes.size();
        if (table_size != 0 && table >= address && table - address < bytes.size()) {
            const auto begin = static_cast<std::size_t>(table - address);
            data.read_only.push_back(bytes.first(begin));
            if (table_size < bytes.size() - begin) {
                data.read_only.push_back(bytes.subspan(begin + static_cast<std::size_t>(table_size)));
            }
        } else {
            data.read_only.push_back(bytes);
        }
    }
    if (data.read_only.empty()) {
        data.problem = "has no read-only data: packed, or not a program or library";
    }
    return data;
}

}  // namespace

ProgramData parse_program(std::span<const std::byte> file) {
    const auto byte = [&](std::size_t at) { return at < file.size() ? std::to_integer<unsigned char>(file[at]) : 0; };
    if (file.size() < EI_NIDENT || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0) {
        return {{}, "is not an ELF program or library"};
    }
    if (byte(EI_DATA) != ELFDATA2LSB) {
        return {{}, "is for a big-endian machine, which is not supported"};
    }
    switch (byte(EI_CLASS)) {
        case ELFCLASS64:
            return parse<Elf64_Ehdr, Elf64_Phdr, Elf64_Dyn>(file);
        case ELFCLASS32:
            return parse<Elf32_Ehdr, Elf32_Phdr, Elf32_Dyn>(file);
        default:
            return {{}, "is a damaged ELF file"};
    }
}

std::string ProgramFile::open(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return std::filesystem::exists(file, error) ? "is not a file" : "does not exist";
    }
    const auto size = std::filesystem::file_size(file, error);
    if (error || size > kProgramFileMax) {
        return error ? "cannot be read" : "is larger than 1 GiB";
    }
    std::ifstream stream(file, std::ios::binary);
    content_.resize(static_cast<std::size_t>(size));
    if (!stream.read(reinterpret_cast<char*>(content_.data()), static_cast<std::streamsize>(size))) {
        return "cannot be read";
    }
    data_ = parse_program(content_);
    return data_.problem;
}

}  // namespace silhouette::privacy
