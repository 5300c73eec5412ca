#!/usr/bin/env bash
# Installs what building, testing and the demo need on Debian 12: Debian packages (as root or through sudo), and DVC with
# scikit-learn into .venv. Swift itself is only checked. Safe to run again; takes a moment when all is there.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
minimum=6.2

packages=(
    # what the Swift toolchain links with and against
    binutils libc6-dev libgcc-12-dev libstdc++-12-dev libcurl4 libedit2 libncurses6 libxml2 pkg-config tzdata zlib1g-dev
    # what our own packages link against (GRDB)
    libsqlite3-dev
    # what Bunsen drives, and what stages run in
    git git-lfs bubblewrap python3 python3-venv python3-pip
    # what the demo, the tests and the checks call
    ca-certificates curl exfat-fuse exfatprogs jq make shellcheck sqlite3
    # containers, for the tests of stages that run in an image of busybox alone
    busybox-static podman runc
    # what make image calls
    buildah
)

say() { printf 'install: %s\n' "$*"; }
die() {
    printf 'install: %s\n' "$@" >&2
    exit 1
}

# Runs a command out of sight; its output is shown only if it fails.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        die "failed: $*"
    fi
    rm -f "$log"
}

require_swift() {
    command -v swift >/dev/null || die \
        "Swift is not on the PATH; Bunsen needs Swift $minimum or newer (6.3 is what it is tested with)." \
        "Get it from https://www.swift.org/install/linux/ (Debian 12), or, with the toolchain unpacked, run: export PATH=/opt/swift/usr/bin:\$PATH"
}

require_swift_version() {
    local answer version
    answer=$(swift --version 2>&1) || die "swift is there but does not start: $answer"
    version=$(sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' <<<"$answer" | head -n 1)
    [ -n "$version" ] || die "cannot read a version from 'swift --version': $answer"
    [ "$(printf '%s\n' "$minimum" "$version" | sort -V | head -n 1)" = "$minimum" ] || die \
        "Swift $version ($(command -v swift)) is too old; Bunsen needs $minimum or newer." \
        "Get it from https://www.swift.org/install/linux/ (Debian 12)."
}

install_packages() {
    command -v dpkg-query >/dev/null || die \
        "this is no Debian: install by hand what ${BASH_SOURCE[0]##*/} lists under 'packages', then make .venv from scripts/requirements.txt"
    local there missing=() package
    there=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
    for package in "${packages[@]}"; do
        grep -qxF "installed $package" <<<"$there" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "these Debian packages are missing; as root, run:" \
            "apt-get install ${missing[*]}"
        sudo=(sudo)
    fi
    say "Debian packages: ${missing[*]}"
    quietly "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
    quietly "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# The stamp names everything that .venv depends on, its own place included: scripts in it hold absolute paths.
venv_stamp() {
    {
        echo "$venv"
        cat "$root/scripts/requirements.txt" "$root/Examples/digits/requirements.txt"
    } | sha256sum | cut -d ' ' -f 1
}

install_venv() {
    local stamp started=$SECONDS
    stamp=$(venv_stamp)
    if [ -x "$venv/bin/python" ] && [ -x "$venv/bin/dvc" ] && [ "$(cat "$venv/.stamp" 2>/dev/null)" = "$stamp" ]; then
        return 0
    fi
    say "DVC and scikit-learn into .venv (a minute or so, the first time)"
    local python=python3
    "$python" -c 'import ensurepip, venv' 2>/dev/null || python=/usr/bin/python3
    # A broken .venv, or one that was copied from another place, is made anew.
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! grep -qsF "$venv" "$venv/bin/activate"; then
        quietly "$python" -m venv --clear "$venv"
    fi
    quietly "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        -r "$root/scripts/requirements.txt"
    echo "$stamp" >"$venv/.stamp"
    say "$("$venv/bin/dvc" --version | sed 's/^/DVC /') is ready in .venv, $((SECONDS - started)) s"
}

require_swift
install_packages
require_swift_version
install_venv
