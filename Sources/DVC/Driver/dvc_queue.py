"""DVC's queue of experiments (`dvc exp run --queue`), as it lies in the stash of the repository.

    queue  "reply_to" → {"entries": [{"rev", "base", "name" or null, "arguments": [...], "left_out": [...]}]}, oldest first

"rev" is the stash's commit, whose tree is the work tree that the experiment was queued with; "arguments" are those of `dvc exp
run`, without name and parameters; "left_out" are options that only DVC's own queue has a use for. One that has begun to run
is not in the stash any more.
"""

import io
import os
import pickle

from dvc_calls import open_repo, write_reply

FLAGS = {
    "force": "--force", "single_item": "--single-item", "pipeline": "--pipeline", "all_pipelines": "--all-pipelines",
    "recursive": "--recursive", "downstream": "--downstream", "force_downstream": "--force-downstream",
}  # fmt: skip
ON_ERROR = {"keep-going": "--keep-going", "ignore": "--ignore-errors"}


def queue(request):
    from dvc.repo.experiments.refs import CELERY_STASH
    from dvc.repo.experiments.stash import ExpStash

    repo = open_repo(remote=False)
    entries = []
    for rev, entry in reversed(ExpStash(repo.scm, CELERY_STASH).stash_revs.items()):
        arguments, left_out = read_arguments(packed(repo, rev))
        item = {"rev": rev, "base": entry.baseline_rev, "name": entry.name or None}
        entries.append({**item, "arguments": arguments, "left_out": left_out})
    write_reply(request, {"entries": entries})


def packed(repo, rev):
    """What DVC has kept of the command line; {} where it has kept nothing."""
    place = os.path.relpath(os.path.join(repo.tmp_dir, "repro.dat"), repo.scm.root_dir)
    try:
        with repo.scm.get_fs(rev).open("/" + place.replace(os.sep, "/"), "rb") as file:
            return Plain(io.BytesIO(file.read())).load().get("kwargs", {})
    except FileNotFoundError:
        return {}


class Plain(pickle.Unpickler):
    """Values and nothing that could run."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"the queue entry holds {module}.{name}")


def read_arguments(kwargs):
    arguments = [flag for key, flag in FLAGS.items() if kwargs.get(key)]
    if kwargs.get("on_error") in ON_ERROR:
        arguments.append(ON_ERROR[kwargs["on_error"]])
    if kwargs.get("message"):
        arguments.append(f"--message={kwargs['message']}")
    targets = kwargs.get("targets") or []
    targets = [targets] if isinstance(targets, str) else list(targets)
    return arguments + targets, ["--copy-paths"] if kwargs.get("copy_paths") else []
