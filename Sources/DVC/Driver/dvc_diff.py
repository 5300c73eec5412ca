"""What a result has changed beside another commit: metrics, parameters and data, in one pass over the two.

    diff  "a": REV or null, "b": REV or null for the workspace, "exclude": globs of files to leave out, "reply_to" →
          {"metrics": {FILE: {NAME: {"old", "new", "diff"}}}, "params": the same,
           "data": [{"path", "before": {"size", "files"} or null, "after": the same}],
           "has_plots": bool, "errors": [{"rev", "path", "message"}]}

Metrics as `dvc metrics diff --json --all` has them, parameters as `dvc params diff --json`; FILE and globs are relative
to the root of the DVC project. A metrics file that is not at hand is read from the remote, it alone. Of data nothing is
read: sizes are those of dvc.lock and .dvc files. Paths of data are relative to the root of the git repository, and a
directory that DVC keeps as one ends in "/".
"""

import importlib
import os

from dvc_calls import describe, is_local, left_out, open_repo, write_reply


def diff(request):
    from dvc.exceptions import DvcException

    repo, old, new = open_repo(), request.get("a"), request.get("b") or "workspace"
    reply = {"metrics": {}, "params": {}, "data": [], "has_plots": False, "errors": []}
    is_out, revisions = left_out(request.get("exclude") or []), list(filter(None, dict.fromkeys((old, new))))
    try:
        found = {rev: Reading(repo, is_out) for rev in repo.brancher(revs=revisions) if rev in revisions}
    except DvcException as error:  # such as a revision that this clone does not have
        reply["errors"].append({"rev": None, "path": None, "message": describe(error)})
        return write_reply(request, reply)
    compare = importlib.import_module("dvc.repo.metrics.diff")._diff
    for what, everything in (("metrics", True), ("params", False)):
        values = {rev: getattr(reading, what) for rev, reading in found.items()}
        result = compare(values, old, new, with_unchanged=everything)
        reply[what] = {path: value for path, value in result.get("diff", {}).items() if not is_out(path)}
        for rev, errors in result.get("errors", {}).items():
            for path, error in errors.items() if isinstance(errors, dict) else [(None, errors)]:
                if rev == old and isinstance(error, FileNotFoundError) and path not in found[old].data:
                    continue  # not there before: the difference says so by itself
                item = {"rev": rev, "path": path, "message": describe(error) or type(error).__name__}
                reply["errors"] += [item] if item not in reply["errors"] and not (path and is_out(path)) else []
    before, after = (found[rev].data if rev in found else {} for rev in (old, new))
    prefix = os.path.relpath(repo.root_dir, repo.scm.root_dir)
    for path in sorted({*before, *after}):
        sides = before.get(path), after.get(path)
        if not is_out(path) and len({side and side["hash"] for side in sides}) > 1 and any(s and s["kept"] for s in sides):
            name = os.path.normpath(os.path.join(prefix, path)) + ("/" if any(s and s["dir"] for s in sides) else "")
            reply["data"].append({"path": name, "before": extent(sides[0]), "after": extent(sides[1])})
    reply["has_plots"] = any(reading.has_plots for reading in found.values())
    write_reply(request, reply)


def extent(side):
    return side and side["kept"] and {"size": side["size"], "files": side["files"]} or None


class Reading:
    """All that one revision has, read while the brancher stands at it."""

    def __init__(self, repo, is_out):
        metrics, params = (importlib.import_module(f"dvc.repo.{name}.show") for name in ("metrics", "params"))
        self.metrics = self.result(lambda: self.read_metrics(metrics, repo, is_out))
        self.params = self.result(lambda: params._gather_params(repo))
        index = repo.index
        outs = [out for stage in index.stages for out in stage.outs if is_local(out)]
        # At a revision the project's root is another, and so are all paths.
        self.data = {os.path.relpath(out.fs_path, repo.root_dir): recorded(out) for out in outs if out.hash_info}
        self.has_plots = any(out.plot for out in outs) or any(getattr(index, "_plots", {}).values())

    @staticmethod
    def result(read):
        try:
            return {"data": read()}
        except Exception as error:  # one kind that cannot be read does not cost the others
            return {"error": error}

    @staticmethod
    def read_metrics(module, repo, is_out):
        fs = repo.dvcfs
        names = {path: os.sep.join(fs.parts(path.lstrip(fs.root_marker))) for path in module._collect_metrics(repo)}
        wanted = [path for path, name in names.items() if not is_out(name)]
        read = module._read_metrics(fs, wanted, cache=True)
        return {names[path]: {"error" if isinstance(it, Exception) else "data": it} for path, it in read}


def recorded(out):
    meta = out.meta
    return {"hash": out.hash_info.value, "size": meta and meta.size, "files": meta and meta.nfiles,
            "dir": bool(out.hash_info.isdir), "kept": bool(out.use_cache)}  # fmt: skip
