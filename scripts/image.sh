#!/usr/bin/env bash
# Builds the image for jobs as `localhost/bunsen-job` from dist/bunsen, the example's on top of it, and runs the tests of it.
#   BASE        the image to begin with, where Debian's is not to be had: mmdebstrap --variant=minbase bookworm - | podman import - NAME
#   PIP_CERT    a file of certificates for pip, where its own are not enough
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -x dist/bunsen ] || { echo "image: there is no dist/bunsen; run make dist" >&2; exit 2; }
words=(--isolation chroot --layers)
[ -z "${BASE:-}" ] || words+=(--build-arg "BASE=$BASE")
if [ -n "${PIP_CERT:-}" ]; then
    words+=(--volume "$(readlink -f "$PIP_CERT"):/run/pip-cert.pem:ro" --build-arg PIP_CERT=/run/pip-cert.pem)
fi
buildah bud "${words[@]}" --tag localhost/bunsen-job --file deploy/image/Dockerfile .
BUNSEN_JOB_IMAGE=localhost/bunsen-job swift test --skip-build --disable-xctest --filter "JobImageTests|BatchTests"
