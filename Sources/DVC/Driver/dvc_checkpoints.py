"""Checkpoints that stages keep themselves, on the DVC remote: saved while the stage runs, restored before it starts again.

They lie beside DVC's own data, at REMOTE/bunsen-checkpoints/KEY/STAGE/PATH. Paths are relative to the DVC project, which is
"cwd"; names of stages and paths may hold anything but `..`.

    save_checkpoints    "key", "stage", "files" → {"files": [what was saved]}
    forget_checkpoints  "key" → {}

Restoring happens inside of `dvc repro` (see dvc_child.py), after DVC has removed the stage's outputs and before its command.
"""

import contextlib
import os
import shutil
import tempfile
from urllib.parse import quote

PLACE = "bunsen-checkpoints"
TRIES = 3


def save_checkpoints(request):
    remote = open_remote()
    saved = []
    with tempfile.TemporaryDirectory() as folder:
        for path in request["files"]:
            whole = os.path.join(folder, "checkpoint")
            if remote and snapshot(path, whole):
                target = place(remote, request["key"], request["stage"], path)
                remote.fs.makedirs(remote.fs.parent(target), exist_ok=True)
                # Under another name until it is whole.
                remote.fs.put_file(whole, target + ".part")
                remote.fs.move(target + ".part", target)
                saved.append(path)
    return {"files": saved}


def snapshot(path, whole):
    """A copy of a file that nobody wrote to meanwhile."""
    for _ in range(TRIES):
        with contextlib.suppress(FileNotFoundError):
            before = os.stat(path)
            shutil.copyfile(path, whole)
            after = os.stat(path)
            if (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino):
                return True
    return False


def restore_checkpoints(key, stage, files):
    """Those that are on the remote and not here; gives their paths."""
    remote, restored = open_remote(), []
    for path in files:
        source = remote and place(remote, key, stage, path)
        if not source or os.path.exists(path) or not remote.fs.exists(source):
            continue
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        remote.fs.get_file(source, path + ".part")
        os.replace(path + ".part", path)
        restored.append(path)
    return restored


def forget_checkpoints(request):
    remote = open_remote()
    folder = remote and remote.fs.join(remote.path, PLACE, request["key"])
    if folder and remote.fs.exists(folder):
        remote.fs.remove(list(remote.fs.find(folder)))
        with contextlib.suppress(OSError, NotImplementedError):  # object stores have no directories
            remote.fs.fs.rm(folder, recursive=True)
    return {}


def place(remote, key, stage, path):
    return remote.fs.join(remote.path, PLACE, key, quote(stage, safe=""), quote(path, safe=""))


def open_remote():
    """Nil where there is none, or one that keeps no files but DVC's."""
    from dvc.config import NoRemoteError

    from dvc_calls import open_repo

    try:
        remote = open_repo().cloud.get_remote()
    except NoRemoteError:
        return None
    return None if remote.fs.protocol in ("http", "https") else remote
