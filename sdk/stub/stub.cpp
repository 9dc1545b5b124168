// The stub: the same ABI, which does nothing. For distributions and builds that want no recording at all.
#include <silhouette/adapter.h>

extern "C" {

sil_status sil_start(const sil_options*, sil_recorder** recorder) {
    if (recorder != nullptr) {
        *recorder = nullptr;
    }
    return SIL_ERROR_DISABLED;
}
sil_status sil_start_from_variables(const char* const*, sil_recorder** recorder) {
    return sil_start(nullptr, recorder);
}
sil_status sil_shutdown(sil_recorder*, uint32_t) {
    return SIL_OK;
}
sil_status sil_consent_set(sil_recorder*, sil_choice, uint32_t) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_consent_change(sil_recorder*, sil_choice, uint32_t, uint32_t) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_choice_changed(sil_recorder*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_account_set(sil_recorder*, const char*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_erase_sent(sil_recorder*) {
    return SIL_ERROR_DISABLED;
}
uint32_t sil_erasures_pending(const sil_recorder*) {
    return 0;
}
sil_status sil_consent_for_this_run(sil_recorder*) {
    return SIL_ERROR_DISABLED;
}
sil_choice sil_consent_choice(const sil_recorder*) {
    return SIL_CHOICE_UNKNOWN;
}
sil_state sil_state_now(const sil_recorder*) {
    return SIL_STATE_STOPPED;
}
sil_status sil_on_state_change(sil_recorder*, sil_state_function, void*) {
    return SIL_ERROR_DISABLED;
}
int sil_user_setting_visible(const sil_recorder*) {
    return 0;
}
sil_status sil_ask_verdict(sil_recorder*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_sent_read(const sil_recorder*, sil_sent_function, void*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_navigate(sil_recorder*, const char*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_pause(sil_recorder*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_resume(sil_recorder*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_session_id(const sil_recorder*, char text[SIL_SESSION_ID_SIZE]) {
    if (text != nullptr) {
        text[0] = '\0';
    }
    return SIL_ERROR_CLOSED;
}
const char* sil_limits_problem(const sil_limits*) {
    return nullptr;
}
// Nothing is ever tried here.
const char* sil_network_text(sil_network) {
    return "nothing was tried yet";
}
const char* sil_network_word(sil_network) {
    return "untried";
}
sil_status sil_network_now(const sil_recorder*, sil_network_status*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_key_set(sil_recorder*, const char*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_metered_set(sil_recorder*, int) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_stats_now(const sil_recorder*, sil_stats*) {
    return SIL_ERROR_DISABLED;
}
sil_status sil_adapter_attach(sil_recorder*, const sil_adapter_options*) {
    return SIL_ERROR_DISABLED;
}
void sil_adapter_detach(sil_recorder*) {}
uint32_t sil_adapter_generation(void) {
    return 0;
}
uint32_t sil_adapter_element(const sil_element_info*) {
    return 0;
}
sil_status sil_mark_private(uint32_t) {
    return SIL_ERROR_DISABLED;
}
uint32_t sil_adapter_view(uint32_t, uint32_t) {
    return 0;
}
void sil_adapter_click(uint32_t, uint32_t, sil_button, uint32_t, sil_trigger, int32_t, int32_t) {}
void sil_adapter_navigate(sil_navigation, uint32_t) {}
void sil_adapter_layout(uint32_t, const sil_layout_node*, uint32_t) {}

}  // extern "C"
