// Must not compile: the name is known at run time only, so it could be content.
#include <silhouette/silhouette.hpp>

#include <string>

silhouette::Element make(const std::string& title) {
    return {{}, SIL_ROLE_BUTTON, title.c_str()};
}
