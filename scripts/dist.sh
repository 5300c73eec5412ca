#!/usr/bin/env bash
# Builds `bunsen` and the Lambda function as static programs for any Linux of this architecture, checks that they are, and
# leaves in dist/:
#   bunsen-VERSION-linux-ARCH and its .sha256, and bunsen, a second name of the same file (for deploy/image/Dockerfile);
#   bunsen-lambda-VERSION-ARCH.zip with the `bootstrap` of the function (provided.al2023), and bootstrap itself.
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
for product in bunsen bunsen-lambda; do
    swift build -c release --scratch-path .build-static --static-swift-stdlib -Xswiftc -static-executable --product "$product" \
        >"$log" 2>&1 || { grep -E 'error:|^Build' "$log" || tail -n 30 "$log"; exit 1; }
done

mkdir -p dist
strip -o "dist/$name" .build-static/release/bunsen
scripts/check_static.sh "dist/$name"
ln -f "dist/$name" dist/bunsen
strip -o dist/bootstrap .build-static/release/bunsen-lambda
scripts/check_static.sh dist/bootstrap
package=bunsen-lambda-$version-$(uname -m).zip
# With the time and the mode that make the same program the same package.
python3 - dist/bootstrap "dist/$package" <<'END'
import sys, zipfile

program, package = sys.argv[1:]
with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out, open(program, "rb") as file:
    entry = zipfile.ZipInfo("bootstrap", (2020, 1, 1, 0, 0, 0))
    entry.external_attr = 0o755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    out.writestr(entry, file.read())
END
say "dist/$package, $(($(stat -c %s "dist/$package") / 1000)) kB"
(cd dist && sha256sum "$name" >"$name.sha256")
say "dist/$name, $(($(stat -c %s "dist/$name") / 1000000)) MB, $((SECONDS - started)) s"
