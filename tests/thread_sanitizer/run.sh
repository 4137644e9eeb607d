#!/usr/bin/env bash
# With cmake/tsan.supp, ThreadSanitizer has nothing to say of a user's program, and still tells of its races.
#
# usage: run.sh CXX ROOT BUILD
set -euo pipefail

cxx=$1 root=$2 build=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cxx" -std=c++20 -g1 -O1 -fsanitize=thread -I "$root/include" -I "$build/include" \
    "$root/tests/thread_sanitizer/program.cpp" -o "$folder/program" \
    -L "$build/lib" -loct -Wl,-rpath,"$build/lib"
# gcc 12's ThreadSanitizer cannot live with the address randomization of newer kernels.
fixed_addresses=()
if setarch "$(uname -m)" -R true 2> /dev/null; then fixed_addresses=(setarch "$(uname -m)" -R); fi
export TSAN_OPTIONS=suppressions=$root/cmake/tsan.supp

"${fixed_addresses[@]}" "$folder/program" "$folder/clean"
if "${fixed_addresses[@]}" "$folder/program" "$folder/racing" race > "$folder/said" 2>&1; then
    echo "the race was not found"
    exit 1
fi
grep "SUMMARY: ThreadSanitizer: data race .*program.cpp" "$folder/said" || { cat "$folder/said"; exit 1; }
