#!/usr/bin/env bash
# What Bunsen adds to the user's own command: the whole job of a tiny four-stage pipeline, side by side in one run with
# bare `dvc repro` and with a plain script that does what the job does; and a job whose answer is known (cached). Prints
# seconds and ratios; judges nothing.
#
# Usage: Benchmarks/overhead.sh [ROUNDS]; BUNSEN=path of the binary (default: the release build). STAGE_SECONDS=30 makes each of
# the four stages take that long, and measures the bare pipeline and the job alone: what the overhead is of two minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bunsen=${BUNSEN:-$here/.build/release/bunsen}
rounds=${1:-5}
stage_seconds=${STAGE_SECONDS:-0}
[ -x "$bunsen" ] || { echo "overhead: there is no $bunsen; run 'make build' first" >&2; exit 2; }
export PATH="$here/.venv/bin:$PATH" GIT_CONFIG_GLOBAL=/dev/null DVC_NO_ANALYTICS=1
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
now() { date +%s.%N; }

# A pipeline with a cached source, so that there is something to pull.
git init -q --bare --initial-branch=main "$place/project.git"
git clone -q "$place/project.git" "$place/clone" 2>/dev/null
cd "$place/clone"
git checkout -q -B main
dvc init -q
dvc remote add -q -d store "$place/remote"
seq 1 20000 >data.txt
dvc add -q data.txt
printf 'lr: 0.1\n' >params.yaml
# The parameter goes into every output: else the run-cache would answer for the later stages.
cat >dvc.yaml <<YAML
stages:
  prepare: {cmd: "sleep $stage_seconds; cat data.txt params.yaml > a.txt", deps: [data.txt], params: [lr], outs: [a.txt]}
  featurize: {cmd: "sleep $stage_seconds; sort a.txt > b.txt", deps: [a.txt], outs: [b.txt]}
  train: {cmd: "sleep $stage_seconds; md5sum < b.txt > c.txt", deps: [b.txt], outs: [c.txt]}
  evaluate:
    cmd: "sleep $stage_seconds; printf '{\\"bytes\\": %s}' \$(wc -c < c.txt) > metrics.json"
    deps: [c.txt]
    metrics: [metrics.json: {cache: false}]
YAML
git add -A && git commit -qm "Lay out the pipeline" && git push -q origin main
dvc push -q

commit() { # a commit whose stages must all run
    printf 'lr: 0.%s%s\n' "$1" "$(date +%N)" >params.yaml
    git commit -qam "Try $1" && git push -qf origin HEAD:main
    git rev-parse HEAD
}

same() { # a commit of which every stage is known
    git commit -q --allow-empty -m "The same again" && git push -qf origin HEAD:main
    git rev-parse HEAD
}

bare() {
    rm -rf "$place/bare" && git clone -q "$place/project.git" "$place/bare" && cd "$place/bare"
    dvc config --local cache.dir "$place/cache" && dvc pull -q >/dev/null
    local start; start=$(now)
    dvc repro -q >/dev/null 2>&1
    echo "$start $(now)"
}

script() {
    local start; start=$(now)
    rm -rf "$place/script" && git clone -q "$place/project.git" "$place/script" && cd "$place/script"
    dvc config --local cache.dir "$place/cache" && dvc config --local cache.type reflink,copy
    dvc pull -q --run-cache >/dev/null && dvc repro -q >/dev/null && dvc push -q --run-cache >/dev/null
    git add -u && git commit -qm result && git push -q origin HEAD:main && dvc metrics diff HEAD~1 >/dev/null
    dvc params diff HEAD~1 >/dev/null
    echo "$start $(now)"
}

job() {
    local sha=$1 id key state="$place/state"
    id="r-20260102T030405-$(tr -dc a-z2-7 </dev/urandom | head -c 8 || true)"
    key=$(printf '%s' "$sha" | sha256sum | cut -d' ' -f1)
    mkdir -p "$state"
    cat >"$state/spec.json" <<JSON
{"run":"$id","key":"$key","request":{"repository":"$place/project.git","sha":"$sha","purpose":"run","experiment":false,"dvcArgs":[]},
"attempt":1,"job":"$id/1","nonce":"bench","cloneURL":"$place/project.git","destination":"origin","branches":["main"],"subject":"",
"resources":{"vcpus":1,"memory_mib":1024,"gpus":0},"deadline":"2099-01-01T00:00:00Z","graceSeconds":10,
"commit":{"name":"Bunsen","email":"bunsen@localhost"},"places":{"work":"$state/$id/work","cache":"$place/cache",
"exitFile":"$state/$id/exit.json","hidden":[]},"sandbox":"auto","dvc":"dvc","secretNames":[],"logLocation":"bench"}
JSON
    local start; start=$(now)
    "$bunsen" job --spec "$state/spec.json" >"$state/log" || { tail -n 5 "$state/log" >&2; return 1; }
    echo "$start $(now)"
}

measure() {
    local round
    for round in $(seq 1 "$rounds"); do
        cd "$place/clone" && commit "$round" >/dev/null && echo "bare $(bare | tail -n 1)"
        if [ "$stage_seconds" != 0 ]; then
            fresh && echo "job $(job "$(commit "$round" | tail -n 1)" | tail -n 1)" && fresh
            continue
        fi
        fresh && commit "$round" >/dev/null && echo "script $(script | tail -n 1)"
        fresh && echo "job $(job "$(commit "$round" | tail -n 1)" | tail -n 1)"
        fresh && echo "cached $(job "$(same | tail -n 1)" | tail -n 1)"
        fresh
    done
}

fresh() { cd "$place/clone" && git fetch -q && git reset -q --hard origin/main; }

measure | python3 -c '
import statistics, sys
seconds = {}
for line in sys.stdin:
    name, start, end = line.split()
    seconds.setdefault(name, []).append(float(end) - float(start))
bare = seconds["bare"]
for name, values in seconds.items():
    ratios = [value / base for value, base in zip(values, bare)]
    print(f"{name:7} median {statistics.median(values):6.2f} s  min {min(values):6.2f}  max {max(values):6.2f}  "
          f"× bare dvc repro: median {statistics.median(ratios):.3f}")
'
