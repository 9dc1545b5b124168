// No exception crosses the border: what a call throws becomes a status.
#pragma once

#include <new>
#include <system_error>
#include <utility>

#include <silhouette/silhouette.h>

namespace silhouette::api {

template <typename Call>
sil_status guarded(Call&& call) noexcept {
    try {
        return std::forward<Call>(call)();
    } catch (const std::system_error&) {
        return SIL_ERROR_THREAD;
    } catch (...) {
        return SIL_ERROR_MEMORY;
    }
}

}  // namespace silhouette::api
