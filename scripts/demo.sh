#!/usr/bin/env bash
# The main job on a real pipeline: a push to a bare repository, the run it starts, and the result that comes back.
# Ends with 0 only if the result is really there. All it makes lies in .demo/, and a demo before it is cleared away.
#
# Usage: demo.sh            the demo; its service ends with it
#        demo.sh --serve    the same, and leaves the service up
#        demo.sh --stop     ends the service that --serve left up, and whatever job it has
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
demo=$root/.demo
state=$demo/state
repository=$demo/repo.git
clone=$demo/clone
pid_file=$demo/service.pid
mode=${1:-}

# The service, git and DVC see nothing of this user's own settings, and leave nothing outside of .demo.
# shellcheck disable=SC2046
unset $(git rev-parse --local-env-vars) "${!BUNSEN_@}"
export PATH=$root/.build/release:$root/.venv/bin:$PATH
export BUNSEN_STATE=$state
export XDG_CONFIG_HOME=$demo/config GIT_CONFIG_GLOBAL=$demo/config/gitconfig GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat
export DVC_GLOBAL_CONFIG_DIR=$demo/config/dvc DVC_SITE_CACHE_DIR=$demo/dvc-site DVC_NO_ANALYTICS=1

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
else
    bold='' dim='' plain=''
fi

heading() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
say() { printf '%s\n' "$*"; }
die() {
    printf 'demo: %s\n' "$@" >&2
    exit 1
}

# Shows a command; shows it, then runs it.
prompt() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; }
show() {
    prompt "$@"
    "$@"
}

# The words of a process's command line, each between line ends; none where there is no process.
arguments() {
    local words=()
    { mapfile -d '' -t words <"/proc/$1/cmdline"; } 2>/dev/null || true
    printf -v found '\n%s' "${words[@]}" $'\n'
}

# A number alone may be somebody else's by now; these arguments are nobody else's.
is_service() {
    arguments "$1"
    [[ $found == *$'\n'serve$'\n'--state$'\n'"$state"$'\n'* ]]
}

