"""What the driver asks DVC by its own interfaces, without a `dvc` command line: each call runs in a forked child.

Every call takes the request and returns (exit code, small reply); what is large is written as JSON to "reply_to".
Paths in replies are relative to the root of the git repository; stage names are as DVC prints them in "cwd".

    apply_params  "params": ["lr=0.1", "conf.yaml:a.b=[1,2]"] → {"files": [...]}; writes what `dvc exp run -S` would
    graph         "targets", "repro_args" (of `dvc repro`; of `dvc exp run` with "experiment": true), "reply_to"
    diff          metrics, parameters and data of two revisions; see dvc_diff.py
    plots         DVC's plots of two revisions, drawn; see dvc_plots.py
    queue         DVC's queue of experiments; see dvc_queue.py
    fetch         the data of any number of revisions; see dvc_fetch.py
    values        metrics and parameters of any number of revisions; see dvc_values.py
    compare       what a repetition has made, beside a commit; see dvc_compare.py
    save_checkpoints, forget_checkpoints   see dvc_checkpoints.py
    mirror        a second work tree to push from; see dvc_mirror.py
    plan          "dvc_args", "experiment", "remote": bool, "reply_to"; see dvc_plan.py

Errors: (1, {"error": {"kind", "message"}}), kind one of invalid_pipeline, not_a_dvc_repo, bad_arguments, bad_param,
dvc_error.
"""

import contextlib
import importlib
import io
import json
import math
import os
import re
from urllib.parse import urlsplit

# Errors whose cause stands in a file of the repository, by the module that defines them.
PIPELINE_MODULES = ("dvc.utils.strictyaml", "dvc.utils.serialize", "dvc.parsing", "dvc.stage.exceptions", "dvc.dvcfile")
PIPELINE_ERRORS = {
    "ArgumentDuplicationError", "BadParamFileError", "CircularDependencyError", "CyclicGraphError",
    "MissingParamsError", "OutputDuplicationError", "OverlappingOutputPathsError", "ParamsIsADirectoryError",
    "StagePathAsOutputError",
}  # fmt: skip


def run(request):
    from dvc.cli import DvcParserError
    from dvc.exceptions import DvcException, NotDvcRepoError

    from dvc_checkpoints import forget_checkpoints, save_checkpoints
    from dvc_compare import compare
    from dvc_diff import diff
    from dvc_fetch import fetch
    from dvc_mirror import mirror
    from dvc_plan import plan
    from dvc_plots import plots
    from dvc_queue import queue
    from dvc_values import values

    known = [apply_params, compare, diff, fetch, forget_checkpoints, graph, mirror, plan, plots, queue, save_checkpoints, values]
    calls = {call.__name__: call for call in known}
    call = calls.get(request["call"])
    if not call:
        return 1, failure("bad_arguments", f"unknown call {request['call']!r}")
    os.environ["COLUMNS"] = "200"  # or rich breaks DVC's sentences at 80
    try:
        return 0, call(request) or {}
    except CallError as error:
        return 1, failure(error.kind, str(error))
    except DvcParserError:
        return 1, failure("bad_arguments", "DVC does not take these arguments")
    except NotDvcRepoError as error:
        return 1, failure("not_a_dvc_repo", describe(error))
    except DvcException as error:
        kind = type(error)
        pipeline = kind.__module__.startswith(PIPELINE_MODULES) or kind.__name__ in PIPELINE_ERRORS
        return 1, failure("invalid_pipeline" if pipeline else "dvc_error", describe(error))


class CallError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def failure(kind, message):
    return {"error": {"kind": kind, "message": message[:3000]}}


def describe(error):
    """DVC's own wording, with file, line and excerpt where DVC has them."""
    if hasattr(error, "__pretty_exc__"):
        text = io.StringIO()
        with contextlib.suppress(Exception), contextlib.redirect_stderr(text):
            error.__pretty_exc__(verbose=False)
        if text.getvalue().strip():
            return "\n".join(line.rstrip() for line in text.getvalue().splitlines() if line.strip())
    parts = []
    while error:
        parts.append(str(error))
        error = error.__cause__
    return ": ".join(filter(None, parts))


