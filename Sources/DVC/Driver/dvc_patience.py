"""How long DVC waits for a remote: long enough for a slow one, and never for ever for one that does not answer.

S3 has timeouts of its own, which DVC 3.67 leaves at s3fs's: an answer that takes 15 s is given up, and each request that
hangs is made 25 times. Here an answer may take ANSWER_SECONDS, and a request is made at most 9 times; `read_timeout` and
`connect_timeout` of the remote, AWS_MAX_ATTEMPTS and AWS_RETRY_MODE are obeyed where they are set.

Other remotes have none, or others. Hence whatever DVC transfers is also watched: when for STALL_SECONDS no byte has come or gone
on any connection, none was read from a disk or written to one, hardly any time was spent on computing and no other program was
at work for it, the call ends with an error. A stage that runs is no transfer.
"""

import contextlib
import functools
import importlib
import os
import socket
import struct
import threading
import time

ANSWER_SECONDS, CONNECT_SECONDS, TRIES, FURTHER_TRIES = 60, 10, 3, 3
STALL_SECONDS = 300
TRANSFERS = {
    "dvc.repo": ("Repo", ("push", "pull", "fetch")),
    "dvc.stage.cache": ("StageCache", ("push", "pull")),
    "dvc.data_cloud": ("DataCloud", ("push", "pull", "transfer", "status")),
    "dvc_checkpoints": (None, ("restore_checkpoints",)),
}
# struct tcp_info of linux/tcp.h: tcpi_bytes_acked and tcpi_bytes_received.
TCP_INFO, BYTES_AT, BYTES_END = 11, 120, 136


def bound_waiting(call, events):
    """Patches DVC in a child; gives what wraps a function that does nothing but transfer."""
    watch = Watch(call, events)
    try:
        be_patient_with_s3()
        for module, (owner, names) in TRANSFERS.items():
            place = importlib.import_module(module)
            place = getattr(place, owner) if owner else place
            for name in names:
                setattr(place, name, watch.watching(getattr(place, name)))
    except (AttributeError, ImportError) as error:
        events.log(call, "WARNING", f"this DVC is waited for as long as it likes: {error}")
    return watch.watching


def be_patient_with_s3():
    base = importlib.import_module("dvc_objects.fs.base").FileSystem
    plain = base.fs_args

    def fs_args(self):
        arguments = plain.__get__(self, type(self))
        if self.protocol == "s3":
            settings = arguments.setdefault("config_kwargs", {})
            settings.setdefault("read_timeout", ANSWER_SECONDS)
            settings.setdefault("connect_timeout", CONNECT_SECONDS)
            if not os.environ.keys() & {"AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"}:
                settings.setdefault("retries", {"total_max_attempts": TRIES, "mode": "standard"})
            # Its own, around those.
            importlib.import_module("s3fs").S3FileSystem.retries = FURTHER_TRIES
            # To wait for leave to send a body knows no timeout at all (aiohttp 3.14).
            handlers = importlib.import_module("botocore.handlers")
            handlers.BUILTIN_HANDLERS[:] = [item for item in handlers.BUILTIN_HANDLERS if item[1] is not handlers.add_expect_header]
        return arguments

    patched = functools.cached_property(fs_args)
    patched.__set_name__(base, "fs_args")
    base.fs_args = patched


class Watch:
    """Ends this process when a transfer stands still."""

    def __init__(self, call, events):
        self.call, self.events = call, events
        self.limit = float(os.environ.get("BUNSEN_STALL_SECONDS") or STALL_SECONDS)  # less for tests alone
        self.lock, self.depth, self.thread = threading.Lock(), 0, None
        self.begun = threading.Event()

    def watching(self, function):
        @functools.wraps(function)
        def watched(*args, **kwargs):
            with self.lock:
                self.depth += 1
                self.begun.set()
                if self.thread is None:
                    self.thread = threading.Thread(target=self.run, daemon=True)
                    self.thread.start()
            try:
                return function(*args, **kwargs)
            finally:
                with self.lock:
                    self.depth -= 1
                    if not self.depth:
                        self.begun.clear()

        return watched

    def run(self):
        last, since = None, time.monotonic()
        while self.begun.wait():
            now = activity()
            if last is None or now[0] != last[0] or now[1] - last[1] > 0.5 or has_children():
                last, since = now, time.monotonic()
            elif time.monotonic() - since > self.limit:
                self.events.log(self.call, "ERROR", f"the DVC remote timed out: nothing has moved for {self.limit:.0f} s")
                os._exit(255)
            time.sleep(min(5, self.limit / 10))
            if not self.depth:
                last = None


def activity():
    """(what tells of bytes that moved, seconds of computing) of this process."""
    moved = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError, struct.error):
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                moved.append((name, *connection_bytes(int(name))))
    with contextlib.suppress(OSError), open("/proc/self/io", encoding="ascii") as file:
        moved += [line for line in file if line.startswith(("read_bytes", "write_bytes"))]
    times = os.times()
    return sorted(map(str, moved)), times.user + times.system


def connection_bytes(descriptor):
    with socket.socket(fileno=os.dup(descriptor)) as copy:
        info = copy.getsockopt(socket.IPPROTO_TCP, TCP_INFO, 232)
        return struct.unpack("=QQ", info[BYTES_AT:BYTES_END])


def has_children():
    with contextlib.suppress(OSError):
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
                if file.read().strip():
                    return True
    return False
