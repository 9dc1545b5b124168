#!/bin/sh
# check_library.sh LIBRARY STUB
set -eu
library=$1
stub=$2
failed=0
fail() {
    echo "FAILED: $1" >&2
    failed=1
}
exports() {
    nm -D --defined-only "$1" | awk '{ print $NF }' | sed 's/@.*//' | sort
}

others=$(exports "$library" | grep -v '^sil_' || true)
[ -z "$others" ] || fail "exports that are not sil_*: $others"
[ "$(exports "$library" | wc -l)" -ge 20 ] || fail "the library exports hardly anything"
[ "$(exports "$library")" = "$(exports "$stub")" ] || fail "the stub's exports differ from the library's"

needed=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for one in $needed; do
    case $one in
        libc.so.* | libm.so.* | libstdc++.so.* | libgcc_s.so.* | libssl.so.* | libcrypto.so.* | ld-linux*.so.*) ;;
        libasan.so.* | libubsan.so.* | libtsan.so.*) ;;
        *) fail "the library needs $one" ;;
    esac
done
# What the needed ones bring is theirs: Debian 13's libcrypto brings libzstd, which the list above keeps out as a need of ours.
for one in protobuf boost; do
    if ldd "$library" | grep -q "lib$one"; then
        fail "the library brings lib$one into the host"
    fi
done
if nm -D "$library" | grep -q fault_point; then
    fail "the library has the fault points of the tests"
fi
readelf -d "$library" | grep -q 'SONAME.*libsilhouette\.so\.0' || fail "no SONAME libsilhouette.so.0"
readelf -d "$library" | grep -q 'NODELETE' || fail "the library can be unloaded under its own thread"
[ $failed -eq 0 ] && echo "$(exports "$library" | wc -l) exports, all sil_*; needs: $(echo $needed)"
exit $failed
