#!/usr/bin/env bash
# Experiments whose two running stages take a second each, on two slots: a sweep of Bunsen beside DVC's own queue, in one run. Prints
# seconds, and ratios to DVC's queue and to the sleeping alone; judges nothing.
#
# Usage: Benchmarks/sweep.sh [EXPERIMENTS] (12); BUNSEN=path of the binary (default: the release build).
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bunsen=$(realpath "${BUNSEN:-$here/.build/release/bunsen}")
count=${1:-12}
[ -x "$bunsen" ] || { echo "sweep: there is no $bunsen; run 'make build' first" >&2; exit 2; }
export PATH="$here/.venv/bin:$PATH" GIT_CONFIG_GLOBAL=/dev/null DVC_NO_ANALYTICS=1
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
place=$(mktemp -d)
export XDG_CONFIG_HOME="$place/config" DVC_SITE_CACHE_DIR="$place/site" BUNSEN_STATE="$place/state"
# What DVC's workers write last may come after the first sweep of the broom.
trap 'rm -rf "$place" 2>/dev/null || { sleep 2; rm -rf "$place"; }' EXIT
now() { date +%s.%N; }

git init -q --bare --initial-branch=main "$place/project.git"
git clone -q "$place/project.git" "$place/clone" 2>/dev/null
cd "$place/clone"
git checkout -q -B main
dvc init -q
dvc remote add -q -d store "$place/remote"
seq 1 20000 >data.txt
printf 'lr: 0\n' >params.yaml
cat >dvc.yaml <<YAML
stages:
  prepare: {cmd: "sort data.txt > a.txt", deps: [data.txt], outs: [a.txt]}
  train: {cmd: "sleep 1; cat a.txt params.yaml > b.txt", deps: [a.txt], params: [lr], outs: [b.txt]}
  evaluate:
    cmd: "sleep 1; printf '{\\"last\\": %s}' \$(tail -n 1 b.txt | cut -d' ' -f2) > metrics.json"
    deps: [b.txt]
    metrics: [metrics.json: {cache: false}]
YAML
dvc repro -q >/dev/null 2>&1
git add -A && git commit -qm "Lay out the pipeline" && git push -q origin main
dvc push -q

queue() {
    git clone -q "$place/project.git" "$place/queue" && cd "$place/queue"
    dvc config --local cache.dir "$place/queue-cache" && dvc pull -q >/dev/null
    local start; start=$(now)
    dvc exp run -q --queue -S "lr=range(1,$((count + 1)))" >/dev/null
    dvc queue start -q -j 2 >/dev/null
    # `dvc queue status` takes a second itself; the refs say as much.
    until [ "$(git for-each-ref refs/exps | grep -cv -e stash -e celery)" -ge "$count" ]; do sleep 0.1; done
    awk -v a="$start" -v b="$(now)" 'BEGIN { printf "%.2f\n", b - a }'
    dvc queue stop -q --kill >/dev/null 2>&1 || true
}

sweep() {
    mkdir -p "$place/config/bunsen"
    printf 'local: {vcpus: 2, memory_mib: 4096}\ndefaults: {vcpus: 1, memory_mib: 512}\n' >"$place/bunsen.yaml"
    "$bunsen" serve --config "$place/bunsen.yaml" >"$place/serve.log" 2>&1 &
    local service=$! start id
    until "$bunsen" runs list --config "$place/bunsen.yaml" >/dev/null 2>&1 && [ -S "$place/state/bunsen.sock" ]; do sleep 0.05; done
    cd "$place/clone"
    start=$(now)
    id=$("$bunsen" sweep start --config "$place/bunsen.yaml" -S "lr=range(1,$((count + 1)))" --json | sed -n 's/.*"id" *: *"\(s-[^"]*\)".*/\1/p' | head -n 1)
    until [ "$(git -C "$place/project.git" for-each-ref refs/exps | wc -l)" -ge "$count" ]; do sleep 0.1; done
    awk -v a="$start" -v b="$(now)" 'BEGIN { printf "%.2f\n", b - a }'
    "$bunsen" sweep show -f "$id" --config "$place/bunsen.yaml" >"$place/board.txt" || { cat "$place/board.txt" >&2; exit 1; }
    kill "$service"
    wait "$service" || true
}

ours=$(sweep)
theirs=$(queue)
awk -v ours="$ours" -v theirs="$theirs" -v count="$count" 'BEGIN {
    sleeping = count
    printf "%d experiments of 2 s on 2 slots\n", count
    printf "  sleeping alone    %7.2f s\n", sleeping
    printf "  bunsen sweep      %7.2f s   %.2f x the sleeping\n", ours, ours / sleeping
    printf "  dvc queue -j 2    %7.2f s   %.2f x the sleeping\n", theirs, theirs / sleeping
    printf "  bunsen / dvc      %7.2f\n", ours / theirs
}'
