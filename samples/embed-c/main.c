/* A host in C that draws its own interface: one window, one button. README.md says how to run it. */
#include <silhouette/adapter.h>
#include <silhouette/silhouette.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t element(uint32_t parent, sil_role role, const char* name, uint32_t length) {
    sil_element_info info = {.size = sizeof info, .parent = parent, .role = role, .name = name, .name_units = length};
    return sil_adapter_element(&info);
}

static void click(void) {
    static uint32_t generation, view, button; /* numbers are void when another session begins */
    if (generation != sil_adapter_generation() && (generation = sil_adapter_generation()) != 0) {
        uint32_t window = element(0, SIL_ROLE_WINDOW, "mainWindow", 10);
        view = sil_adapter_view(window, window);
        button = element(window, SIL_ROLE_BUTTON, "saveButton", 10);
        sil_adapter_navigate(SIL_WINDOW_OPENED, view);
    }
    sil_adapter_click(button, view, SIL_BUTTON_PRIMARY, 1, SIL_TRIGGER_MOUSE, 500, 500);
}

int main(void) {
    sil_options options = SIL_OPTIONS_INIT;
    options.app = "embed-c";
    options.tenant = getenv("TENANT"), options.endpoint = getenv("ENDPOINT"), options.key = getenv("KEY"),
    options.ca_file = getenv("CA");
    sil_recorder* recorder = NULL;
    sil_adapter_options adapter = {.size = sizeof adapter, .version = SIL_ADAPTER_VERSION};
    sil_status status = sil_start(&options, &recorder);
    if (status == SIL_OK)
        status = sil_adapter_attach(recorder, &adapter);
    puts("May this session be recorded, without any content? [y/n]");
    if (status == SIL_OK)
        status = sil_consent_set(recorder, getchar() == 'y' ? SIL_CHOICE_YES : SIL_CHOICE_NO, 1);
    puts("Press Enter to click, Ctrl+D to end.");
    for (getchar(); status == SIL_OK && getchar() != EOF; puts(sil_state_text(sil_state_now(recorder))))
        click();
    if (status != SIL_OK)
        fprintf(stderr, "embed-c: %s\n", sil_status_text(status));
    sil_shutdown(recorder, SIL_DEADLINE_DEFAULT);
    return status == SIL_OK ? 0 : 1;
}
