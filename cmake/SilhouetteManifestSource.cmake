# cmake -DMANIFEST=… -DSOURCE=… -DNAME=… -P: the manifest as a constant of C and C++, which no linker leaves out.
file(READ ${MANIFEST} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "((0x..,){24})" "\\1\n" bytes "${bytes}")
file(WRITE ${SOURCE} "/* Made by silhouette_add_manifest() from ${MANIFEST}. */
#if defined(__has_attribute)
#if __has_attribute(retain)
#define KEPT __attribute__((used, retain))
#endif
#endif
#ifndef KEPT
#define KEPT __attribute__((used))
#endif
extern __attribute__((visibility(\"hidden\"))) const unsigned char ${NAME}[];
KEPT const unsigned char ${NAME}[] = {
${bytes}
0};
")
