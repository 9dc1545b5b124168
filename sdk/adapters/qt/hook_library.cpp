// The hook as a library of its own, for apps that know nothing of us: loaded by the plugin on a thread of ours
// (sdk/launch/launch.h says what it exports).
#include <silhouette/adapter.h>
#include <silhouette/qt.h>

extern "C" {

SIL_API sil_status silhouette_hook_start(const char* const* variables, sil_recorder** recorder) {
    return sil_start_from_variables(variables, recorder);
}

SIL_API void silhouette_hook_attach(sil_recorder* recorder) {
    silhouette::qt::attach(recorder);
}

SIL_API void silhouette_hook_end(sil_recorder* recorder) {
    silhouette::qt::detach(recorder);
    sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);
}

}  // extern "C"
