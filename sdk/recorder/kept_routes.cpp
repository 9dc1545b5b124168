#include "sdk/recorder/kept_routes.h"

#include <zstd.h>

#include <string_view>
#include <utility>

namespace silhouette::recorder {
namespace {

// Templates resemble each other: the best level that stays below a tenth of a second for the longest table.
constexpr int kLevel = 9;

}  // namespace

void KeptRoutes::pack() {
    if (size_ != 0 || text_.size() <= kKeptRoutesMax) {
        return;
    }
    std::string_view rest = text_;
    while (!rest.empty()) {
        std::string packed(ZSTD_compressBound(rest.size()), '\0');
        const std::size_t size = ZSTD_compress(packed.data(), packed.size(), rest.data(), rest.size(), kLevel);
        if (ZSTD_isError(size) == 0 && size <= kKeptRoutesMax) {
            size_ = rest.size();
            text_ = std::string(packed, 0, size);
            return;
        }
        is_cut_ = true;
        // Up to the last line that ends within three quarters.
        const auto end = rest.substr(0, rest.size() / 4 * 3).rfind('\n');
        rest = rest.substr(0, end == std::string_view::npos ? 0 : end + 1);
    }
    std::string().swap(text_);
}

std::string KeptRoutes::text() const {
    if (size_ == 0) {
        return text_;
    }
    std::string text(size_, '\0');
    return ZSTD_decompress(text.data(), text.size(), text_.data(), text_.size()) == size_ ? text : std::string();
}

}  // namespace silhouette::recorder
