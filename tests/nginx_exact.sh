#!/usr/bin/env bash
# An nginx of its own against the example: its access log and the stored transactions agree exactly.
#
# usage: tests/nginx_exact.sh SOURCE_DIR BUILD_DIR
set -euo pipefail

source_dir=${1:?} build_dir=${2:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/oct_nginx.XXXXXX")
nginx_pid=
PATH=$PATH:/usr/sbin

fail() { echo "nginx_exact: $*" >&2; exit 1; }

clean_up() {
    if [[ -n $nginx_pid ]]; then
        kill "$nginx_pid" 2> /dev/null || true
        wait "$nginx_pid" 2> /dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# One process in the foreground; everything it writes is below $work; the log is not buffered.
write_nginx_conf() {
    cat > "$work/nginx.conf" << CONF
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 512; }
http {
    access_log $work/access.log;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    keepalive_requests 1000000000;
    default_type text/plain;
    server {
        listen 127.0.0.1:$1;
        location / { return 200 "ok\n"; }
    }
}
CONF
}

answers() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# nginx cannot bind "any free port", so ports are tried; sets nginx_pid and port.
start_nginx() {
    command -v nginx > /dev/null || fail "nginx is missing: run scripts/install-packages --test"
    for ((try = 0; try < 20; try++)); do
        port=$((20000 + RANDOM % 12000))  # below the ephemeral ports
        if answers "$port"; then continue; fi
        write_nginx_conf "$port"
        nginx -e "$work/error.log" -c "$work/nginx.conf" &
        nginx_pid=$!
        for ((i = 0; i < 50; i++)); do
            if ! kill -0 "$nginx_pid" 2> /dev/null; then break; fi
            if answers "$port"; then return; fi
            sleep 0.1
        done
        kill "$nginx_pid" 2> /dev/null || true
        wait "$nginx_pid" || true
    done
    fail "nginx did not start: $(cat "$work/error.log")"
}

cp -r "$source_dir/examples/http_get" "$work/http_get"
rm -rf "$work/http_get/build" "$work/http_get/results"
start_nginx
OCT_TARGET=http://127.0.0.1:$port "$build_dir/bin/oct" run "$work/http_get" --local \
    --config-file "$work/http_get/nginx.json" -r "$work/results"

stored=$(sqlite3 "$work/results/results.sqlite" "select count(*) from result")
failed=$(sqlite3 "$work/results/results.sqlite" "select count(*) from result where error <> ''")
logged=$(grep -c 'GET /fast HTTP/1.1" 200 ' "$work/access.log")
echo "transactions stored: $stored, with an error: $failed, requests in nginx's log: $logged"
((stored > 0)) || fail "nothing was stored"
((failed == 0)) || fail "$failed transactions failed: $(sqlite3 "$work/results/results.sqlite" \
    "select error from result where error <> '' limit 1")"
((stored == logged)) || fail "nginx answered $logged requests, $stored transactions were stored"
