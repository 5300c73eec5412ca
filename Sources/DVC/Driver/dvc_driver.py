"""A fork server for DVC: imports DVC once, then runs each call in a forked child.

A DVC process spends most of a short command on imports. This program pays for them once (while the job still
fetches from git), so that four commands cost one Python start. It is started as `PYTHON dvc_driver.py`.

Requests are JSON lines on standard input; the first one is the hello. Replies and events go to standard output,
among the stages' own output: each is one write of

    0x1E "bunsen:" NONCE " " JSON "\n"

and is to be found anywhere in the stream, also in the middle of a line. The nonce comes with the hello, never by
argv or environment. All bytes outside of such records come from stages (or programs that DVC starts): what
DVC itself prints or logs is turned into events.

    {"nonce": "HEX", "log_limit": 65536, "preload": ["dvc_s3"]}           the hello; only nonce is required
    {"id": 1, "call": "dvc", "cwd": DIR, "argv": ["repro", "--pull"], "mend": true, "private": false}
    {"id": 2, "call": "graph", "cwd": DIR, "reply_to": PATH, "targets": [], "repro_args": []}      see dvc_calls.py
    {"id": 3, "call": "stop", "target": 1, "signal": 15, "grace": 10}     target: default is whatever runs
    {"id": 4, "call": "ping"}
    {"call": "answer", "target": 1, "exit": 0}                            see dvc_outside.py; there is no reply to it
    {"id": 5, "call": "command", "cwd": DIR, "argv": ["./job-run.sh"]}    see dvc_command.py

Any call but stop and ping takes "env": {"SET": "1", "REMOVED": null}. "mend" and "private" (nobody else runs DVC in
this clone): see dvc_child.py. To stop, send "stop" rather than a signal to a bwrap around the driver, which dies of it
and takes everything with it.

Events: {"ready": {...}} once · {"id", "started": {"pid"}} · {"id", "outside": PATH} · {"id", "log": {"level", "message", "more"?}} (levels of
`logging`, OUT and ERR for what DVC prints, and TEXT; `more`: the next one continues this message) · {"id", "stage": {...}}
· replies: {"id", "exit", "signal", "seconds", "cpu_seconds", "maxrss_kib", ...} · {"error"} for an unusable
request · {"fatal", "kind"} before exit 70.

One call runs at a time, others wait in a queue; stop is served at once. Whatever a call leaves running is ended
before its reply. End of input ends the driver (0), SIGTERM too (75), after what runs has been stopped.
"""

import collections
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import threading
import time
import traceback

from dvc_child import child, since

# PIPE_BUF is 4096 on Linux: a longer write to a pipe may be torn apart by a stage's output.
EVENT_BYTES = 4096
TERM_GRACE, EOF_GRACE, SWEEP_GRACE, KILL_WAIT = 10.0, 2.0, 2.0, 5.0
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

# What repro, pull, push, metrics and params import on their way; a name that a DVC version lacks is passed over.
PRELOAD = """dvc.cli.parser dvc.cli.command dvc.analytics dvc.repo dvc.repo.reproduce dvc.repo.index dvc.repo.graph
    dvc.repo.metrics.diff dvc.repo.params.diff dvc.repo.open_repo dvc.repo.worktree dvc.repo.push dvc.repo.pull
    dvc.repo.fetch dvc.repo.checkout dvc.repo.artifacts dvc.repo.datasets dvc.repo.plots dvc.repo.stage dvc.repo.trie
    dvc.repo.experiments.utils dvc.cachemgr dvc.data_cloud dvc.dvcfile dvc.fs.data dvc.fs.dvc dvc.fs.git dvc.lock
    dvc.parsing.context dvc.parsing.interpolate dvc.rwlock dvc.scm dvc.stage.cache dvc.stage.loader dvc.stage.run
    dvc.stage.serialize dvc.utils.strictyaml dvc.utils.threadpool dvc.utils.diff dvc.utils.cli_parse dvc.commands.repro
    dvc.commands.data_sync dvc.compare dvc_data.hashfile.cache dvc_data.hashfile.transfer dvc_data.index
    dvc_data.index.checkout dvc_data.index.fetch dvc_data.index.push dvc_objects.executors dvc_objects.fs.generic
    scmrepo.git.backend.dulwich scmrepo.git.backend.gitpython scmrepo.git.backend.pygit2 networkx diskcache sqlite3
    ruamel.yaml rich.console rich.json rich.syntax rich.text fsspec.implementations.local dulwich.client psutil tqdm
    multiprocessing.pool multiprocessing.synchronize concurrent.futures.thread configobj grp tarfile pygit2
    platformdirs.unix fsspec.implementations.memory ruamel.yaml.mergevalue dulwich.ignore dulwich.index dulwich.trailers
    dulwich.wildmatch dulwich.worktree dvc.dirs dvc.ui.table dvc.repo.brancher dvc_data.fs dvc_data.hashfile._progress
    dvc_data.hashfile.db.local dvc_data.hashfile.db.index dvc_data.hashfile.status scmrepo.fs
    scmrepo.git.backend.pygit2.filter dvc_calls dvc_diff dvc_plan dvc_mirror dvc_command dvc_patience
    dvc_run_cache dvc_outside""".split()


