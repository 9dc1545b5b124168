// Loaded by name_index_test.cpp: 16 MiB of read-only data, of which large_data.py tells what is in them.
asm(".section .rodata\n.balign 2\n.incbin \"" LARGE_DATA "\"\n.previous");
