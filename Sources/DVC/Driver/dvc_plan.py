"""The plan of a `dvc repro`: which stages are up to date, in the run-cache, or must run.

`dvc repro --dry` cannot say it: it fails where data is missing, and says "Running" for what the run-cache holds.
This walks the graph in DVC's order with the hashes of dvc.lock instead. It downloads no data (run-cache entries and
directory listings are not data), takes no lock and writes nothing to the workspace.

Reply: {"stages": [{"name", "state", "why", "deps_changed", "from"?, "source"?}], "errors": [...]}. state is

    unchanged   as dvc.lock has it
    cached      to be restored: the run-cache has an entry whose outputs are at hand ("from": local or remote)
    run         must run; also when the remote could not be asked ("errors" says so)
    unknown     depends on the output of a stage that must run

`source` marks .dvc files. Exact in a clean checkout only: a file that git does not have is hashed like any other.
"""

import json
import os

from dvc_calls import describe, is_local, open_repo, owner_of, parse, plain, shown_path, tracked_hash, walk, write_reply


class Unknown(Exception):
    """A hash that only a run can tell; the text says why."""


def plan(request):
    planner = Planner(open_repo(remote=bool(request.get("remote"))), request)
    stages = [planner.state_of(stage) for stage in planner.steps]
    errors = [planner.remote_error] if planner.remote_error else []
    write_reply(request, {"stages": stages, "errors": errors})


