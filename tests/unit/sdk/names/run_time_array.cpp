// Must not compile: an array that is filled at run time is no literal.
#include <silhouette/silhouette.hpp>

silhouette::Element make(char first) {
    const char title[] = {first, 'b', '\0'};
    return {{}, SIL_ROLE_BUTTON, title};
}
