#!/bin/sh
# Runs async_get against a demo_target of its own: run.sh DEMO_TARGET ASYNC_GET
set -eu
folder=$(mktemp -d)
"$1" --port 0 --port-file "$folder/port" > "$folder/log" &
target=$!
trap 'kill $target; rm -rf "$folder"' EXIT
tries=0
until [ -s "$folder/port" ]; do
    tries=$((tries + 1))
    [ $tries -lt 500 ] || { echo "demo_target does not start" >&2; exit 1; }
    sleep 0.02
done
"$2" "$(cat "$folder/port")"
