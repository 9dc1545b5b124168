#!/bin/bash
# check_installed.sh BUILD: what is installed is enough for hosts: they are configured, built and run against it alone.
set -euo pipefail
build=$1 hosts=$(dirname "$(readlink -f "$0")")/installed
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --install "$build" --prefix "$folder/prefix" > /dev/null
cmake -G Ninja -S "$hosts" -B "$folder/build" -DCMAKE_PREFIX_PATH="$folder/prefix" > /dev/null
cmake --build "$folder/build" > "$folder/log" || { cat "$folder/log"; exit 1; }
"$folder/build/c_host"
QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$folder "$folder/build/qt_host"
"$folder/prefix/bin/silhouette" --version