def plain(value):
    """Only what JSON knows: YAML has dates, and metrics are NaN often enough, which JSON has no way to say."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def write_reply(request, value):
    path = request["reply_to"]
    with open(path + ".part", "w", encoding="utf-8", errors="replace") as file:
        json.dump(plain(value), file, ensure_ascii=False, allow_nan=False)
    os.replace(path + ".part", path)


def open_repo(remote=True):
    from dvc.config import NoRemoteError
    from dvc.repo import Repo

    repo = Repo()
    if not remote:

        def no_remote(*_args, **_kwargs):
            raise NoRemoteError("this call may not use the remote")

        # Every way to a remote goes through this, also the reading of a metric that is not in the cache.
        repo.cloud.get_remote = no_remote
    return repo


def git_path(repo, path):
    return os.path.relpath(os.path.realpath(path), os.path.realpath(repo.scm.root_dir))


def shown_path(repo, item):
    """The path of a dependency or output; for what is not in the repository, what the user wrote."""
    return git_path(repo, item.fs_path) if is_local(item) and item.is_in_repo else str(item.def_path or item)


def is_local(item):
    return getattr(item, "fs", None) is not None and item.fs.protocol == "local" and bool(item.fs_path)


def parse(request, arguments):
    from dvc.cli import parse_args

    return parse_args([*(["exp", "run"] if request.get("experiment") else ["repro"]), *arguments])


def walk(repo, args):
    """The stages in the order in which Repo.reproduce would take them, and the graph (edges lead to what is needed)."""
    reproduce = importlib.import_module("dvc.repo.reproduce")
    everything = args.all_pipelines or args.pipeline
    stages = []
    if not args.all_pipelines:
        options = {"recursive": args.recursive, "glob": getattr(args, "glob", False)}
        stages = reproduce.collect_stages(repo, args.targets or ["dvc.yaml"], **options)
    active = reproduce.get_active_graph(repo.index.graph)
    if args.single_item and not everything:
        return stages, active
    downstream = args.downstream and not everything
    return reproduce.plan_repro(active, stages, pipeline=args.pipeline, downstream=downstream), active


def tracked_hash(repo, path):
    """(meta, hash) that dvc.lock and .dvc files give a path inside an output; reads directory listings, no data."""
    from dvc_data.index.save import build_tree

    index, entry = repo.get_data_index_entry(path)
    if entry.hash_info:
        return entry.meta, entry.hash_info
    meta, tree = build_tree(index, entry.key)
    return meta, tree.hash_info


def left_out(patterns):
    """Whether a path is one that the report leaves out: `?` is one character and `*` any number of them, both without
    `/`; `**` is any number including `/` (`Glob` of the settings)."""
    words = {"*": "[^/]*", "?": "[^/]"}
    pieces = (re.findall(r"\*\*+|.", pattern, re.DOTALL) for pattern in patterns)
    texts = ("".join(words.get(piece) or (".*" if piece[0] == "*" else re.escape(piece)) for piece in each) for each in pieces)
    expressions = [re.compile(text, re.DOTALL) for text in texts]
    return lambda path: any(expression.fullmatch(path) for expression in expressions)


def owner_of(outs, path):
    """The output that is, or holds, this path."""
    while path not in outs and path != os.path.dirname(path):
        path = os.path.dirname(path)
    return outs.get(path)


# --- apply_params


def apply_params(request):
    """As dvc.repo.experiments.run and BaseStashQueue._update_params do, without the stash and the commit."""
    from dvc.dependency.param import ParamsDependency
    from dvc.exceptions import DvcException
    from dvc.utils.cli_parse import to_path_overrides
    from dvc.utils.hydra import apply_overrides, compose_and_dump, to_hydra_overrides

    repo = open_repo(remote=False)
    settings, default = repo.config.get("hydra", {}), ParamsDependency.DEFAULT_PARAMS_FILE
    overrides = to_path_overrides(request["params"])
    if settings.get("enabled", False):
        overrides.setdefault(default, [])  # composed even where nothing is set
    path = default
    try:
        for path, values in overrides.items():
            if os.path.relpath(os.path.realpath(path), os.path.realpath(repo.root_dir)).startswith(os.pardir):
                raise CallError("bad_param", f"'{path}' is outside of the repository")
            if any(value.is_sweep_override() for value in to_hydra_overrides(values)):
                raise CallError("bad_param", f"{', '.join(values)}: several values for one parameter are a sweep")
        for path, values in overrides.items():
            if settings.get("enabled", False) and path == default:
                module, root = settings.get("config_module"), repo.root_dir
                folder = None if module else os.path.join(root, settings.get("config_dir", "conf"))
                plugins = os.path.join(root, settings.get("plugins_path", ""))
                compose_and_dump(path, folder, module, settings.get("config_name", "config"), plugins, values)
            else:
                apply_overrides(path, values)
    except CallError:
        raise
    except KeyError as error:  # the table of file types has no such suffix
        raise CallError("bad_param", f"'{path}': DVC cannot change parameters in a {error} file") from error
    except Exception as error:
        ours = isinstance(error, (DvcException, OSError, ValueError, TypeError, AssertionError))
        if not ours and type(error).__module__.partition(".")[0] not in ("hydra", "omegaconf", "antlr4"):
            raise
        raise CallError("bad_param", f"{path}: {', '.join(overrides[path])}: {describe(error)}") from error
    return {"files": [git_path(repo, path) for path in overrides]}


# --- graph


def redact(url):
    """Without user, password, query and fragment: any of them may be a credential."""
    parts = urlsplit(url)
    if not parts.scheme:
        return url  # a local path
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def describe_stage(repo, stage, needs):
    from dvc.dependency import ParamsDependency

    params = [dep for dep in stage.deps if isinstance(dep, ParamsDependency)]
    return {
        "name": stage.addressing,
        "dvcfile": git_path(repo, stage.path),
        "cmd": stage.cmd,
        "wdir": git_path(repo, stage.wdir),
        "deps": [shown_path(repo, dep) for dep in stage.deps if dep not in params],
        "params": [{"file": shown_path(repo, dep), "keys": list(dep.params)} for dep in params],
        "outs": [
            {
                "path": shown_path(repo, out),
                "cached": bool(out.use_cache),
                "metric": bool(out.metric),
                "plot": bool(out.plot),
                "persist": bool(out.persist),
            }
            for out in stage.outs
        ],
        "needs": sorted(other.addressing for other in needs),
        "frozen": bool(stage.frozen),
        "always_changed": bool(stage.always_changed),
        "is_data_source": stage.is_data_source,
        "is_import": bool(stage.is_import),
    }


def graph(request):
    from dvc.stage import PipelineStage

    repo = open_repo(remote=False)
    args = parse(request, [*request.get("targets", []), *request.get("repro_args", [])])
    order, _ = walk(repo, args)
    whole, stages = repo.index.graph, repo.index.stages
    remote = repo.config["core"].get("remote")
    url = repo.config["remote"].get(remote, {}).get("url") if remote else None
    pipelines = {stage.path: stage for stage in stages if isinstance(stage, PipelineStage)}
    write_reply(
        request,
        {
            "stages": [describe_stage(repo, stage, whole.successors(stage)) for stage in stages],
            "order": [stage.addressing for stage in order],
            "lockfiles": sorted(git_path(repo, stage.dvcfile._lockfile.path) for stage in pipelines.values()),
            "default_remote": remote,
            "remote_url": redact(url) if url else None,
            "frozen": [stage.addressing for stage in stages if stage.frozen],
            "dvc_root": git_path(repo, repo.root_dir),
        },
    )
