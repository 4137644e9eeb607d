#!/usr/bin/env bash
# No warning comes from a public header, nor from what its templates become in a user's program, whatever warnings the user turned on. CONTRIBUTING.md has what is left out, and why.
#
# usage: warnings.sh ROOT BUILD
set -euo pipefail

root=$1
build=$2
gcc_warnings=(-Wall -Wextra -Wpedantic -Weffc++ -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
    -Wuseless-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align=strict -Wcast-qual
    -Wdeprecated-copy-dtor -Wctor-dtor-privacy -Wduplicated-branches -Wduplicated-cond -Wdouble-promotion
    -Wextra-semi -Wfloat-equal -Wformat=2 -Wlogical-op -Wmismatched-tags -Wmissing-declarations
    -Wnull-dereference -Wredundant-decls -Wredundant-tags -Wstrict-null-sentinel -Wsuggest-override
    -Wswitch-enum -Wundef -Wunused-macros -Wvolatile)
clang_warnings=(-Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic
    -Wno-pre-c++14-compat -Wno-pre-c++17-compat -Wno-pre-c++20-compat -Wno-padded -Wno-weak-vtables)

# All headers in one compilation: that each can stand alone is what the header check of the build holds.
mapfile -t headers < <(cd "$root/include" && printf -- '-include\n%s\n' oct/*.hpp oct/detail/*.hpp)
check() {
    "$@" -Werror -std=c++20 -fsyntax-only -I "$root/include" -I "$build/include" "${headers[@]}" \
        "$root/tests/warnings/user.cpp"
    echo "$1: no warning"
}

check g++ "${gcc_warnings[@]}"
if command -v clang++ > /dev/null; then
    check clang++ "${clang_warnings[@]}" -Wno-unknown-warning-option
else
    echo "clang++ is not installed: its warnings were not tried"
fi
