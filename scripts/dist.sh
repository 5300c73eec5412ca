#!/usr/bin/env bash
# Builds `bunsen` as one static program for any Linux of this architecture, checks that it is one, and leaves in dist/:
#   bunsen-VERSION-linux-ARCH and its .sha256, and bunsen, a second name of the same file (for deploy/image/Dockerfile).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'dist: %s\n' "$*"; }

version=$(sed -n 's/.*static let text = "\(.*\)".*/\1/p' Sources/Commands/Version.swift)
name=bunsen-$version-linux-$(uname -m)
started=$SECONDS
[ -e .build-static/release/bunsen ] || say "the first build takes about ten minutes on two cores"
# The linker warns of what in a static glibc needs its shared libraries; docs/adr/0022 says why none of it matters here.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build -c release --scratch-path .build-static --static-swift-stdlib -Xswiftc -static-executable --product bunsen >"$log" 2>&1 ||
    { grep -E 'error:|^Build' "$log" || tail -n 30 "$log"; exit 1; }

mkdir -p dist
strip -o "dist/$name" .build-static/release/bunsen
scripts/check_static.sh "dist/$name"
ln -f "dist/$name" dist/bunsen
(cd dist && sha256sum "$name" >"$name.sha256")
say "dist/$name, $(($(stat -c %s "dist/$name") / 1000000)) MB, $((SECONDS - started)) s"
