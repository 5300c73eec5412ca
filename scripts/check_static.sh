#!/usr/bin/env bash
# check_static.sh PROGRAM: fails unless a `bunsen` or a `bootstrap` is static, and works in a root that holds nothing but itself.
set -euo pipefail

program=$1
fail() {
    printf 'check_static: %s\n' "$*" >&2
    exit 1
}

! readelf -d "$program" | grep -F '(NEEDED)' >&2 || fail "$program needs shared libraries"
! readelf -l "$program" | grep -F 'INTERP' >&2 || fail "$program needs a loader"

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root/proc"
cp "$program" "$root/bunsen"
# With /proc, as every container has it: Swift's runtime reads there where its program lies, and its arguments.
alone() { bwrap --unshare-all --clearenv --ro-bind "$root" / --proc /proc -- /bunsen "$@"; }

if [ "$(basename "$program")" = bootstrap ]; then
    # It has nobody to ask for events here, and says so.
    said=$(alone 2>&1) && fail "$program ran without a runtime"
    [[ $said == *AWS_LAMBDA_RUNTIME_API* ]] || fail "$program does not run in an empty root: $said"
    exit 0
fi
alone --version >/dev/null || fail "$program --version does not run in an empty root"
asked=$(printf 'Try\n\n:ACME_RUN: train\n:ACME_MEMORY: 64\n' | alone directives --json) || fail "directives does not run in an empty root"
[ "$(jq -c '[.run, .args, .memory_mib]' <<<"$asked")" = '[true,["train"],64]' ] || fail "directives says: $asked"
