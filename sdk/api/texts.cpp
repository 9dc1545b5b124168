// Versions and sentences: the same in the library and in its stub.
#include <silhouette/silhouette.h>

#ifdef SILHOUETTE_IS_STUB
#define VERSION_SUFFIX "+stub"
#else
#define VERSION_SUFFIX ""
#endif
#define TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

extern "C" {

uint32_t sil_version(void) {
    return SIL_VERSION_MAJOR << 16 | SIL_VERSION_MINOR << 8 | SIL_VERSION_PATCH;
}

const char* sil_version_text(void) {
    return VERSION_TEXT(SIL_VERSION_MAJOR, SIL_VERSION_MINOR, SIL_VERSION_PATCH) VERSION_SUFFIX;
}

const char* sil_status_text(sil_status status) {
    switch (status) {
        case SIL_OK:
            return "Done.";
        case SIL_ERROR_ARGUMENT:
            return "An argument is NULL or out of its range.";
        case SIL_ERROR_NAME:
            return "The app, its version or the tenant has characters that such names do not have.";
        case SIL_ERROR_ALREADY_STARTED:
            return "This process has a recorder already.";
        case SIL_ERROR_MEMORY:
            return "There is not enough memory.";
        case SIL_ERROR_THREAD:
            return "The recorder thread could not be started.";
        case SIL_ERROR_STORAGE:
            return "A file could not be written or read.";
        case SIL_ERROR_FORKED:
            return "This process is the child of one that records; nothing is recorded here.";
        case SIL_ERROR_CLOSED:
            return "Nothing is being recorded now.";
        case SIL_ERROR_LIMIT:
            return "A documented limit is reached.";
        case SIL_ERROR_DISABLED:
            return "Recording is not available in this program.";
    }
    return "Unknown status.";
}

const char* sil_state_text(sil_state state) {
    switch (state) {
        case SIL_STATE_RECORDING:
            return "The session is being recorded.";
        case SIL_STATE_USER_OFF:
            return "The user has not allowed recording.";
        case SIL_STATE_TENANT_OFF:
            return "The organisation's administrator does not allow recording.";
        case SIL_STATE_TENANT_UNKNOWN:
            return "It is not known yet whether the organisation allows recording.";
        case SIL_STATE_VERDICT_EXPIRED:
            return "The organisation's answer is too old; recording waits for a new one.";
        case SIL_STATE_VETOED:
            return "Recording is forbidden by DO_NOT_TRACK or by this computer's administrator.";
        case SIL_STATE_PAUSED:
            return "The app has paused the recording.";
        case SIL_STATE_FORKED_CHILD:
            return "This process is the child of one that records; nothing is recorded here.";
        case SIL_STATE_STOPPED:
            return "There is no recorder.";
        case SIL_STATE_NOT_SAMPLED:
            return "This session is not in the organisation's sample.";
        case SIL_STATE_OUT_OF_ORDER_CLOCK:
            return "The clock was set back; recording waits for a new answer of the organisation.";
    }
    return "Unknown state.";
}

const char* sil_state_word(sil_state state) {
    switch (state) {
        case SIL_STATE_RECORDING:
            return "recording";
        case SIL_STATE_USER_OFF:
            return "user-off";
        case SIL_STATE_TENANT_OFF:
            return "tenant-off";
        case SIL_STATE_TENANT_UNKNOWN:
            return "tenant-unknown";
        case SIL_STATE_VERDICT_EXPIRED:
            return "verdict-expired";
        case SIL_STATE_VETOED:
            return "vetoed";
        case SIL_STATE_PAUSED:
            return "paused";
        case SIL_STATE_FORKED_CHILD:
            return "forked-child";
        case SIL_STATE_STOPPED:
            return "stopped";
        case SIL_STATE_NOT_SAMPLED:
            return "not-sampled";
        case SIL_STATE_OUT_OF_ORDER_CLOCK:
            return "out-of-order-clock";
    }
    return "unknown";
}

}  // extern "C"
