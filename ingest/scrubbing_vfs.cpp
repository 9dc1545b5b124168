#include "ingest/scrubbing_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace silhouette::ingest {
namespace {

using Page = std::array<unsigned char, kScrubbedPage>;

std::size_t number_at(const Page& page, std::size_t place) {
    return static_cast<std::size_t>(page[place]) << 8 | page[place + 1];
}

// The format is SQLite's file format, section "B-tree Pages": a header, the cells' places, the unused part, the cells.
void scrub(Page& page, bool first) {
    const std::size_t header = first ? 100 : 0;
    const unsigned char kind = page[header];
    const bool leaf = kind == 10 || kind == 13;
    if (!leaf && kind != 2 && kind != 5) {
        return;
    }
    const std::size_t unused = header + (leaf ? 8 : 12) + 2 * number_at(page, header + 3);
    const std::size_t cells = number_at(page, header + 5);
    if (unused <= cells && cells <= page.size()) {
        std::fill(page.begin() + static_cast<std::ptrdiff_t>(unused), page.begin() + static_cast<std::ptrdiff_t>(cells),
                  static_cast<unsigned char>(0));
    }
}

// The system's VFS has one set of methods for all database files.
const sqlite3_io_methods* system_methods = nullptr;

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    if (size != kScrubbedPage) {
        return system_methods->xWrite(file, bytes, size, offset);
    }
    Page page;
    std::copy_n(static_cast<const unsigned char*>(bytes), page.size(), page.begin());
    scrub(page, offset == 0);
    return system_methods->xWrite(file, page.data(), size, offset);
}

sqlite3_vfs* system_vfs() {
    return sqlite3_vfs_find("unix");
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    const int code = system_vfs()->xOpen(system_vfs(), name, file, flags, flags_out);
    if (code == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
        static const sqlite3_io_methods methods = [file] {
            system_methods = file->pMethods;
            sqlite3_io_methods changed = *file->pMethods;
            changed.xWrite = write;
            return changed;
        }();
        file->pMethods = &methods;
    }
    return code;
}

}  // namespace

const char* scrubbing_vfs() {
    static sqlite3_vfs vfs;
    static const bool registered = [] {
        if (sqlite3_initialize() != SQLITE_OK || !system_vfs()) {
            return false;
        }
        vfs = *system_vfs();
        vfs.pNext = nullptr;
        vfs.zName = "silhouette";
        vfs.xOpen = open;
        return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
    }();
    return registered ? vfs.zName : nullptr;
}

}  // namespace silhouette::ingest
