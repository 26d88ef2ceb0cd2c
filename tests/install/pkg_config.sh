#!/bin/sh
# usage: pkg_config.sh COMPILER PREFIX LIBDIR SOURCE FOLDER     compiles SOURCE by what pkg-config says, and runs it
set -eu
PKG_CONFIG_PATH="$2/$3/pkgconfig"
export PKG_CONFIG_PATH
mkdir -p "$5"
# shellcheck disable=SC2046  # the flags are words
"$1" -std=c++20 -o "$5/consumer" "$4" $(pkg-config --cflags --libs mongecarlo)
LD_LIBRARY_PATH="$2/$3" "$5/consumer"
