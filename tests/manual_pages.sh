#!/usr/bin/env bash
# Every manual page is read by man and by mandoc without a warning, and has what a page needs.
#
# usage: manual_pages.sh SHARE_DIR
set -euo pipefail

failures=0
fail() { echo "$*"; failures=$((failures + 1)); }

pages=("$1"/man/man1/*.1)
((${#pages[@]} >= 8)) || fail "expected a page for each command, found ${#pages[@]}"
for page in "${pages[@]}"; do
    said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null) || true
    [[ -z $said ]] || fail "man: $page: $said"
    said=$(mandoc -T lint -W warning "$page" 2>&1) || true
    [[ -z $said ]] || fail "mandoc: $page: $said"
    text=$(mandoc -T ascii "$page" | col -b)
    for part in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" EXAMPLE "SEE ALSO"; do
        grep -q "^$part" <<< "$text" || fail "$page has no $part"
    done
done
((failures == 0)) || exit 1
echo "${#pages[@]} pages without a warning"
