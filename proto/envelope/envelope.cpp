#include "proto/envelope/envelope.h"

#include <string.h>
// For memory of our own: part of every zstd since 1.4, and linked in.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "proto/envelope/dictionary.h"
#include "proto/envelope/opener.h"
#include "proto/envelope/sealer.h"

namespace silhouette::envelope {
namespace {

// zstd keeps what it packs in its tables: overwritten before it is given back.
constexpr std::size_t kSizeBefore = alignof(std::max_align_t);

void* allocate(void*, std::size_t size) {
    auto* const memory = static_cast<std::byte*>(std::malloc(size + kSizeBefore));
    if (memory == nullptr) {
        return nullptr;
    }
    std::memcpy(memory, &size, sizeof size);
    return memory + kSizeBefore;
}

void cleanse_and_free(void*, void* address) {
    if (address == nullptr) {
        return;
    }
    std::byte* const memory = static_cast<std::byte*>(address) - kSizeBefore;
    std::size_t size = 0;
    std::memcpy(&size, memory, sizeof size);
    ::explicit_bzero(address, size);
    std::free(memory);
}

constexpr ZSTD_customMem kCleansing{allocate, cleanse_and_free, nullptr};

struct FreeZstd {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
};

}  // namespace

std::vector<std::byte> seal(std::span<const std::byte> plain) {
    return Sealer().seal(plain);
}

struct Sealer::Dictionary {
    std::unique_ptr<ZSTD_CDict, FreeZstd> zstd;
};

Sealer::Sealer() = default;
Sealer::~Sealer() = default;

std::vector<std::byte> Sealer::seal(std::span<const std::byte> plain) {
    if (plain.size() > kUncompressedMax) {
        return {};
    }
    if (!dictionary_) {
        const auto bytes = dictionary_bytes();
        auto made = std::make_unique<Dictionary>();
        made->zstd.reset(ZSTD_createCDict_advanced(bytes.data(), bytes.size(), ZSTD_dlm_byRef, ZSTD_dct_auto,
                                                   ZSTD_getCParams(kLevel, 0, bytes.size()), ZSTD_defaultCMem));
        if (!made->zstd) {
            return {};
        }
        dictionary_ = std::move(made);
    }
    const std::unique_ptr<ZSTD_CCtx, FreeZstd> context(ZSTD_createCCtx_advanced(kCleansing));
    if (!context) {
        return {};
    }
    std::vector<std::byte> sealed(ZSTD_compressBound(plain.size()));
    const std::size_t size = ZSTD_compress_usingCDict(context.get(), sealed.data(), sealed.size(), plain.data(),
                                                      plain.size(), dictionary_->zstd.get());
    if (ZSTD_isError(size)) {
        return {};
    }
    sealed.resize(size);
    return sealed;
}

void Sealer::rest() noexcept {
    dictionary_.reset();
}

struct Opener::Context {
    std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd;
};

Opener::Opener() = default;
Opener::~Opener() = default;

std::optional<std::vector<std::byte>> open(std::span<const std::byte> sealed, Error& error) {
    return Opener().open(sealed, error);
}

std::optional<std::vector<std::byte>> Opener::open(std::span<const std::byte> sealed, Error& error) {
    error = Error::none;
    const auto fail = [&error](Error why) {
        error = why;
        return std::nullopt;
    };
    if (sealed.size() > kCompressedMax) {
        return fail(Error::too_large);
    }
    const unsigned long long size = ZSTD_getFrameContentSize(sealed.data(), sealed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
        return fail(Error::not_zstd);
    }
    if (size > kUncompressedMax) {
        return fail(Error::too_large);
    }
    const auto dictionary = dictionary_bytes();
    const unsigned wanted = ZSTD_getDictID_fromFrame(sealed.data(), sealed.size());
    if (wanted != 0 && wanted != ZSTD_getDictID_fromDict(dictionary.data(), dictionary.size())) {
        return fail(Error::unknown_dictionary);
    }
    const std::size_t frame = ZSTD_findFrameCompressedSize(sealed.data(), sealed.size());
    if (ZSTD_isError(frame) || frame != sealed.size()) {
        return fail(Error::damaged);
    }
    if (!context_) {
        auto context = std::make_unique<Context>();
        context->zstd.reset(ZSTD_createDCtx_advanced(kCleansing));
        if (!context->zstd || ZSTD_isError(ZSTD_DCtx_loadDictionary_byReference(context->zstd.get(), dictionary.data(),
                                                                                dictionary.size()))) {
            return fail(Error::damaged);
        }
        context_ = std::move(context);
    }
    std::vector<std::byte> plain(size);
    ZSTD_DCtx* const zstd = context_->zstd.get();
    const std::size_t written =
        wanted != 0
            ? ZSTD_decompressDCtx(zstd, plain.data(), plain.size(), sealed.data(), sealed.size())
            : ZSTD_decompress_usingDict(zstd, plain.data(), plain.size(), sealed.data(), sealed.size(), nullptr, 0);
    if (ZSTD_isError(written) || written != plain.size()) {
        return fail(Error::damaged);
    }
    return plain;
}

}  // namespace silhouette::envelope
