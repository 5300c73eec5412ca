#!/bin/sh
# job-setup.sh REPO BRANCH [NAME=VALUE...]: what job definitions call that mount the runner from their host and know nothing of Bunsen.
# Lies beside a static `bunsen` there, or in an image that has one in its PATH. The image needs git and DVC.
#
#   BUNSEN_JOB_SPEC                  the whole job, as a service submits it; then REPO and BRANCH say nothing
#   BUNSEN_SHA                       the pushed commit; without it, what the branch is at now
#   BUNSEN_CACHE                     where content caches are mounted (/dvc-cache)
#   BITBUCKET_AUTH                   USER:PASSWORD for bitbucket.org; or BUNSEN_FORGE_TOKEN, with BUNSEN_FORGE_USER
#   BITBUCKET_ORG_NAME               where REPO is no URL and has no organisation of its own (acme)
#   ACME_RUN_ARGS, ACME_RUN_EXP, ACME_RUN_COMMAND
#   WANDB_SWEEP_ID, WANDB_RUN_ID     under an agent of Weights & Biases: the values of this run's parameters follow BRANCH
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bunsen=$here/bunsen
[ -x "$bunsen" ] || bunsen=bunsen

# It becomes the job: signals reach it, and no shell keeps the token in its environment.
[ -z "${BUNSEN_JOB_SPEC:-}" ] || exec "$bunsen" job
if [ $# -lt 2 ]; then
    echo "job-setup.sh: the job needs a repository and a branch: job-setup.sh REPO BRANCH" >&2
    exit 2
fi
if [ -n "${WANDB_SWEEP_ID:-}" ]; then
    repository=$1 branch=$2
    shift 2
    exec "$bunsen" job --repository "$repository" --branch "$branch" --cache "${BUNSEN_CACHE:-/dvc-cache}" --sweep "$@"
fi
exec "$bunsen" job --repository "$1" --branch "$2" --cache "${BUNSEN_CACHE:-/dvc-cache}"
