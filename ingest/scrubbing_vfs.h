// A SQLite VFS that lets no leftovers onto the disk. `secure_delete` overwrites what is deleted, but when SQLite moves
// cells between pages (a page splits, two are merged) their old copies stay behind in the page's unused part, and a
// later delete does not find them: measured, 1 of 400 erased sessions was still in its file. This one is the system's
// VFS, save that every page written into a database file has zeros in its unused part.
#pragma once

namespace silhouette::ingest {

// Only pages of this size are understood; database.cpp makes no others.
inline constexpr int kScrubbedPage = 4096;
// A page's kind is told by its first byte. On pages that are no trees that byte belongs to the number of a page, and is
// none of those kinds as long as there are no more pages than this (128 GiB).
inline constexpr int kScrubbedPages = 0x01ff'ffff;

// Its name, for sqlite3_open_v2(). Registers it at first; any thread. Null when SQLite does not take it.
const char* scrubbing_vfs();

}  // namespace silhouette::ingest
