// Loaded and unloaded by name_index_test.cpp: a literal that stands in no other file of the tests.
extern "C" __attribute__((visibility("default"))) const char* private_name() {
    return "privateLibraryButton";
}
