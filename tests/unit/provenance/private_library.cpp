// Loaded and unloaded by name_index_test.cpp: a literal that stands in no other file of the tests, and a user
// interface file.
extern "C" __attribute__((visibility("default"))) const char* private_name() {
    return "privateLibraryButton";
}

asm(".section .rodata\n.incbin \"" PRIVATE_UI "\"\n.byte 0\n.previous");
