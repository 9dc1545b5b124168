// Must not compile: a sentence is no name.
#include <silhouette/silhouette.hpp>

silhouette::Element make() {
    return {{}, SIL_ROLE_BUTTON, "Save everything, please"};
}
