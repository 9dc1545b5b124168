#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>
#include <string.h>

int main(void) {
    return sil_version() == (SIL_VERSION_MAJOR << 16 | SIL_VERSION_MINOR << 8 | SIL_VERSION_PATCH) &&
                   strcmp(sil_state_word(sil_state_now(NULL)), "stopped") == 0
               ? 0
               : 1;
}
