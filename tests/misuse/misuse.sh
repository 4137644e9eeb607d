#!/usr/bin/env bash
# Each file beside this one is a mistake (#ifdef MISUSE, or its `flags`) and the same without it: the compiler refuses the first with the words after `says`, and takes the second.
#
# usage: misuse.sh CXX ROOT BUILD
set -euo pipefail

folder=$(dirname "${BASH_SOURCE[0]}")
export cxx=$1 root=$2 build=$3

compile() {
    "$cxx" -std=c++20 -Wall -Wextra -Werror -Wno-unused -fsyntax-only -Wunused-result -I "$root/include" \
        -I "$build/include" "$@" 2>&1
}
# Fails, and tells what the compiler said, unless both halves of the file keep their promise.
try() {
    local file=$1 words flags said
    words=$(sed -n 's|^// says: ||p' "$file")
    read -ra flags < <(sed -n 's|^// flags: ||p' "$file"; echo)
    if ! said=$(compile "$file"); then
        echo "$file: is refused without the mistake too"
        echo "$said"
        return 1
    fi
    if said=$(compile -DMISUSE "${flags[@]}" "$file"); then
        echo "$file: the mistake compiles"
        return 1
    fi
    if ! grep -qE "error: .*($words)" <<< "$said"; then
        echo "$file: expected the words \"$words\" in"
        echo "$said"
        return 1
    fi
}
export -f compile try

count=$(find "$folder" -name '*.cpp' | wc -l)
find "$folder" -name '*.cpp' -print0 | sort -z | xargs -0 -P 2 -I{} bash -c 'try "$1"' try {}
echo "$count mistakes are refused"
