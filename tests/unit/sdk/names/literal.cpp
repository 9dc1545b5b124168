// Compiles: the name is a literal.
#include <silhouette/silhouette.hpp>

silhouette::Element make() {
    return {{}, SIL_ROLE_BUTTON, "saveButton"};
}