class Events:
    """Writes records to standard output, each by one system call where it fits into EVENT_BYTES."""

    def __init__(self, nonce, log_limit):
        self.mark = b"\x1ebunsen:" + nonce.encode() + b" "
        self.log_limit = log_limit

    def encode(self, event):
        # Undecodable file names come as lone surrogates, which are no valid UTF-8.
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=str)
        return self.mark + text.encode("utf-8", "replace") + b"\n"

    def send(self, event):
        data = self.encode(event)
        while data:
            data = data[os.write(1, data) :]

    def log(self, call, level, message):
        if len(message) > self.log_limit:
            message = message[: self.log_limit] + f"… ({len(message) - self.log_limit} more characters)"
        parts = [message]
        while parts:
            part = parts.pop(0)
            event = {"id": call, "log": {"level": level, "message": part}}
            if parts:
                event["log"]["more"] = True
            if len(self.encode(event)) + 16 > EVENT_BYTES and len(part) > 1:
                parts[:0] = [part[: len(part) // 2], part[len(part) // 2 :]]
            else:
                self.send(event)


def descendants():
    """(pid, process group) of every live process under this one. As subreaper it also inherits orphans."""
    children, stack, found = {}, [os.getpid()], []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                state, parent, group = file.read().rpartition(b")")[2].split()[:3]
        except OSError:  # ended meanwhile
            continue
        if state not in (b"Z", b"X"):
            children.setdefault(int(parent), []).append((int(name), int(group)))
    while stack:
        below = children.get(stack.pop(), [])
        found += below
        stack += [pid for pid, _ in below]
    return found


def send_signal(number, pid, group=False):
    try:
        (os.killpg if group else os.kill)(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


class Running:
    """The call at work. phase: run → stop (asked to end) → kill (made to)."""

    def __init__(self, request, pid, result_fd, answer_fd):
        self.request, self.pid, self.result_fd, self.answer_fd = request, pid, result_fd, answer_fd
        self.begin, self.phase, self.deadline = time.monotonic(), "run", None
        self.status = self.usage = None
        self.stopped, self.stops, self.orphans = False, [], 0.0


class Driver:
    def __init__(self, events, pending):
        self.events, self.buffer = events, pending
        self.queue, self.running, self.parent = collections.deque(), None, os.getppid()
        self.closing, self.terminated = None, False
        self.wake, wake_write = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(wake_write, False)
        self.fds = [self.wake, wake_write]
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)

    def on_signal(self, number, _frame):
        # SIGHUP is the parent-death signal (see main). The kernel sends it when the parent's *thread* that started
        # this process ends, too, which in a thread pool says nothing: it counts only if the process is gone.
        if number == signal.SIGTERM or (number == signal.SIGHUP and os.getppid() != self.parent):
            self.terminated = True

    def loop(self):
        while True:
            self.read_queue()
            if self.closing is not None and not self.running:
                return self.closing
            watched = [self.wake] if self.closing is not None else [self.wake, 0]
            ready, _, _ = select.select(watched, [], [], self.timeout())
            if self.wake in ready:
                os.read(self.wake, 4096)
            if self.terminated and self.closing != 75:
                self.close(75, TERM_GRACE)
            if 0 in ready and self.closing is None:
                self.read_requests()
            self.reap()
            self.advance()

    def timeout(self):
        if not self.running or self.running.deadline is None:
            return None
        left = max(0.0, self.running.deadline - time.monotonic())
        return min(left, 0.1) if self.running.phase == "kill" else left

    def close(self, code, grace):
        self.closing = code
        self.queue.clear()
        if self.running:
            self.stop(signal.SIGTERM, grace)

    def reply(self, event):
        try:
            self.events.send(event)
        except BrokenPipeError:  # nobody listens any more
            if self.closing is None:
                self.close(0, EOF_GRACE)

    def read_requests(self):
        data = os.read(0, 65536)
        if not data:
            return self.close(0, EOF_GRACE)
        self.buffer += data
        self.split_requests()

    def split_requests(self):
        *lines, self.buffer = self.buffer.split(b"\n")
        for line in filter(bytes.strip, lines):
            try:
                request = json.loads(line)
                if not isinstance(request, dict) or not isinstance(request.get("call"), str):
                    raise ValueError('no object with a "call"')
            except ValueError as error:
                self.reply({"error": f"request not understood: {error}"})
                continue
            if request["call"] == "stop":
                self.on_stop(request)
            elif request["call"] == "answer":
                self.on_answer(request)
            else:
                self.queue.append(request)

    def on_answer(self, request):
        running = self.running
        if running and running.request.get("id") == request.get("target"):
            try:
                os.write(running.answer_fd, b"%d\n" % request["exit"])
            except BrokenPipeError:  # it has ended meanwhile
                pass

    def on_stop(self, request):
        target, running = request.get("target"), self.running
        for waiting in [r for r in self.queue if target is not None and r.get("id") == target]:
            self.queue.remove(waiting)
            self.reply({"id": target, "exit": None, "signal": None, "seconds": 0, "stopped": True})
        if running and target in (None, running.request.get("id")):
            running.stops.append(request)
            running.stopped = True
            self.stop(request.get("signal", signal.SIGTERM), float(request.get("grace", TERM_GRACE)))
        else:
            self.reply({"id": request.get("id"), "exit": 0})

    def read_queue(self):
        while self.queue and not self.running and self.closing is None:
            request = self.queue.popleft()
            if request["call"] == "ping":
                self.reply({"id": request.get("id"), "exit": 0, **versions()})
            else:
                self.spawn(request)

    def spawn(self, request):
        result_read, result_write = os.pipe()
        answer_read, answer_write = os.pipe()
        handled = {signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
        # Blocked until the child has its own handlers: before that it would answer as the driver does.
        signal.pthread_sigmask(signal.SIG_BLOCK, handled)
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                os.setpgid(0, 0)
                signal.set_wakeup_fd(-1)
                for number in handled:
                    signal.signal(number, signal.SIG_DFL)
                signal.signal(signal.SIGINT, signal.default_int_handler)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
                for fd in [*self.fds, result_read, answer_write]:
                    os.close(fd)
                devnull = os.open(os.devnull, os.O_RDONLY)
                os.dup2(devnull, 0)
                os.close(devnull)
                os.dup2(1, 2)
                code = child(request, self.events, result_write, answer_read)
            finally:
                os._exit(code)
        send_group(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
        os.close(result_write)
        os.close(answer_read)
        self.running = Running(request, pid, result_read, answer_write)
        self.reply({"id": request.get("id"), "started": {"pid": pid}})

    def stop(self, number, grace):
        """Signals the call's process group, then what left the group; kill follows after `grace` seconds.

        The group first, in one system call: all members are signalled before any can see another one die, so DVC
        cannot take the stage's death for a failure and go on (`--keep-going`). DVC dies of SIGTERM at once; the stage
        has the whole grace for itself.
        """
        running = self.running
        if running.status is None:
            send_signal(number, running.pid, group=True)
        for pid, group in descendants():
            if running.status is not None or group != running.pid:
                send_signal(number, pid)
        deadline = time.monotonic() + grace
        running.deadline = deadline if running.phase == "run" else min(deadline, running.deadline)
        running.phase = "stop" if running.phase == "run" else running.phase

    def reap(self):
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self.running and pid == self.running.pid:
                self.running.status, self.running.usage = status, usage
            elif self.running:
                # A stage's process that has outlived its parent and come to this one.
                self.running.orphans += usage.ru_utime + usage.ru_stime

    def advance(self):
        running = self.running
        if not running:
            return
        late = running.deadline is not None and time.monotonic() >= running.deadline
        left = descendants() if running.status is not None or late or running.phase == "kill" else None
        if running.status is not None and not left:
            self.finish([])
        elif running.phase == "run" and running.status is not None:
            self.stop(signal.SIGTERM, SWEEP_GRACE)  # the call has ended and left processes behind
        elif running.phase == "kill" and late:
            self.finish(left)  # not even SIGKILL helps: a process in uninterruptible sleep
        elif late or running.phase == "kill":
            if running.phase != "kill":
                running.phase, running.deadline = "kill", time.monotonic() + KILL_WAIT
            for pid, _ in left:
                send_signal(signal.SIGKILL, pid)

    def finish(self, left):
        running, self.running = self.running, None
        reply = {"id": running.request.get("id"), "exit": None, "signal": None, "seconds": since(running.begin)}
        status, usage = running.status, running.usage
        if status is not None:
            signalled = os.WIFSIGNALED(status)
            reply["signal" if signalled else "exit"] = os.WTERMSIG(status) if signalled else os.WEXITSTATUS(status)
            reply["cpu_seconds"] = round(usage.ru_utime + usage.ru_stime + running.orphans, 3)
            reply["maxrss_kib"] = usage.ru_maxrss  # the largest single process, stages included
        os.set_blocking(running.result_fd, False)  # a forked process that is left may still hold the other end
        try:
            reply.update(json.loads(os.read(running.result_fd, 65536) or b"{}"))
        except (BlockingIOError, ValueError):
            pass
        os.close(running.result_fd)
        os.close(running.answer_fd)
        if running.stopped:
            reply["stopped"] = True
        if left:
            reply["left"] = len(left)
        self.reply(reply)
        for stop in running.stops:
            self.reply({"id": stop.get("id"), "exit": 0})


def send_group(pid):
    # Parent and child both set the group: whoever comes first, it exists before anybody signals it.
    try:
        os.setpgid(pid, pid)
    except OSError:
        pass


def versions():
    import dvc

    return {"dvc": dvc.__version__, "python": ".".join(map(str, sys.version_info[:3]))}


def preload(extra):
    """Imports what the calls need, and builds DVC's argument parser (which it caches)."""
    gc.disable()  # imports make only long-lived objects; collecting among them costs 10 %
    importlib.import_module("dvc.cli")
    for name in [*PRELOAD, *extra]:
        try:
            importlib.import_module(name)
        except ImportError:
            pass
    importlib.import_module("dvc.cli.parser").get_main_parser()
    gc.freeze()  # children must not copy pages just because the collector touches objects
    gc.enable()
    if threading.active_count() != 1:
        raise RuntimeError(f"threads were started by an import, fork is not safe: {threading.enumerate()}")


def read_hello():
    data = b""
    while b"\n" not in data:
        part = os.read(0, 65536)
        if not part:
            sys.exit(0)
        data += part
    line, _, rest = data.partition(b"\n")
    hello = json.loads(line)
    return hello, rest


def main():
    os.closerange(3, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 65536 else 65536)  # none is for stages
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # a parent with threads often starts processes with signals blocked
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started the job; the job goes on
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        prctl(PR_SET_PDEATHSIG, signal.SIGHUP, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # not Linux: end of input alone tells that the parent is gone
    try:
        hello, rest = read_hello()
        events = Events(hello["nonce"], hello.get("log_limit") or 65536)
    except (ValueError, KeyError, TypeError) as error:
        sys.exit(f"dvc_driver: no usable hello on standard input: {error!r}")
    driver = None
    try:
        begin = time.monotonic()
        driver = Driver(events, rest)
        preload(hello.get("preload") or [])
        events.send({"ready": {**versions(), "pid": os.getpid(), "seconds": since(begin)}})
        driver.split_requests()
        return driver.loop()
    except Exception as error:
        for pid, _ in descendants():
            send_signal(signal.SIGKILL, pid)
        kind = "no_dvc" if isinstance(error, ImportError) and not driver.running else "driver_error"
        events.send({"fatal": traceback.format_exc()[-3000:], "kind": kind})
        return 70


if __name__ == "__main__":
    sys.exit(main())