# Jobs outlive the service by design; the demo's must not outlive the demo.
is_job() {
    arguments "$1"
    [[ $found == *$'\n'job$'\n'*$'\n'"$state"/runs/* ]]
}

# Ends a process that was found to be ours, politely first.
end_process() {
    local pid=$1 check=$2 patience=$3
    kill -TERM "$pid" 2>/dev/null || return 0
    for _ in $(seq $((patience * 10))); do
        "$check" "$pid" || return 0
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
}

stop_demo() {
    local pid
    stopped=
    pid=$(cat "$pid_file" 2>/dev/null || true)
    if [[ $pid =~ ^[0-9]+$ ]] && is_service "$pid"; then
        end_process "$pid" is_service 15
        stopped=$pid
    fi
    for pid in $(cd /proc && printf '%s\n' [0-9]*); do
        if is_job "$pid"; then end_process "$pid" is_job 15; fi
    done
    rm -f "$pid_file"
}

check_tools() {
    local tool missing=()
    [ -x "$root/.build/release/bunsen" ] || die "there is no .build/release/bunsen: run 'make demo', which builds it first"
    for tool in "$root/.venv/bin/dvc" "$root/.venv/bin/python" git jq; do
        command -v "$tool" >/dev/null || missing+=("${tool#"$root/"}")
    done
    [ ${#missing[@]} -eq 0 ] || die "missing: ${missing[*]}; run scripts/install.sh"
    # A unix socket's path holds 107 bytes, and it is made in a directory of its own beside its place.
    [ "$(printf %s "$state/bunsen.sock" | wc -c)" -le 95 ] || die \
        "the path of this checkout is too long for a unix socket: $state/bunsen.sock" "Move the checkout to a shorter path."
}

make_place() {
    rm -rf "$demo"
    mkdir -p "$demo/config/dvc"
    echo '*' >"$demo/.gitignore"
    printf '[core]\n    analytics = false\n    check_update = false\n' >"$demo/config/dvc/config"
    cat >"$GIT_CONFIG_GLOBAL" <<'CONFIG'
[user]
    name = Ada
    email = ada@example.org
[init]
    defaultBranch = main
[advice]
    detachedHead = false
CONFIG
    if [ -z "$bold" ]; then git config --global color.ui never; fi
}

# A project as somebody may have it: run by hand once, its data on a DVC remote, its results committed.
make_project() {
    local name seed=$demo/seed
    git init -q --bare "$repository"
    git init -q "$seed"
    for name in src dvc.yaml params.yaml requirements.txt README.md .gitignore .dvcignore; do
        cp -R "$root/Examples/digits/$name" "$seed/"
    done
    find "$seed" -name __pycache__ -prune -exec rm -rf {} +
    (
        cd "$seed"
        dvc init -q
        dvc remote add -q -d storage "$demo/remote"
        say "its pipeline is run by hand once, so that there is something to compare with (ten seconds or so)"
        dvc repro >"$demo/seed.log" 2>&1 || die "dvc repro failed in .demo/seed; see .demo/seed.log"
        dvc push -q
        git add .
        git commit -q -m "Read handwritten digits, 8 components"
        git push -q "$repository" main
    )
    say "a bare repository, .demo/repo.git, with one commit of Examples/digits; its data on a DVC remote, .demo/remote"
}

# Asks /readyz on the service's socket.
is_ready() {
    python - "$state/bunsen.sock" <<'PYTHON' 2>/dev/null
import socket, sys
with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(5)
    connection.connect(sys.argv[1])
    connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    sys.exit(b" 200 " not in connection.recv(64))
PYTHON
}

start_service() {
    local service
    # A session of its own: Ctrl-C is for this script, which then stops the service.
    setsid bunsen serve --state "$state" >"$demo/serve.log" 2>&1 </dev/null &
    service=$!
    echo "$service" >"$pid_file"
    for _ in $(seq 100); do
        if is_ready; then
            say "bunsen serve is up: pid $service, state .demo/state, log .demo/serve.log"
            return 0
        fi
        [ -n "$(jobs -pr)" ] || break
        sleep 0.1
    done
    tail -n 20 "$demo/serve.log" >&2
    die "the service did not become ready; above is the end of its log"
}

change_and_push() {
    show cd "${clone#"$root/"}"
    sed -i 's/^\( *components:\) 8 /\1 24 /' params.yaml
    git diff --quiet && die "params.yaml has no 'components: 8' to change"
    git diff --unified=0 params.yaml | tail -n 2
    git commit -q -a -F - <<'MESSAGE'
Keep 24 principal components

:ACME_RUN:
:ACME_MEMORY: 1024
:ACME_TIMEOUT: 10m
MESSAGE
    trigger=$(git rev-parse HEAD)
    say
    git log -1 --format=%B
    pushed=$SECONDS
    show git push origin main 2>&1 | tee "$demo/push.log"
}

# The hook's answer names the run. It waits 300 ms at most, so on a busy machine the service is asked instead.
find_run() {
    run=$(grep -oE 'r-[0-9]{8}T[0-9]{6}-[a-z2-7]{8}' "$demo/push.log" | head -n 1 || true)
    for _ in $(seq 150); do
        [ -z "$run" ] || return 0
        sleep 0.1
        run=$(bunsen runs list --json | jq -r --arg sha "$trigger" 'map(select(.trigger.commit == $sha)) | .[0].id // ""')
    done
    die "the push was not taken within 15 seconds; see .demo/serve.log"
}

# Bounded here too, though a run has a deadline of its own.
follow() {
    local code=0
    prompt bunsen runs logs -f "$run"
    timeout --foreground 100 bunsen runs logs -f "$run" || code=$?
    ended=$SECONDS
    [ "$code" -ne 124 ] || die "the run has not ended after 100 seconds; see .demo/serve.log"
}

check_result() {
    local outcome tip name
    outcome=$(bunsen runs show --json "$run" | jq -r '.state')
    case $outcome in
        succeeded | cached) ;;
        *) die "the run ended as '$outcome'" ;;
    esac
    git fetch -q origin
    tip=$(git log -1 --format='%(trailers:key=Bunsen-Run,valueonly)' origin/main | tr -d '[:space:]')
    [ "$tip" = "$run" ] || die "the tip of origin/main is not the result of $run"
    [ "$(git rev-parse origin/main^)" = "$trigger" ] || die "the result's parent is not the commit that was pushed"
    show git log -1 --stat origin/main

    heading "The data, in a fresh clone"
    show git clone -q ../repo.git ../fresh
    show cd ../fresh
    show dvc pull -q
    for name in metrics.json model/network.joblib plots/learning.csv; do
        [ -s "$name" ] || die "$name is not in the fresh clone"
    done
    git diff --quiet HEAD^ -- metrics.json && die "metrics.json is still that of the commit before"
    show dvc status
    show cat metrics.json
}

say_how_to_fetch() {
    heading "How to fetch it"
    say "    git pull     the result commit: dvc.lock, metrics.json"
    say "    dvc pull     the data that dvc.lock names: model, features, plots"
}

say_how_to_go_on() {
    heading "The service stays up until 'make demo-stop'"
    say "    export BUNSEN_STATE=$state PATH=$root/.build/release:$root/.venv/bin:\$PATH"
    say "    cd $clone     (change something, commit it with ':ACME_RUN:', push)"
    say "    bunsen runs list"
}

finish() {
    local code=$?
    trap - EXIT INT TERM HUP
    if [ "$code" -ne 0 ] || [ "$mode" != --serve ]; then stop_demo; fi
    exit "$code"
}

case $mode in
    '' | --serve) ;;
    --stop)
        stop_demo
        if [ -n "$stopped" ]; then say "demo: stopped the service (pid $stopped)"; fi
        exit 0
        ;;
    *) die "unknown option: $mode (there are --serve and --stop)" ;;
esac

started=$SECONDS
check_tools
stop_demo
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

heading "A project, and a service beside it"
cd "$root"
make_place
make_project
start_service
show bunsen hook install "${repository#"$root/"}"
show git clone -q "${repository#"$root/"}" "${clone#"$root/"}"

heading "A parameter is changed, committed and pushed"
change_and_push
find_run

heading "The run, live"
follow

heading "The report"
show bunsen runs show "$run"

heading "The result commit"
check_result

say_how_to_fetch
heading "Done in $((SECONDS - started)) s: $run ended $((ended - pushed)) s after the push, and its result is there"
[ "$mode" != --serve ] || say_how_to_go_on
