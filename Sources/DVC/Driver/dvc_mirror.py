"""A second work tree to push from while stages run in the first.

`dvc push` holds the lock of its clone for as long as it uploads, and a `dvc repro` whose stage ends meanwhile fails
("Unable to acquire lock"). From another work tree with the same cache both go on.

    mirror  "tree": DIR of the second, "git_dir": the repository of the commit, "sha", "files": paths relative to the
            root of the first ("cwd") that a run changes: lock files, `.dvc` files, parameters → {}
"""

import os
import shutil
import subprocess

# The commit's files as git has them: no filter of Git LFS is of any use for pushing.
NO_FILTERS = ["-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false"]


def mirror(request):
    tree, source = request["tree"], os.getcwd()
    if not os.path.isdir(tree):
        check_out(request["git_dir"], request["sha"], tree)
    for path in request["files"]:
        copy(os.path.join(source, path), os.path.join(tree, path))
    return {}


def check_out(git_dir, sha, tree):
    # Under another name until it is whole: a kill leaves no half tree that looks like one.
    fresh = tree + ".new"
    shutil.rmtree(fresh, ignore_errors=True)
    git("init", "--quiet", fresh)
    index = {**os.environ, "GIT_INDEX_FILE": os.path.join(fresh, ".git", "index")}
    git(f"--git-dir={git_dir}", f"--work-tree={fresh}", "-c", "core.bare=false", *NO_FILTERS,
        "checkout", "--quiet", sha, "--", ".", env=index)  # fmt: skip
    os.rename(fresh, tree)


def git(*words, env=None):
    done = subprocess.run(["git", *words], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        from dvc_calls import CallError

        raise CallError("dvc_error", f"git {words[-4:]}: {done.stderr.strip()[-1000:]}")


def copy(source, target):
    if not os.path.isfile(source):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target + ".part")
    os.replace(target + ".part", target)