class Planner:
    def __init__(self, repo, request):
        self.repo, self.remote_error = repo, None
        self.args = parse(request, request.get("dvc_args", []))
        self.steps, self.graph = walk(repo, self.args)
        self.owners = {out.fs_path: out for stage in repo.index.stages for out in stage.outs if is_local(out)}
        # What is known of outputs: (meta, hash) or the name of the stage that has to run first. Until a stage is walked
        # (with --single-item some never are) its outputs are as recorded.
        self.known = {path: (out.meta, out.hash_info) for path, out in self.owners.items()}
        self.forced = set(self.steps) if self.args.force else set()
        self.remote = self.open_remote() if request.get("remote") else None

    def open_remote(self):
        from dvc.config import NoRemoteError

        try:
            return self.repo.cloud.get_remote()
        except NoRemoteError:
            return None
        except Exception as error:  # whatever a storage plug-in raises: a plan without a remote is still a plan
            self.remote_error = f"remote: {describe(error)}"
            return None

    def state_of(self, stage):
        why, unknown, changed = self.definition_changes(stage), [], []
        outs_only, state, origin = False, None, None
        for dep in [] if stage.frozen or not stage.cmd else stage.deps:
            try:
                reasons = self.dependency_changes(dep)
            except Unknown as error:
                unknown.append(str(error))
                continue
            why += reasons
            changed += [shown_path(self.repo, dep)] if reasons else []
        if stage.cmd and not stage.frozen:
            outs_only, outs_why = not why and not unknown, self.output_changes(stage)
            why += outs_why
        cacheable = self.cacheable(stage)
        if not stage.cmd or stage.frozen:
            why = ["frozen"] if stage.frozen and stage.cmd else []
            state = "unchanged" if all(out.hash_info for out in stage.outs) else "unknown"
        elif unknown and (cacheable or not why):
            state, why = "unknown", list(dict.fromkeys(unknown)) + why
        elif not why:
            state = "unchanged"
        else:
            origin, hashes = self.find_cached(stage, outs_only) if cacheable else (None, None)
            state = "cached" if origin else "run"
        for out in filter(is_local, stage.outs):
            if state == "cached":
                self.known[out.fs_path] = hashes.get(out.fs_path) or stage.addressing
            elif state != "unchanged":
                self.known[out.fs_path] = stage.addressing
        if self.args.force_downstream and (state in ("run", "cached") or stage in self.forced):
            self.forced.update(self.graph.predecessors(stage) if stage in self.graph else ())
        more = [f"and {len(why) - 4} more"] if len(why) > 4 else []
        reply = {"name": stage.addressing, "state": state, "why": "; ".join(why[:4] + more), "deps_changed": changed}
        reply.update({"source": True} if not stage.cmd else {})
        reply.update({"from": origin} if origin else {})
        return reply

    def definition_changes(self, stage):
        why = []
        if stage in self.forced:
            why.append("forced")
        if stage.always_changed:
            why.append("always_changed")
        if stage.is_callback:
            why.append("has neither dependencies nor outputs")
        name = getattr(stage, "name", None)
        if name and not stage.dvcfile.lockfile_contents.get("stages", {}).get(name):
            why.append("not in dvc.lock")
        elif stage.cmd and stage.changed_stage():
            why.append("command changed")
        return why

    def output_changes(self, stage):
        recorded = any(out.hash_info for out in stage.outs)
        why = []
        for out in stage.outs:
            path = shown_path(self.repo, out)
            if not out.hash_info:
                why += [f"output {path} is not in dvc.lock"] if recorded else []
            elif not out.use_cache and is_local(out) and out.exists and out.get_hash() != out.hash_info:
                why.append(f"output {path} changed")
        return why

    def dependency_changes(self, dep):
        """Reasons; sets dep.meta and dep.hash_info to what DVC would save before it asks the run-cache."""
        from dvc.dependency import ParamsDependency

        path = shown_path(self.repo, dep)
        if isinstance(dep, ParamsDependency):
            owner = owner_of(self.owners, dep.fs_path)
            if not owner:
                return self.param_changes(dep, path)
            if not isinstance(self.known[owner.fs_path], tuple) or not dep.exists:
                raise Unknown(self.behind(owner) or f"parameters in {path} are the output of a stage")
            return self.param_changes(dep, path)
        recorded = dep.hash_info
        meta, now = self.dependency_hash(dep, path)
        if now == recorded:
            dep.meta = meta
            return []
        if dep.hash_name == "md5-dos2unix" and is_local(dep) and now and now.name == dep.hash_name:
            dep.hash_name = "md5"  # DVC, too, leaves the old hash behind as soon as the content changes
            meta, now = self.dependency_hash(dep, path)
        dep.meta, dep.hash_info = meta, now
        if now and now.name not in ("md5-dos2unix", dep.hash_name):
            dep.hash_name = now.name
        return [f"dependency {path} " + ("is missing" if not now else "changed" if recorded else "is new")]

    def behind(self, owner):
        stage = self.known[owner.fs_path]
        return None if isinstance(stage, tuple) else f"{stage} must run first"

    def dependency_hash(self, dep, path):
        from dvc_data.hashfile.hash_info import HashInfo

        if not is_local(dep):
            if self.remote is None and getattr(dep, "fs", None) is not None:
                raise Unknown(f"dependency {path} is not local and was not looked at")
            return getattr(dep, "meta", None), dep.get_hash()
        owner = owner_of(self.owners, dep.fs_path)
        below = [out for at, out in self.owners.items() if at.startswith(dep.fs_path + os.sep)]
        for out in [owner] if owner else below:
            if self.behind(out):
                raise Unknown(self.behind(out))
        if owner and owner.fs_path == dep.fs_path:
            return self.known[owner.fs_path]
        if owner or below:
            if any(self.known[out.fs_path][1] != out.hash_info for out in ([owner] if owner else below)):
                raise Unknown(f"dependency {path} is part of a restored output")
            try:
                return tracked_hash(self.repo, dep.fs_path) if owner else self.mixed_hash(dep, below)
            except Exception as error:  # FileNotFoundError, KeyError, …: by what storage holds the listing
                raise Unknown(f"dependency {path}: the directory listing is not at hand") from error
        return dep._get_hash_meta() if dep.exists else (None, HashInfo())

    def mixed_hash(self, dep, below):
        """The hash of a directory in which files of git and outputs lie side by side."""
        from dvc_data.hashfile.tree import Tree
        from dvc_data.index.save import build_tree

        whole, root = Tree(), dep.fs_path
        if dep.exists:
            for key, meta, value in dep._build(
                dep.local_cache, root, dep.fs, dep.hash_name, ignore=dep.dvcignore, dry_run=True
            )[2]:
                whole.add(key, meta, value)
        for out in below:
            key = tuple(os.path.relpath(out.fs_path, root).split(os.sep))
            if not out.hash_info.isdir:
                whole.add(key, out.meta, out.hash_info)
                continue
            index, entry = self.repo.get_data_index_entry(out.fs_path)
            for part, meta, value in build_tree(index, entry.key)[1]:
                whole.add(key + part, meta, value)
        whole.digest()
        return dep.meta, whole.hash_info

    def param_changes(self, dep, path):
        from dvc_data.hashfile.hash_info import HashInfo

        if not dep.exists:
            return [f"parameters file {path} is missing"]
        before, now = dep.hash_info.value or {}, dep.read_params()
        why, prefix = [], "" if os.path.basename(path) == dep.DEFAULT_PARAMS_FILE else f"{path}:"
        for key in dep.params or sorted({*before, *now}, key=str):
            if key not in now:
                why.append(f"parameter {prefix}{key} is missing")
            elif key not in before:
                why.append(f"parameter {prefix}{key} is new ({short(now[key])})")
            elif plain(before[key]) != plain(now[key]):
                why.append(f"parameter {prefix}{key} changed ({short(before[key])} → {short(now[key])})")
        dep.hash_info = HashInfo(dep.PARAM_PARAMS, now)
        return why

    def cacheable(self, stage):
        """As dvc.stage.cache._can_hash, which would hash dependencies that are not here."""
        if stage.is_callback or stage.always_changed or stage in self.forced or not (stage.deps and stage.outs):
            return False
        deps = all(is_local(dep) and dep.def_path for dep in stage.deps)
        return deps and all(is_local(o) and o.def_path and o.is_in_repo and not o.persist for o in stage.outs)

    def find_cached(self, stage, outs_only):
        """(where the outputs are, hashes by path) of the run that DVC would restore, or (None, None)."""
        from dvc.stage.cache import _get_cache_hash
        from dvc.stage.serialize import to_single_stage_lockfile

        if not all(dep.hash_info for dep in stage.deps):
            return None, None  # a dependency is missing: DVC will say so
        lock = to_single_stage_lockfile(stage)
        if outs_only and all(out.hash_info for out in stage.outs):
            return self.present(stage, [lock])
        if getattr(self.args, "no_run_cache", False):
            return None, None
        key = _get_cache_hash(json.loads(json.dumps(lock)), key=True)
        # `repro --pull` copies the remote's entries over first, which makes them the newest.
        return self.present(stage, self.remote_entries(key) or self.local_entries(key))

    def local_entries(self, key):
        folder = self.repo.stage_cache._get_cache_dir(key)
        if not os.path.isdir(folder):
            return []
        newest = max(os.listdir(folder), key=lambda name: os.path.getmtime(os.path.join(folder, name)), default=None)
        entry = newest and self.repo.stage_cache._load_cache(key, newest)
        return [entry] if entry else []

    def remote_entries(self, key):
        from dvc.utils.serialize import parse_yaml

        remote = self.remote
        if remote is None or remote.fs.version_aware or remote.worktree or remote.fs.protocol in ("http", "https"):
            return []  # there DVC keeps no run-cache
        try:
            folder = remote.fs.join(remote.path, "runs", key[:2], key)
            paths = list(remote.fs.find(folder)) if remote.fs.exists(folder) else []
            return [parse_yaml(remote.fs.cat_file(path).decode(), path) for path in paths]
        except Exception as error:  # the network, credentials, an unreadable entry: each plug-in has its own errors
            self.remote_error = f"remote: {describe(error)}"
            return []

    def present(self, stage, entries):
        where, hashes = "local", {}
        for entry in entries:
            cached = self.repo.stage_cache._create_stage(entry, wdir=stage.wdir)
            for out in cached.outs:
                place = self.whereabouts(out)
                if not place:
                    return None, None
                where = "remote" if place == "remote" else where
                value = (out.meta, out.hash_info)
                if hashes.setdefault(out.fs_path, value)[1] != out.hash_info:
                    hashes[out.fs_path] = None  # runs that differ: which one DVC takes, only DVC knows
        return (where, hashes) if entries else (None, None)

    def whereabouts(self, out):
        """local, remote or None: whether all objects of an output can be had without running its stage."""
        from dvc.cachemgr import LEGACY_HASH_NAMES
        from dvc_data.hashfile.tree import Tree

        odb, remote = out.cache, None
        if self.remote:
            remote = self.remote.legacy_odb if out.hash_name in LEGACY_HASH_NAMES else self.remote.odb
        try:
            oids = [out.hash_info.value]
            if out.hash_info.isdir:
                listing = odb if odb.exists(oids[0]) else remote
                oids += [value.value for _, _, value in Tree.load(listing, out.hash_info)] if listing else []
            missing = [oid for oid in oids if not odb.exists(oid)]
            if not missing:
                return "local"
            return "remote" if remote and set(missing) <= set(remote.oids_exist(missing)) else None
        except Exception as error:
            self.remote_error = f"outputs of the run-cache: {describe(error)}"
            return None


def short(value):
    text = json.dumps(plain(value), ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
