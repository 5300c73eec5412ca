"""The forked child of the driver: DVC's text and stages as events, and the one call that it runs.

It also mends what `dvc repro --pull --allow-missing` and `dvc push --run-cache` of DVC 3.67 get wrong in a clone
without data, and how long it waits for a remote; see mend, pull_missing_deps, push_restorable, dvc_run_cache.py and
dvc_patience.py. A request with "mend": false has DVC as it is.
"""

import atexit
import contextlib
import importlib
import io
import json
import logging
import os
import re
import sys
import threading
import time
import traceback


class EventText(io.TextIOBase):
    """A text stream that turns every line into a log event: sys.stdout and sys.stderr of a child."""

    def __init__(self, events, call, level):
        self.events, self.call, self.level = events, call, level
        self.line, self.lock = "", threading.Lock()

    encoding = "utf-8"

    def write(self, text):
        with self.lock:
            *lines, self.line = (self.line + text).split("\n")
        for line in lines:
            if line.strip():
                self.events.log(self.call, self.level, line)
        return len(text)

    def finish(self):
        if self.line:
            self.write("\n")

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return 1


class EventHandler(logging.Handler):
    """Sends DVC's log records as events, worded as DVC's own handler words them."""

    def __init__(self, events, call):
        super().__init__()
        self.events, self.call = events, call

    def emit(self, record):
        error = record.exc_info[1] if record.exc_info else None
        if hasattr(error, "__pretty_exc__"):
            try:
                return error.__pretty_exc__(verbose=False)  # prints file, line and excerpt to sys.stderr
            except Exception:  # DVC, too, falls back to the plain message
                pass
        message = record.getMessage()
        if error and record.levelno != logging.INFO and not getattr(record, "tb_only", False):
            message = " - ".join(filter(None, [message, ": ".join(causes(error))]))
        if error and logging.getLogger("dvc").getEffectiveLevel() <= logging.DEBUG:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info))
        if message.strip():
            self.events.log(self.call, record.levelname, message)


def causes(error):
    while error:
        if str(error):
            yield str(error)
        error = error.__cause__


def watch_stages(call, events, mended, checkpoints):
    """Sends an event at every stage's start and end, by way of the loop that `dvc repro` and `dvc exp run` share.

    DVC hands the whole walk to `_reproduce`, hence n and of are right for targets and all flags. Patched in the
    child only. Without these functions (another DVC) there are no stage events, and the log says so.
    """
    reproduce, run = (importlib.import_module(name) for name in ("dvc.repo.reproduce", "dvc.stage.run"))
    try:
        walk, one, command = reproduce._reproduce, reproduce._reproduce_stage, run.cmd_run
    except AttributeError as error:
        return events.log(call, "WARNING", f"this DVC gives no stage progress: {error}")
    numbers, started = {}, set()

    def send(stage, state, **more):
        number = {"n": numbers[stage], "of": len(numbers)} if stage in numbers else {"source": True}
        events.send({"id": call, "stage": {"name": stage.addressing, "state": state, **more, **number}})

    def restore(stage):
        files = checkpoints.get("stages", {}).get(stage.addressing)
        if not files:
            return
        from dvc_checkpoints import restore_checkpoints

        try:
            found = restore_checkpoints(checkpoints["key"], stage.addressing, files)
        except Exception as error:  # each storage plug-in has its own: the stage begins anew then
            return events.log(call, "WARNING", f"no checkpoint of {stage.addressing}: {': '.join(causes(error))[:500]}")
        if found:
            events.log(call, "OUT", f"{stage.addressing} goes on from {', '.join(found)}")

    def watched_command(stage, *args, **kwargs):
        if not kwargs.get("dry"):
            started.add(stage)
            restore(stage)
            send(stage, "running")
        return command(stage, *args, **kwargs)

    def watched_stage(inner, stage, **kwargs):
        begin = time.monotonic()
        try:
            if mended:
                mend(stage, kwargs)
            result = inner(stage, **kwargs)
        except BaseException as error:
            status = re.search(r", exited with (-?\d+)$", str(error))  # the wording of StageCmdFailedError
            more = {"error": ": ".join(causes(error))[:1000], "exit": int(status.group(1)) if status else None}
            send(stage, "failed", seconds=since(begin), **more)
            raise
        ran = "done" if stage in started or not (stage.cmd or stage.frozen) else None
        restored = "unchanged" if stage.frozen else "cached"
        send(stage, (ran or restored) if result else "unchanged", seconds=since(begin))
        return result

    def watched_walk(stages, *args, **kwargs):
        inner = kwargs.pop("repro_fn", one)
        if not kwargs.get("dry"):
            numbers.update((stage, n) for n, stage in enumerate((s for s in stages if s.cmd), 1))
            kwargs["repro_fn"] = lambda stage, **kw: watched_stage(inner, stage, **kw)
        return walk(stages, *args, **kwargs)

    reproduce._reproduce, run.cmd_run = watched_walk, watched_command


def since(begin):
    return round(time.monotonic() - begin, 3)


def call_dvc(request, events, answer_fd):
    import dvc.cli

    # DVC writes the command line into its rwlock file, by which it tells its own locks from others'.
    sys.argv = ["dvc", *request["argv"]]
    if request.get("private"):
        forget_locks(request["cwd"])
    mended = request.get("mend", True)
    if mended:
        importlib.import_module("dvc.stage.run")._pull_missing_deps = pull_missing_deps
        cache = importlib.import_module("dvc.stage.cache").StageCache
        cache.transfer = importlib.import_module("dvc_run_cache").transfer
        cache.push = push_restorable(cache.push)
    if request.get("outside"):
        importlib.import_module("dvc_outside").hand_out(request, events, answer_fd)
    watch_stages(request.get("id"), events, mended, request.get("checkpoints") or {})
    try:
        return dvc.cli.main(request["argv"]), {}
    except SystemExit as end:  # --help, --version
        return end.code if isinstance(end.code, int) else 1, {}


