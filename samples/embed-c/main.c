/* A host in C that draws its own interface: one window, one button, two clicks. README.md says how to run it. */
#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>
#include <stdio.h>
#include <stdlib.h>

static void on_switch(int on, void *context) { *(int *)context = on; /* a real hook is installed or removed here */ }

static uint32_t element(uint32_t parent, sil_role role, const char *name, uint32_t length) {
    sil_element_info info = {.size = sizeof info, .parent = parent, .role = role, .name = name, .name_units = length};
    return sil_adapter_element(&info);
}

int main(void) {
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "embed-c";
    options.tenant = getenv("TENANT");
    options.endpoint = getenv("ENDPOINT");
    options.key = getenv("KEY");
    options.ca_file = getenv("CA");
    sil_recorder *recorder = NULL;
    sil_status status = sil_start(&options, &recorder);
    int hooked = 0;
    sil_adapter_options adapter = {.size = sizeof adapter, .version = SIL_ADAPTER_VERSION, .on_switch = on_switch, .context = &hooked};
    if (status == SIL_OK && (status = sil_adapter_attach(recorder, &adapter)) == SIL_OK) {
        puts("May this session be recorded, without any content? [y/n]");
        status = sil_consent_set(recorder, getchar() == 'y' ? SIL_CHOICE_YES : SIL_CHOICE_NO, 1);
    }
    puts("Press Enter to click, Ctrl+D to end.");
    for (int key = getchar(); status == SIL_OK && key != EOF; key = getchar()) {
        uint32_t window = element(0, SIL_ROLE_WINDOW, "mainWindow", 10); /* a real host defines once a generation */
        uint32_t view = sil_adapter_view(window, window);
        sil_adapter_click(element(window, SIL_ROLE_BUTTON, "saveButton", 10), view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 500, 500);
        puts(sil_state_text(sil_state_now(recorder)));
    }
    if (status != SIL_OK) fprintf(stderr, "embed-c: %s\n", sil_status_text(status));
    sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);
    return status == SIL_OK ? 0 : 1;
}
