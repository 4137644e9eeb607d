#!/usr/bin/env bash
# Completion in real shells: what a user types, with the tabulator key, in bash, zsh and fish.
#
# usage: completion.sh SHARE_DIR
set -euo pipefail

share=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/oct_completion.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p shop/templates
touch shop/config.json results.sqlite
failures=0

# What the words of the command line became.
for program in oct oct-turret; do
    printf '#!/bin/sh\nprintf "<%%s>" "$0" "$@" >> "%s/typed"\necho >> "%s/typed"\n' \
        "$work" "$work" | sed 's|"\$0"|"${0##*/}"|' > "$program"
    chmod +x "$program"
done
export PATH=$work:$PATH TERM=dumb HOME=$work
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME

# zsh writes --flag=value, and no slash behind a folder: both mean the same.
plain() { sed 's/\(<--[a-z-]*\)=/\1></g; s|/>|>|g' <<< "$1"; }

check() {  # SHELL TYPED WANTED GOT
    [[ $(plain "$4") == "$(plain "$3")" ]] && return
    echo "$1: $2: expected $3, got $4; the screen was:"
    cat -v screen
    failures=$((failures + 1))
}

cases=(
    $'oct new-p\tshop2' '<oct><new-project><shop2>'
    $'oct run sh\t --lo\t' '<oct><run><shop/><--local>'
    $'oct run shop --col\tne\t' '<oct><run><shop><--color><never>'
    $'oct rebuild-\tshop/ res\t' '<oct><rebuild-results><shop/><results.sqlite>'
    $'oct to-\tresu\tout --ra\t' '<oct><to-csv><results.sqlite><out><--raw>'
    $'oct run-device forw\t-f 1' '<oct><run-device><forwarder><-f><1>'
    $'oct run --config-file shop/con\tshop' '<oct><run><--config-file><shop/config.json><shop>'
    $'oct-turret --config-f\tshop/c\t --on\t' '<oct-turret><--config-file><shop/config.json><--once>'
)

type_into() {  # COMMAND: on a terminal, the cases one after the other
    local i
    for ((i = 0; i < ${#cases[@]}; i += 2)); do
        : > typed
        { echo; printf '%s\n' "${cases[i]}"; printf 'exit\n'; } | timeout 60 script -qec "$1" /dev/null \
            > screen 2>&1 || true
        check "${1%% *}" "${cases[i]//$'\t'/<TAB>}" "${cases[i + 1]}" "$(head -1 typed)"
    done
}

cat > bashrc <<END
source $share/bash-completion/completions/oct
source $share/bash-completion/completions/oct-turret
END
type_into "bash --noprofile --rcfile $work/bashrc -i"

cat > .zshrc <<END
fpath=($share/zsh/site-functions \$fpath)
autoload -U compinit
compinit -u -D
END
ZDOTDIR=$work type_into "zsh -i"

# A folder of generated completions keeps fish from generating them behind our back, from all manual
# pages, while the folder around it goes.
mkdir -p .config/fish .local/share/fish/generated_completions
cat > .config/fish/config.fish <<END
source $share/fish/vendor_completions.d/oct.fish
source $share/fish/vendor_completions.d/oct-turret.fish
END
type_into "fish -i"

((failures == 0)) || exit 1
echo "$((${#cases[@]} / 2)) lines completed in three shells"
