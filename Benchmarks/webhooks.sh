#!/usr/bin/env bash
# How many signed deliveries Bunsen takes a second, side by side in one run with Debian's `webhook`, which starts /bin/true for
# each: wrk with one thread and 64 connections on both. Prints rates, latencies, memory and ratios; judges nothing.
#
# Usage: Benchmarks/webhooks.sh [SECONDS]; BUNSEN=path of the binary (default: the release build). Needs wrk and webhook.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bunsen=${BUNSEN:-$here/.build/release/bunsen}
seconds=${1:-5}
count=${COUNT:-20000}
for program in wrk webhook python3 "$bunsen"; do
    command -v "$program" >/dev/null || { echo "webhooks: there is no $program" >&2; exit 2; }
done
place=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$place"
}
trap finish EXIT
secret=benchmark-secret
python3 "$here/Benchmarks/deliveries.py" "$place" "$count" "$secret"

printf '%s' "$secret" >"$place/secret" && chmod 600 "$place/secret"
cat >"$place/bunsen.yaml" <<YAML
poll: {enabled: false}
local: {vcpus: 1, memory_mib: 1}
defaults: {memory_mib: 1}
projects:
  r:
    url: http://127.0.0.1:1/o/r.git
    forge: github
    webhook: {secrets: [{file: $place/secret}]}
    defaults: {vcpus: 1, memory_mib: 1, gpus: 0, timeout: 1h}
YAML
cat >"$place/hooks.json" <<JSON
[{"id": "push", "execute-command": "/bin/true", "response-message": "ok",
  "trigger-rule": {"match": {"type": "payload-hmac-sha256", "secret": "$secret",
    "parameter": {"source": "header", "name": "X-Hub-Signature-256"}}}}]
JSON

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
ready() { # PORT PATH
    for _ in $(seq 200); do
        curl -s -o "$place/curl" "http://127.0.0.1:$1$2" && return 0
        sleep 0.05
    done
    echo "webhooks: nothing answers on port $1" >&2
    exit 1
}
ours=$(port)
"$bunsen" serve --state "$place/state" --config "$place/bunsen.yaml" --listen "127.0.0.1:$ours" >"$place/bunsen.log" 2>&1 &
pids+=($!) && our_pid=$!
ready "$ours" /healthz
theirs=$(port)
webhook -hooks "$place/hooks.json" -ip 127.0.0.1 -port "$theirs" >"$place/webhook.log" 2>&1 &
pids+=($!) && their_pid=$!
ready "$theirs" /

# Both go on working after the last answer: `webhook` on the commands that it has only promised, Bunsen on its runs.
busy() { awk '{print $14 + $15 + $16 + $17}' "/proc/$1/stat"; }
settle() { # PID
    local before=-1 now
    while now=$(busy "$1") && [ $((now - before)) -gt 2 ]; do
        before=$now
        sleep 1
    done
}
memory() { awk '/VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/$1/status"; }
measure() { # NAME PORT PATH SCRIPT
    wrk -t1 -c64 -d"${seconds}s" --latency -s "$place/$4.lua" "http://127.0.0.1:$2$3" -- "$3" >"$place/out"
    awk -v name="$1" '
        /99%/ {p99 = $2} /Requests\/sec/ {rate = $2} /Non-2xx/ {bad = $NF} /Socket errors/ {errors = $0}
        END {printf "%-44s %9.0f /s   p99 %-9s %s%s\n", name, rate, p99, bad ? "not 2xx: " bad " " : "", errors}' "$place/out"
    awk '/Requests\/sec/ {print $2}' "$place/out" >"$place/rate-$1"
}
ratio() { awk -v a="$(cat "$place/rate-$1")" -v b="$(cat "$place/rate-$2")" 'BEGIN {printf "%.2f", a / b}'; }

measure webhook-accepted "$theirs" /hooks/push plain && settle "$their_pid"
measure bunsen-without-directive "$ours" /hooks/github/r plain && settle "$our_pid"
measure webhook-refused "$theirs" /hooks/push forged && settle "$their_pid"
measure bunsen-refused "$ours" /hooks/github/r forged && settle "$our_pid"
measure bunsen-starting-runs "$ours" /hooks/github/r runs
stored=$(sqlite3 "$place/state/bunsen.sqlite" 'SELECT count(*) FROM runs' 2>/dev/null || echo '?')
echo
echo "accepted: $(ratio bunsen-without-directive webhook-accepted) × webhook's rate; refused: $(ratio bunsen-refused webhook-refused) ×"
echo "runs stored: $stored of $count different commits"
echo "peak memory: bunsen $(memory "$our_pid") MiB, webhook $(memory "$their_pid") MiB"