def forget_locks(folder):
    """Removes the locks of processes that were killed, in a clone in which this driver alone runs DVC.

    DVC takes a lock for stale if no process has its pid. In a pid namespace the pids of an earlier attempt are soon in
    use again, and DVC then says for ever that a file "is busy, it is being blocked by (PID 3)".
    """
    from dvc.exceptions import NotDvcRepoError
    from dvc.repo import Repo

    with contextlib.suppress(NotDvcRepoError, FileNotFoundError):
        os.unlink(os.path.join(Repo.find_dvc_dir(folder), "tmp", "rwlock"))


def child(request, events, result_fd, answer_fd):
    """The forked child: runs one call and gives its exit status. Small results go back by result_fd."""
    import colorama

    call = request.get("id")
    out, err = EventText(events, call, "OUT"), EventText(events, call, "ERR")
    sys.stdout, sys.stderr = out, err
    colorama.init()  # again: it keeps the streams it was given at import, and DVC prints JSON to those
    handler = EventHandler(events, call)
    for name in ("dvc", "dvc_objects", "dvc_data"):  # those to which dvc.logger.setup() gave handlers at import
        logging.getLogger(name).handlers[:] = [handler]
    os.environ["DVC_NO_ANALYTICS"] = "1"
    os.environ.setdefault("GIT_TERMINAL_PROMPT", "0")
    os.environ.pop("DVC_IGNORE_ISATTY", None)  # would bring progress bars back
    for key, value in (request.get("env") or {}).items():
        os.environ.pop(key, None)
        os.environ.update({} if value is None else {key: str(value)})
    code, result = 70, {}
    try:
        if request.get("cwd"):
            os.chdir(request["cwd"])
            os.environ["PWD"] = request["cwd"]
        watching = importlib.import_module("dvc_patience").bound_waiting(call, events) if request.get("mend", True) else None
        if request["call"] == "dvc":
            code, result = call_dvc(request, events, answer_fd)
        elif request["call"] == "command":
            import dvc_command

            code, result = dvc_command.command(request, events)
        else:
            import dvc_calls

            code, result = (watching(dvc_calls.run) if watching else dvc_calls.run)(request)
    except Exception as error:
        result = {"error": {"kind": "driver_error", "message": ": ".join(causes(error))[:1000]}}
        events.log(call, "ERROR", traceback.format_exc())
    out.finish()
    err.finish()
    # The parent reads only after this process has ended, so this must fit into a pipe (and the reply into an event).
    data = json.dumps(result, default=str).encode()
    os.write(result_fd, data if len(data) < 32768 else b'{"error":{"kind":"driver_error","message":"reply too long"}}')
    atexit._run_exitfuncs()  # finalizers of temporary directories; os._exit would pass over them
    return code & 0xFF


def mend(stage, options):
    """Makes DVC look at a stage which it would wrongly take for unchanged because data is missing from the workspace.

    With --allow-missing (or --pull), "deleted" counts as unchanged unless DVC can show otherwise, so DVC 3.67 skips
    a stage that was never run and has no dependencies, one with a new output, and one whose dependency lies *inside* an
    output (data/a of data.dvc), whether data changed or the stage never ran. And a directory dependency that is present
    in part (outputs below it are not pulled) counts as changed, and the stage then runs on half of its input.
    """
    if not (options.get("allow_missing") or options.get("pull")) or stage.frozen or not stage.cmd:
        return
    from dvc_calls import is_local, owner_of, tracked_hash

    repo, changed = stage.repo, not all(out.hash_info for out in stage.outs)
    outs = {out.fs_path: out for other in options.get("upstream") or () for out in other.outs if is_local(out)}
    for dep in filter(is_local, stage.deps):
        below = [out for path, out in outs.items() if path.startswith(dep.fs_path + os.sep) and not out.exists]
        if below and options.get("pull"):
            for out in below:
                repo.pull(str(out))
        owner = owner_of(outs, dep.fs_path)
        if owner and owner.fs_path != dep.fs_path and not dep.exists:
            changed = changed or tracked_hash(repo, dep.fs_path)[1] != dep.hash_info
    if changed and hasattr(stage, "cmd_changed"):
        stage.cmd_changed = True
    elif changed:
        stage.md5 = None  # a stage of its own .dvc file tells by this checksum that it has changed


def pull_missing_deps(stage):
    """As dvc.stage.run._pull_missing_deps, which forgets that dependencies are relative to the stage's directory."""
    from dvc_calls import is_local

    for dep in filter(is_local, stage.deps):
        if dep.is_in_repo and not dep.exists:
            stage.repo.pull(str(dep))  # relative to the working directory, as a target has to be


def push_restorable(push):
    """Makes `dvc push --run-cache` push all that restoring takes.

    The run-cache keeps metrics and plots with `cache: false` in the cache, but DVC 3.67 does not push these objects:
    elsewhere the entry is found but cannot be restored, and the stage runs again.
    """
    from dvc_calls import is_local

    def push_all(self, remote, odb=None):
        used = push(self, remote, odb)
        outs = [out for stage in self.repo.index.stages for out in stage.outs if not out.use_cache and is_local(out)]
        kept = [out for out in outs if out.is_in_repo and out.hash_info and out.cache.exists(out.hash_info.value)]
        self.repo.cloud.push({out.hash_info for out in kept}, remote=remote, odb=odb)
        return used

    return push_all
