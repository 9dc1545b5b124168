// The books of one recorded process, as words of a mapped file or of an inherited memfd, so that they survive its end.
// `silhouette record` reads them after the app is gone.
//
//   captured = sent + dropped + wiped + pending
//
// All counts are items (clicks, navigations, layouts) since the recorder started. Words are written with relaxed atomic
// additions; a reader in another process sees each word whole, and all of them consistent once the writer has ended.
#pragma once

#include <cstddef>
#include <cstdint>

namespace silhouette::recorder {

inline constexpr std::size_t kCounterWords = 64;
// "SILCNT01", little endian. Zero until the recorder has begun.
inline constexpr std::uint64_t kCounterMagic = 0x3130544e434c4953u;
inline constexpr std::size_t kDropReasons = 16;

enum CounterWord : std::size_t {
    kWordMagic = 0,
    kWordCaptured = 1,
    kWordSent = 2,
    kWordWiped = 3,
    // Items of a process that died before, delivered or dropped by this one. They are not in this process's books.
    kWordTakenOverSent = 4,
    kWordTakenOverDropped = 5,
    // 1 once the recorder ended by sil_shutdown(): what is pending lies in the spool.
    kWordEnded = 6,
    // Index: DropReason (proto/silhouette/v1/batch.proto).
    kWordDropped = 8,
    // How the last try to upload, and to learn the verdict, ended: transport/failure.h.
    kWordUpload = kWordDropped + kDropReasons,
    kWordVerdict,
    kWordCount
};
static_assert(kWordCount <= kCounterWords);

}  // namespace silhouette::recorder
