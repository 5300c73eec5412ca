#!/usr/bin/env bash
# Installs what building, testing and the demo need on Debian 12: Debian packages, and DVC with scikit-learn in .venv.
# Safe to run again: it does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(git git-lfs bubblewrap libsqlite3-dev sqlite3 python3-venv python3-pip ca-certificates make jq)
python_packages=("dvc==3.67.1" "dvc-s3" "scikit-learn")

fail() { echo "install: $*" >&2; exit 1; }

command -v swift >/dev/null || fail "there is no swift in PATH; install Swift 6.3 from swift.org first"
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
[ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" = 6.2 ] || fail "Swift $version is too old; 6.2 or newer is needed"

missing=()
for name in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
done
if [ ${#missing[@]} -gt 0 ]; then
    root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    echo "install: Debian packages: ${missing[*]}"
    "${root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null
fi

stamp=.venv/.installed
wanted="${python_packages[*]}"
if [ ! -x .venv/bin/dvc ] || [ "$(cat $stamp 2>/dev/null)" != "$wanted" ]; then
    echo "install: Python packages into .venv: $wanted"
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "${python_packages[@]}"
    echo "$wanted" >$stamp
fi
