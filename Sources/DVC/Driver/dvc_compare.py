"""What a repetition has made, beside what a commit has recorded: hashes of dvc.lock and `.dvc` files, which stand for every byte.

    compare  "a": REV, "repro_args" (of `dvc repro`), "reply_to" → {"stages": [{"name", "outs": [{"path", "before", "after"}]}]}

Paths are relative to the root of the DVC project. Stages in the order in which they run, without data sources. An output that is not recorded on one side has null there; one
that DVC does not cache (a metric in git) is compared by its hash all the same.
"""

import os

from dvc_calls import is_local, open_repo, parse, walk, write_reply


def compare(request):
    repo = open_repo(remote=False)
    before = {}
    for rev in repo.brancher(revs=[request["a"]]):
        if rev != "workspace":
            before = hashes(repo)
    after = hashes(repo)
    order, _ = walk(repo, parse(request, request.get("repro_args", [])))
    ran = [(stage.addressing, key(repo, stage)) for stage in order if stage.cmd]
    stages = [{"name": name, "outs": outs(before.get(at, {}), after.get(at, {}))} for name, at in ran]
    write_reply(request, {"stages": stages})


def key(repo, stage):
    """What names a stage at every revision; its address is relative to the working directory, which no revision knows."""
    return os.path.relpath(stage.path, repo.root_dir), getattr(stage, "name", None)


def hashes(repo):
    found = {}
    for stage in repo.index.stages:
        # At a revision the project's root is another, and so are all paths.
        local = {os.path.relpath(out.fs_path, repo.root_dir): out for out in stage.outs if is_local(out)}
        found[key(repo, stage)] = {path: out.hash_info.value for path, out in local.items()}
    return found


def outs(before, after):
    return [{"path": path, "before": before.get(path), "after": after.get(path)} for path in sorted({*before, *after})]
