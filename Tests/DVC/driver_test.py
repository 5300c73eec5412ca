"""The driver against real DVC in temporary repositories: `PYTHON -m unittest` with a Python that has dvc."""

import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

DRIVER = pathlib.Path(__file__).resolve().parents[2] / "Sources/DVC/Driver/dvc_driver.py"
NONCE = "00ff17a5c3"
PULL = ["repro", "--pull", "--allow-missing"]

PIPELINE = """
stages:
  prepare:
    cmd: echo preparing; cat src/prepare.txt data.csv > prepared.csv
    deps: [data.csv, src/prepare.txt]
    outs: [prepared.csv]
  train:
    cmd: >-
      echo training; grep lr params.yaml > model.txt; cat prepared.csv >> model.txt; echo '{"loss": 0.5}' > metrics.json
    deps: [prepared.csv, src/train.txt]
    params: [train.lr]
    outs: [model.txt]
    metrics: [{metrics.json: {cache: false}}]
  evaluate:
    cmd: >-
      wc -c < model.txt > size.txt; echo '{"auc": NaN}' > scores.json
    deps: [model.txt]
    outs: [size.txt]
    metrics: [scores.json]
  each:
    foreach: [one, two]
    do:
      cmd: cat prepared.csv src/${item}.txt > ${item}.out
      deps: [prepared.csv, "src/${item}.txt"]
      outs: ["${item}.out"]
"""

SUBDIRECTORY = """
stages:
  sum:
    cmd: cat ../prepared.csv local.txt > sum.txt
    deps: [../prepared.csv, local.txt]
    outs: [sum.txt]
"""


def git(folder, *arguments):
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def write(folder, files):
    for name, text in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


class Client:
    """Starts a driver and reads its stream; `output` is what lies outside of records, `stream` all in order."""

    def __init__(self, **hello):
        own = dict.fromkeys(("DVC_SITE_CACHE_DIR", "DVC_GLOBAL_CONFIG_DIR"), ENVIRONMENT["site"])
        environment = {**os.environ, **own}
        command = [sys.executable, str(DRIVER)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, env=environment, cwd="/", **pipes)
        self.data, self.stream, self.output, self.next = b"", [], "", 1
        self.write({"nonce": NONCE, **hello})
        self.ready = self.wait(lambda event: "ready" in event or "fatal" in event)

    def write(self, value):
        line = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def request(self, name, cwd=None, **more):
        number, self.next = self.next, self.next + 1
        self.write({"id": number, "call": name, "cwd": str(cwd) if cwd else None, **more})
        return number

    def call(self, name, cwd=None, **more):
        number = self.request(name, cwd, **more)
        return self.wait(lambda event: event.get("id") == number and "exit" in event)

    def ask(self, name, cwd, **more):
        """A call with reply_to; gives the file's content."""
        with tempfile.TemporaryDirectory() as folder:
            reply = self.call(name, cwd, reply_to=folder + "/reply", **more)
            if reply["exit"] != 0:
                raise AssertionError(reply)
            return json.loads(pathlib.Path(folder, "reply").read_text())

    def wait(self, wanted, seconds=30):
        end = time.monotonic() + seconds
        while True:
            for event in self.take():
                if wanted(event):
                    return event
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"nothing in {seconds} s; stream: {self.stream[-20:]}")
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                raise AssertionError(f"end of stream; {self.stream[-20:]}")
            self.data += data

    def take(self):
        mark = f"\x1ebunsen:{NONCE} ".encode()
        while mark in self.data:
            before, _, rest = self.data.partition(mark)
            if b"\n" not in rest:
                return
            line, _, self.data = rest.partition(b"\n")
            self.text(before)
            self.stream.append(json.loads(line))
            yield self.stream[-1]

    def text(self, data):
        if data:
            self.output += data.decode()
            self.stream.append(data.decode())

    def wait_for_output(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text.encode() not in self.data and text not in self.output:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"no {text!r} in {seconds} s: {self.stream[-20:]}")
            self.data += os.read(self.process.stdout.fileno(), 65536)

    def events(self, key, number=None):
        found = [e for e in self.stream if isinstance(e, dict) and key in e]
        return [e[key] for e in found if number is None or e["id"] == number]

    def stages(self, number=None):
        return [(s["name"], s["state"], s.get("n"), s.get("of")) for s in self.events("stage", number)]

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(20)
        self.process.stdout.close()
        return code


ENVIRONMENT = {}


def setUpModule():
    """One pipeline, run and pushed once; every test works on its own clone of it."""
    base = pathlib.Path(tempfile.mkdtemp(prefix="driver-test-"))
    ENVIRONMENT.update(base=base, site=str(base / "site"))
    origin, client = base / "origin", Client()
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    write(origin, {"dvc.yaml": PIPELINE, "sub/dvc.yaml": SUBDIRECTORY, "sub/local.txt": "s\n", "data.csv": "1,2\n"})
    write(origin, {f"src/{name}.txt": name for name in ("prepare", "train", "one", "two")})
    write(origin, {"params.yaml": "train:\n  lr: 0.1  # rate\n", "tracked/a.txt": "a", "tracked/in/b.txt": "b"})
    for argv in (["init"], ["remote", "add", "-d", "store", str(base / "remote")], ["add", "data.csv", "tracked"]):
        assert client.call("dvc", origin, argv=argv)["exit"] == 0, client.stream
    assert client.call("dvc", origin, argv=["repro", "-P"])["exit"] == 0, client.stream
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "first")
    assert client.call("dvc", origin, argv=["push", "--run-cache"])["exit"] == 0, client.stream
    ENVIRONMENT["client"] = client


def tearDownModule():
    code = ENVIRONMENT["client"].close()
    shutil.rmtree(ENVIRONMENT["base"])
    assert code == 0, code


class DriverTest(unittest.TestCase):
    def setUp(self):
        self.client = ENVIRONMENT["client"]

    def clone(self, **files):
        folder = tempfile.mkdtemp(dir=ENVIRONMENT["base"])
        git(folder, "clone", "-q", str(ENVIRONMENT["base"] / "origin"), ".")
        write(folder, files)
        return pathlib.Path(folder)

    def edit(self, folder, name, old, new):
        path = folder / name
        self.assertIn(old, path.read_text())
        path.write_text(path.read_text().replace(old, new))

    def own_client(self, **hello):
        client = Client(**hello)

        def end():
            if client.process.poll() is None:
                client.process.kill()
            client.process.wait()
            client.process.stdin.close()
            client.process.stdout.close()

        self.addCleanup(end)
        return client

    def repro(self, folder, *arguments, **more):
        begin = len(self.client.stream)
        reply = self.client.call("dvc", folder, argv=[*PULL, *arguments], **more)
        self.stream = self.client.stream[begin:]
        return reply

    def stages(self):
        found = [e["stage"] for e in self.stream if isinstance(e, dict) and "stage" in e]
        return [(s["name"], s["state"]) for s in found if not s.get("source")]

    def log(self):
        return [e["log"]["message"] for e in self.stream if isinstance(e, dict) and "log" in e]

    def plan(self, folder, *arguments, remote=False, **more):
        result = self.client.ask("plan", folder, dvc_args=list(arguments), remote=remote, **more)
        self.assertEqual(result["errors"], [])
        self.planned = {stage["name"]: stage for stage in result["stages"]}
        return {name: stage["state"] for name, stage in self.planned.items() if not stage.get("source")}


class Protocol(DriverTest):
    def test_ping_tells_versions(self):
        reply = self.client.call("ping")
        self.assertEqual(reply["exit"], 0)
        self.assertRegex(reply["dvc"], r"^3\.")

    def test_garbage_is_answered_and_passed_over(self):
        for line in (b"garbage", b"[1]", b'{"id": 1}'):
            self.client.write(line)
            self.client.wait(lambda event: "error" in event and "id" not in event)
        self.assertEqual(self.client.call("ping")["exit"], 0)
        self.assertEqual(self.client.call("nonsense", "/")["error"]["kind"], "bad_arguments")
        reply = self.client.call("dvc", "/no/such/directory", argv=["version"])
        self.assertEqual((reply["exit"], reply["error"]["kind"]), (70, "driver_error"))

    def test_no_hello_is_an_error(self):
        ended = subprocess.run([sys.executable, str(DRIVER)], input=b"{}\n", capture_output=True)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(b"hello", ended.stderr)

    def test_without_dvc_the_driver_says_so(self):
        command = [sys.executable, "-S", str(DRIVER)]  # -S: no site-packages
        ended = subprocess.run(command, input=json.dumps({"nonce": NONCE}).encode() + b"\n", capture_output=True)
        self.assertEqual(ended.returncode, 70)
        event = json.loads(ended.stdout.partition(b" ")[2])
        self.assertEqual(event["kind"], "no_dvc")
        self.assertIn("No module named 'dvc'", event["fatal"])

    def test_a_storage_plugin_can_be_imported_ahead(self):
        client = self.own_client(preload=["dvc_s3", "no_such_module"])
        self.assertIn("ready", client.ready)

    def test_the_driver_goes_with_its_parent(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  s: {cmd: 'echo $$ > pid; exec sleep 60', outs: [o]}\n"})
        # This parent leaves the write end of the pipe open in another process, so that there is no end of input.
        parent = """if True:
            import json, os, subprocess, sys
            driver = subprocess.Popen([sys.executable, sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            other = subprocess.Popen(["sleep", "60"], pass_fds=[driver.stdin.fileno()])
            for request in {"nonce": "aa"}, {"id": 1, "call": "dvc", "cwd": sys.argv[2], "argv": ["repro"]}:
                driver.stdin.write(json.dumps(request).encode() + b"\\n")
            driver.stdin.flush()
            print(driver.pid, other.pid, flush=True)
            driver.wait()
            """
        command = [sys.executable, "-c", parent, str(DRIVER), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            driver, other = map(int, process.stdout.readline().split())
            pid = wait_for_pid(folder / "pid")
            process.kill()
        end = time.monotonic() + 10
        while alive(driver) and time.monotonic() < end:
            select.select([], [], [], 0.05)
        os.kill(other, signal.SIGKILL)
        self.assertEqual((alive(driver), alive(pid)), (False, False))

    def test_exit_codes_are_those_of_dvc(self):
        self.assertEqual(self.client.call("dvc", "/", argv=["repro"])["exit"], 253)
        self.assertEqual(self.client.call("dvc", "/", argv=["repro", "--nonsense"])["exit"], 254)
        self.assertEqual(self.client.call("dvc", "/", argv=["--version"])["exit"], 0)

    def test_end_of_input_ends_the_driver_and_the_call(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  s: {cmd: 'echo $$ > pid; exec sleep 60', outs: [o]}\n"})
        client = self.own_client()
        client.request("dvc", folder, argv=["repro"])
        client.wait(lambda event: event.get("stage", {}).get("state") == "running")
        pid = wait_for_pid(folder / "pid")
        client.process.stdin.close()
        self.assertEqual(client.process.wait(10), 0)
        self.assertFalse(alive(pid))

    def test_sigterm_ends_the_driver_with_75(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  s: {cmd: 'echo $$ > pid; exec sleep 60', outs: [o]}\n"})
        client = self.own_client()
        client.request("dvc", folder, argv=["repro"])
        pid = wait_for_pid(folder / "pid")
        client.process.send_signal(signal.SIGHUP)  # the parent lives: a thread of it ended, nothing more
        client.process.send_signal(signal.SIGTERM)
        reply = client.wait(lambda event: "exit" in event)
        self.assertEqual((reply["exit"], reply["signal"]), (None, signal.SIGTERM))
        self.assertEqual(client.process.wait(10), 75)
        self.assertFalse(alive(pid))

    def test_long_messages_come_in_pieces_that_fit_into_one_write(self):
        client = self.own_client(log_limit=10000)
        name = "ü\x01" * 9000 + "END"
        reply = client.call("dvc", self.clone(), argv=["repro", name])
        self.assertEqual(reply["exit"], 255)
        pieces = client.events("log", 1)
        self.assertGreater(len(pieces), 4)
        for piece in pieces:
            self.assertLess(len(json.dumps(piece, ensure_ascii=False).encode()), 4096)
        whole = "".join(p["message"] for p in pieces)
        self.assertIn("more characters", whole)
        self.assertEqual([bool(p.get("more")) for p in pieces][-1], False)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_pid(path, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and path.read_text().strip():
            return int(path.read_text())
        select.select([], [], [], 0.02)
    raise AssertionError(f"no {path}")


class Repro(DriverTest):
    def test_stages_are_reported_in_order_with_output_between(self):
        folder = self.clone()
        self.edit(folder, "src/prepare.txt", "prepare", "changed")
        reply = self.repro(folder)
        self.assertEqual((reply["exit"], reply["signal"]), (0, None))
        self.assertGreater(reply["maxrss_kib"], 10000)
        order = []
        for item in self.stream:
            if isinstance(item, str):
                order += item.split("\n")[:-1]
            elif "stage" in item and not item["stage"].get("source"):
                stage = item["stage"]
                order.append(f"{stage['state']} {stage['name']} {stage['n']}/{stage['of']}")
        self.assertEqual(order[:3], ["running prepare 1/5", "preparing", "done prepare 1/5"])
        self.assertEqual(order[3:6], ["running train 2/5", "training", "done train 2/5"])
        self.assertEqual(order[-1], "done each@two 5/5")
        self.assertIn("Running stage 'prepare':", self.log())
        self.assertNotIn("Running stage", "".join(i for i in self.stream if isinstance(i, str)))

    def test_unchanged_and_restored_stages(self):
        folder = self.clone()
        self.assertEqual(self.repro(folder)["exit"], 0)
        self.assertEqual({state for _, state in self.stages()}, {"unchanged"})
        self.assertEqual(git(folder, "status", "--porcelain"), "")
        lock = (folder / "dvc.lock").read_text()
        (folder / "dvc.lock").unlink()
        self.assertEqual(self.repro(folder)["exit"], 0)
        self.assertEqual({state for _, state in self.stages()}, {"cached"})
        self.assertEqual(sorted((folder / "dvc.lock").read_text().split()), sorted(lock.split()))

    def test_a_target_counts_only_what_is_walked(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.2")
        self.assertEqual(self.repro(folder, "--single-item", "train")["exit"], 0)
        stage = [e["stage"] for e in self.stream if isinstance(e, dict) and "stage" in e][-1]
        self.assertEqual((stage["name"], stage["state"], stage["n"], stage["of"]), ("train", "done", 1, 1))

    def test_a_failing_stage(self):
        folder = self.clone()
        self.edit(folder, "dvc.yaml", "echo training;", "echo going down, exited with 1; exit 3;")
        reply = self.repro(folder, "train")
        self.assertEqual(reply["exit"], 255)
        failed = [e["stage"] for e in self.stream if isinstance(e, dict) and "stage" in e][-1]
        self.assertEqual((failed["state"], failed["exit"], failed["n"]), ("failed", 3, 2))
        errors = [e["log"] for e in self.stream if isinstance(e, dict) and e.get("log", {}).get("level") == "ERROR"]
        self.assertIn("failed to reproduce 'train': failed to run: echo going down, exited", errors[0]["message"])

    def test_an_experiment_reports_stages_too(self):
        folder = self.clone()
        git(folder, "config", "user.name", "t")
        git(folder, "config", "user.email", "t@example.org")
        begin = len(self.client.stream)
        argv = ["exp", "run", "--pull", "--allow-missing", "-S", "train.lr=0.4", "train"]
        self.assertEqual(self.client.call("dvc", folder, argv=argv)["exit"], 0)
        self.stream = self.client.stream[begin:]
        self.assertEqual(self.stages(), [("prepare", "unchanged"), ("train", "running"), ("train", "done")])

    def test_locks_of_a_killed_attempt_in_a_private_clone(self):
        folder = self.clone()
        owner = {"pid": os.getpid(), "cmd": "dvc repro"}
        write(folder, {".dvc/tmp/rwlock": json.dumps({"write": {str(folder / "prepared.csv"): owner}})})
        self.assertEqual(self.repro(folder)["exit"], 255)
        self.assertIn("is being blocked by", "".join(self.log()))
        self.assertEqual(self.repro(folder, private=True)["exit"], 0)

    def test_quiet_repro_still_reports_stages(self):
        folder = self.clone()
        self.edit(folder, "src/train.txt", "train", "changed")
        self.repro(folder, "-q", "train")
        self.assertEqual(self.stages(), [("prepare", "unchanged"), ("train", "running"), ("train", "done")])

    def test_a_stage_sees_no_nonce_and_no_descriptor(self):
        look = "cat /proc/$PPID/environ /proc/$PPID/cmdline /proc/self/environ | tr '\\\\0' '\\\\n'"
        look += "; ls -l /proc/self/fd; echo $EXTRA-$HOME-"
        folder = self.clone()
        write(folder, {"dvc.yaml": f"stages:\n  s: {{cmd: \"{look}\", outs: [o]}}\n"})
        more = {"env": {"EXTRA": "e", "SHELL": "/bin/sh", "HOME": None}}
        self.repro(folder, **more)
        output = "".join(i for i in self.stream if isinstance(i, str))
        self.assertIn("e--", output)
        self.assertNotIn(NONCE, output)
        opened = {line.split(" -> ")[0].split()[-1]: line for line in output.splitlines() if " -> " in line}
        self.assertEqual(sorted(opened), ["0", "1", "2", "3"])  # 3 is the directory that ls reads
        self.assertIn("/proc/", opened["3"])
        self.assertIn("/dev/null", opened["0"])


class MendedRepro(DriverTest):
    """`--pull --allow-missing` where DVC 3.67 would pass over a stage that must run, or fail."""

    def both(self, folder, *arguments):
        """Outcome without mending (in a copy) and with it."""
        copy = pathlib.Path(tempfile.mkdtemp(dir=ENVIRONMENT["base"]), "copy")
        shutil.copytree(folder, copy, symlinks=True)
        self.repro(copy, *arguments, mend=False)
        before = dict(self.stages())
        self.reply = self.repro(folder, *arguments)
        return before, dict(self.stages())

    def test_a_new_stage_without_dependencies_runs(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  new: {cmd: echo x > new.txt, outs: [new.txt]}\n"})
        self.assertEqual(self.both(folder), ({"new": "unchanged"}, {"new": "done"}))

    def test_a_new_output_is_made(self):
        folder = self.clone()
        self.edit(folder, "dvc.yaml", "outs: [size.txt]", "outs: [size.txt, more.txt]")
        self.edit(folder, "dvc.yaml", "wc -c", "touch more.txt; wc -c")
        self.repro(folder, "evaluate")
        (folder / "more.txt").unlink()
        text = (folder / "dvc.lock").read_text()
        index = text.index("    - path: more.txt")
        (folder / "dvc.lock").write_text(text[:index] + text[text.index("    - path: scores.json") :])
        shutil.rmtree(folder / ".dvc/cache")
        before, after = self.both(folder, "evaluate")
        self.assertEqual((before["evaluate"], after["evaluate"]), ("unchanged", "done"))

    def test_a_dependency_inside_an_output_is_compared(self):
        folder = self.clone()
        stage = "{cmd: cat tracked/in/b.txt > o.txt, deps: [tracked/in], outs: [o.txt]}"
        write(folder, {"dvc.yaml": f"stages:\n  s: {stage}\n"})
        self.assertEqual(self.both(folder), ({"s": "unchanged"}, {"s": "done"}))
        self.assertEqual((folder / "o.txt").read_text(), "b")
        shutil.rmtree(folder / "tracked")
        self.assertEqual(self.both(folder)[1], {"s": "unchanged"})
        self.assertFalse((folder / "tracked").exists())

    def test_a_directory_that_is_there_in_part_is_completed(self):
        folder = self.clone()
        write(folder, {"mixed/own.txt": "own", "dvc.yaml": """
            stages:
              a: {cmd: echo a > mixed/a.txt, deps: [src/one.txt], outs: [mixed/a.txt]}
              b: {cmd: cat mixed/a.txt mixed/own.txt > b.txt, deps: [mixed], outs: [b.txt]}
            """})
        self.assertEqual(self.repro(folder)["exit"], 0)
        self.client.call("dvc", folder, argv=["push"])
        git(folder, "add", "-A")
        git(folder, "clean", "-fdqX", "-e", "!.dvc")
        self.assertFalse((folder / "mixed/a.txt").exists())
        self.assertEqual(self.plan(folder), {"a": "unchanged", "b": "unchanged"})
        before, after = self.both(folder)
        self.assertEqual((before, after), ({"a": "unchanged", "b": "failed"}, {"a": "unchanged", "b": "unchanged"}))

    def test_missing_dependencies_of_a_stage_in_a_subdirectory_are_pulled(self):
        folder = self.clone()
        self.edit(folder, "sub/local.txt", "s", "t")
        before, after = self.both(folder, "sub/dvc.yaml:sum")
        self.assertEqual(before["sub/dvc.yaml:sum"], "failed")
        self.assertEqual(after["sub/dvc.yaml:sum"], "done")


class Stop(DriverTest):
    def test_a_stage_that_resists_and_its_detached_grandchild_are_gone(self):
        folder = self.clone()
        script = """
            trap '' TERM
            setsid sh -c 'trap "" TERM; echo $$ > grandchild; while :; do sleep 0.1; done' &
            echo $$ > pid
            while :; do sleep 0.1; done
            """
        write(folder, {"stubborn.sh": script, "dvc.yaml": "stages:\n  s: {cmd: sh stubborn.sh, outs: [o]}\n"})
        number = self.client.request("dvc", folder, argv=["repro"])
        pids = [wait_for_pid(folder / "pid"), wait_for_pid(folder / "grandchild")]
        waiting = self.client.request("ping")
        begin = time.monotonic()
        stop = self.client.request("stop", target=number, grace=1)
        reply = self.client.wait(lambda event: event.get("id") == number and "exit" in event)
        took = time.monotonic() - begin
        self.assertEqual([alive(pid) for pid in pids], [False, False])
        self.assertEqual((reply["signal"], reply["stopped"]), (signal.SIGTERM, True))
        self.assertTrue(0.9 < took < 3, took)
        for other in (stop, waiting):
            self.assertEqual(self.client.wait(lambda event: event.get("id") == other)["exit"], 0)

    def test_a_stage_may_use_the_grace_and_keep_going_does_not_go_on(self):
        folder = self.clone()
        save = "trap 'sleep 0.5; echo saved; exit 1' TERM; echo $$ > pid; while :; do sleep 0.1; done"
        others = "".join(f"  t{n}: {{cmd: echo t > t{n}, outs: [t{n}]}}\n" for n in range(8))  # in no certain order
        write(folder, {"save.sh": save, "dvc.yaml": "stages:\n  s: {cmd: sh save.sh, outs: [o]}\n" + others})
        number = self.client.request("dvc", folder, argv=["repro", "--keep-going"])
        wait_for_pid(folder / "pid")
        before = sorted(folder.glob("t?"))
        begin = time.monotonic()
        self.client.request("stop", grace=10)
        reply = self.client.wait(lambda event: event.get("id") == number and "exit" in event)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual(reply["signal"], signal.SIGTERM)
        self.assertIn("saved", self.client.output)
        self.assertEqual(sorted(folder.glob("t?")), before)
        self.assertEqual(self.client.call("dvc", folder, argv=["repro", "t0"])["exit"], 0)  # no lock is left

    def test_a_waiting_call_is_taken_from_the_queue(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  s: {cmd: 'echo $$ > pid; exec sleep 60', outs: [o]}\n"})
        self.client.request("dvc", folder, argv=["repro"])
        wait_for_pid(folder / "pid")
        waiting = self.client.request("dvc", folder, argv=["push"])
        self.client.request("stop", target=waiting)
        reply = self.client.wait(lambda event: event.get("id") == waiting)
        self.assertEqual((reply["exit"], reply["stopped"]), (None, True))
        self.client.call("stop", signal=9)
        self.assertEqual(self.client.call("stop")["exit"], 0)

    def test_what_a_call_leaves_behind_is_ended(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  s: {cmd: 'setsid sleep 60 & echo $! > pid; echo o > o', outs: [o]}\n"})
        self.assertEqual(self.client.call("dvc", folder, argv=["repro"])["exit"], 0)
        self.assertFalse(alive(int((folder / "pid").read_text())))


class Outside(DriverTest):
    def asked(self, number, path):
        event = self.client.wait(lambda event: event.get("id") == number and ("outside" in event or "exit" in event))
        self.assertEqual(event.get("outside"), path)
        return json.loads(pathlib.Path(path).read_text())

    def test_a_stage_is_run_by_whoever_is_asked(self):
        folder = self.clone()
        (folder / "sub dir").mkdir()
        stages = "stages:\n  one: {cmd: ['touch here', 'echo \u00fc'], wdir: sub dir, outs: [o]}\n"
        write(folder, {"dvc.yaml": stages, "asked": ""})
        number = self.client.request("dvc", folder, argv=["repro", "one"], outside=str(folder / "asked"))
        first = self.asked(number, str(folder / "asked"))
        self.assertEqual((first["cmd"], first["cwd"]), ("touch here", str(folder / "sub dir")))
        self.assertEqual(first["env"], {"DVC_ROOT": str(folder), "DVC_STAGE": "one"})
        self.client.write({"call": "answer", "target": number, "exit": 0})
        self.assertEqual(self.asked(number, str(folder / "asked"))["cmd"], "echo \u00fc")
        (folder / "sub dir" / "o").write_text("made")
        self.client.write({"call": "answer", "target": number, "exit": 0})
        self.assertEqual(self.client.wait(lambda event: event.get("id") == number and "exit" in event)["exit"], 0)
        self.assertIn(("one", "done", 1, 1), self.client.stages(number))
        self.assertFalse((folder / "sub dir" / "here").exists())

    def test_its_exit_code_fails_the_stage(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  one: {cmd: 'true', outs: [o]}\n"})
        number = self.client.request("dvc", folder, argv=["repro", "one"], outside=str(folder / "asked"))
        self.asked(number, str(folder / "asked"))
        self.client.write({"call": "answer", "target": number, "exit": 137})
        self.assertNotEqual(self.client.wait(lambda event: event.get("id") == number and "exit" in event)["exit"], 0)
        self.assertIn("exited with 137", str(self.client.events("log", number)))

    def test_a_stop_ends_the_waiting_and_a_late_answer_is_nobodys(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": "stages:\n  one: {cmd: 'true', outs: [o]}\n"})
        number = self.client.request("dvc", folder, argv=["repro", "one"], outside=str(folder / "asked"))
        self.asked(number, str(folder / "asked"))
        self.client.request("stop", target=number, grace=2)
        reply = self.client.wait(lambda event: event.get("id") == number and "exit" in event)
        self.assertTrue(reply["stopped"])
        self.client.write({"call": "answer", "target": number, "exit": 0})
        self.assertEqual(self.client.call("ping")["exit"], 0)


class Command(DriverTest):
    def test_a_program_of_its_own_speaks_into_the_stages_output(self):
        folder = self.clone()
        write(folder, {"own.sh": "echo out $ACME_RUN_ARGS; echo err >&2; exit 7"})
        reply = self.client.call("command", folder, argv=["sh", "own.sh"], env={"ACME_RUN_ARGS": "a b"})
        self.assertEqual((reply["exit"], "cut" in reply), (7, False))
        self.assertIn("out a b", self.client.output)
        self.assertIn("err", self.client.output)

    def test_what_is_captured_is_text_and_no_output(self):
        folder = self.clone()
        write(folder, {"own.sh": "echo '# Title'; echo to the log >&2; exit 3"})
        number = self.client.request("command", folder, argv=["sh", "own.sh"], capture=1000)
        text = self.client.wait(lambda event: event.get("log", {}).get("level") == "TEXT")
        self.assertEqual(text["log"]["message"], "# Title\n")
        reply = self.client.wait(lambda event: event.get("id") == number and "exit" in event)
        self.assertEqual((reply["exit"], "cut" in reply), (3, False))
        self.assertIn("to the log", self.client.output)
        self.assertNotIn("Title", self.client.output)

    def test_a_text_that_is_too_long_ends_with_a_whole_line_and_fails_nobody(self):
        folder = self.clone()
        write(folder, {"own.sh": "for n in 1 2 3 4; do echo line $n; done; head -c 300000 /dev/zero"})
        number = self.client.request("command", folder, argv=["sh", "own.sh"], capture=16)
        text = self.client.wait(lambda event: event.get("log", {}).get("level") == "TEXT")
        self.assertEqual(text["log"]["message"], "line 1\nline 2\n")
        reply = self.client.wait(lambda event: event.get("id") == number and "exit" in event)
        self.assertEqual((reply["exit"], reply["cut"]), (0, True))

    def test_what_cannot_be_started_is_named(self):
        folder = self.clone()
        for more in ({}, {"capture": 10}):
            reply = self.client.call("command", folder, argv=["./none.sh"], **more)
            self.assertEqual(reply["error"], {"kind": "bad_command", "message": "./none.sh: No such file or directory"})

    def test_a_stop_ends_it_with_what_it_started(self):
        folder = self.clone()
        write(folder, {"own.sh": "setsid sleep 60 & echo $! > grandchild; echo $$ > pid; sleep 60"})
        for more in ({}, {"capture": 10}):
            (folder / "pid").unlink(missing_ok=True)
            number = self.client.request("command", folder, argv=["sh", "own.sh"], **more)
            pids = [wait_for_pid(folder / "pid"), wait_for_pid(folder / "grandchild")]
            self.client.request("stop", target=number, grace=2)
            reply = self.client.wait(lambda event: event.get("id") == number and "exit" in event)
            self.assertEqual((reply["stopped"], [alive(pid) for pid in pids]), (True, [False, False]))


class Graph(DriverTest):
    def test_graph_of_a_bare_checkout(self):
        graph = self.client.ask("graph", self.clone(), targets=["train"], repro_args=["--single-item"])
        self.assertEqual(graph["order"], ["train"])
        stages = {stage["name"]: stage for stage in graph["stages"]}
        self.assertEqual(stages["train"]["deps"], ["prepared.csv", "src/train.txt"])
        self.assertEqual(stages["train"]["params"], [{"file": "params.yaml", "keys": ["train.lr"]}])
        self.assertEqual(stages["train"]["needs"], ["prepare"])
        metric = {"path": "metrics.json", "cached": False, "metric": True, "plot": False, "persist": False}
        self.assertIn(metric, stages["train"]["outs"])
        self.assertTrue(stages["data.csv.dvc"]["is_data_source"])
        self.assertEqual(stages["sub/dvc.yaml:sum"]["outs"][0]["path"], "sub/sum.txt")
        self.assertEqual(graph["lockfiles"], ["dvc.lock", "sub/dvc.lock"])
        self.assertEqual((graph["default_remote"], graph["dvc_root"]), ("store", "."))
        everything = self.client.ask("graph", self.clone())
        self.assertEqual(everything["order"], ["data.csv.dvc", "prepare", "train", "evaluate", "each@one", "each@two"])

    def test_the_remote_is_shown_without_credentials(self):
        folder = self.clone()
        self.edit(folder, ".dvc/config", str(ENVIRONMENT["base"] / "remote"), "https://me:secret@host:8/x?sig=abc")
        self.assertEqual(self.client.ask("graph", folder)["remote_url"], "https://host:8/x")

    def test_errors_say_file_and_line(self):
        for text, words in (
            ("stages:\n  a: {cmd: [\n", ["dvc.yaml' is invalid", "line 3"]),
            ("stages:\n  a:\n    cmd: x\n    nonsense: 1\n", ["dvc.yaml' validation failed", "nonsense", "line 3"]),
            ("stages:\n  a: {cmd: 'echo ${x}'}\n", ["failed to parse 'stages.a.cmd'", "Could not find 'x'"]),
            ("stages:\n  a: {cmd: x, deps: [f], outs: [f]}\n", ["both a dependency and an output in stage: a"]),
        ):
            reply = self.client.call("graph", self.clone(**{"dvc.yaml": text}), reply_to="/nowhere")
            self.assertEqual((reply["exit"], reply["error"]["kind"]), (1, "invalid_pipeline"), reply)
            for word in words:
                self.assertIn(word, reply["error"]["message"])
        unreadable = self.clone(**{"params.yaml": "a: [", "dvc.yaml": "vars: [params.yaml]\nstages:\n  a: {cmd: x}\n"})
        reply = self.client.call("graph", unreadable, reply_to="/nowhere")
        self.assertEqual(reply["error"]["kind"], "invalid_pipeline")
        self.assertIn("params.yaml", reply["error"]["message"])
        self.assertEqual(self.client.call("graph", "/", reply_to="/x")["error"]["kind"], "not_a_dvc_repo")
        reply = self.client.call("graph", self.clone(), reply_to="/x", repro_args=["--nonsense"])
        self.assertEqual(reply["error"]["kind"], "bad_arguments")


class Mirror(DriverTest):
    def mirror(self, folder, tree, sha, *files):
        return self.client.call("mirror", folder, tree=str(tree), git_dir=str(folder / ".git"), sha=sha, files=files)

    def test_what_is_finished_is_pushed_from_a_second_tree(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.7")
        self.assertEqual(self.repro(folder, "train")["exit"], 0)
        tree, sha = folder.with_name(folder.name + "-mirror"), git(folder, "rev-parse", "HEAD").strip()
        files = ["dvc.lock", "params.yaml", ".dvc/config", "not/there"]
        for _ in range(2):  # again: the tree is there
            self.assertEqual(self.mirror(folder, tree, sha, *files)["exit"], 0)
        self.assertEqual((tree / "dvc.lock").read_text(), (folder / "dvc.lock").read_text())
        self.assertFalse((tree / "model.txt").exists())
        git(tree, "status")
        self.assertEqual(self.client.call("dvc", tree, argv=["status", "--json"])["exit"], 0)

    def test_a_commit_that_is_not_there_leaves_no_tree(self):
        folder = self.clone()
        tree = folder.with_name(folder.name + "-mirror")
        reply = self.mirror(folder, tree, "1" * 40)
        self.assertEqual((reply["exit"], reply["error"]["kind"]), (1, "dvc_error"))
        self.assertFalse(tree.exists())


class Checkpoints(DriverTest):
    def save(self, folder, *files):
        return self.client.call("save_checkpoints", folder, key="k1", stage="train", files=files)["files"]

    def test_they_are_restored_before_the_command_of_their_stage(self):
        folder = self.clone(**{"deep/a.ckpt": "12"})
        self.assertEqual(self.save(folder, "deep/a.ckpt", "not/there"), ["deep/a.ckpt"])
        other = self.clone()
        self.edit(other, "dvc.yaml", "echo training;", "echo training; cat deep/a.ckpt;")
        stages = {"train": ["deep/a.ckpt", "not/there"]}
        reply = self.repro(other, "train", checkpoints={"key": "k1", "stages": stages})
        self.assertEqual((reply["exit"], (other / "deep/a.ckpt").read_text()), (0, "12"))
        self.assertIn("train goes on from deep/a.ckpt", self.log())
        # One that is here is newer.
        (other / "deep/a.ckpt").write_text("13")
        self.repro(other, "--force", "train", checkpoints={"key": "k1", "stages": stages})
        self.assertEqual((other / "deep/a.ckpt").read_text(), "13")
        self.assertEqual(self.client.call("forget_checkpoints", folder, key="k1")["exit"], 0)
        left = [path for path in (ENVIRONMENT["base"] / "remote/bunsen-checkpoints").rglob("*") if path.is_file()]
        self.assertEqual(left, [])

    def test_a_project_without_a_remote_saves_none(self):
        folder = self.clone(**{"a.ckpt": "12"})
        (folder / ".dvc/config").write_text("")
        self.assertEqual(self.save(folder, "a.ckpt"), [])


class Compare(DriverTest):
    def test_the_first_stage_that_differs(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.7")
        self.assertEqual(self.repro(folder, "train")["exit"], 0)
        found = self.client.ask("compare", folder, a="HEAD", repro_args=[])["stages"]
        same = {stage["name"]: all(out["before"] == out["after"] for out in stage["outs"]) for stage in found}
        self.assertTrue(same["prepare"])
        self.assertFalse(same["train"])
        train = next(stage for stage in found if stage["name"] == "train")
        self.assertEqual([out["path"] for out in train["outs"]], ["metrics.json", "model.txt"])


class Diff(DriverTest):
    def test_metrics_and_params_without_data(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.2")
        self.edit(folder, "metrics.json", "0.5", "0.25")
        diff = self.client.ask("diff", folder, a="HEAD", b=None)
        loss = {"old": 0.5, "new": 0.25, "diff": -0.25}
        self.assertEqual(diff["metrics"]["metrics.json"], {"loss": loss})
        self.assertEqual(diff["params"], {"params.yaml": {"train.lr": {"old": 0.1, "new": 0.2, "diff": 0.1}}})
        self.assertEqual(diff["errors"], [])
        self.assertEqual(diff["metrics"]["scores.json"], {"auc": {"old": "nan", "new": "nan", "diff": "nan"}})
        self.assertFalse((folder / ".dvc/cache/files").exists())

    def test_a_metric_that_was_not_there_before_is_no_error(self):
        folder = self.clone()
        metrics = (folder / "metrics.json").read_text()
        git(folder, "rm", "-q", "metrics.json", "dvc.lock")
        git(folder, "commit", "-q", "-m", "Never run")
        write(folder, {"metrics.json": metrics})
        diff = self.client.ask("diff", folder, a="HEAD", b=None)
        self.assertIn("metrics.json", diff["metrics"])
        self.assertEqual([error for error in diff["errors"] if error["path"] == "metrics.json"], [])

    def test_not_a_number_and_unknown_revisions(self):
        folder = ENVIRONMENT["base"] / "origin"
        diff = self.client.ask("diff", folder, a=None)
        self.assertEqual(diff["metrics"]["scores.json"], {"auc": {"old": None, "new": "nan"}})
        diff = self.client.ask("diff", folder, a="HEAD~7")
        self.assertIn("HEAD~7", diff["errors"][0]["message"])


class Params(DriverTest):
    def test_written_as_exp_run_does(self):
        folder = self.clone(**{"conf.yaml": "a: {b: [3]}  # kept\n"})
        reply = self.client.call("apply_params", folder, params=["train.lr=0.2", "conf.yaml:a.b=[1,2]", "+new=x"])
        self.assertEqual((reply["exit"], reply["files"]), (0, ["params.yaml", "conf.yaml"]))
        self.assertEqual((folder / "params.yaml").read_text(), "train:\n  lr: 0.2  # rate\nnew: x\n")
        self.assertEqual((folder / "conf.yaml").read_text(), "a: {b: [1, 2]} # kept\n")

    def test_mistakes_are_named(self):
        folder = self.clone()
        for param, word in (
            ("train.rate=1", "rate"),
            ("train.lr=0.1,0.2", "sweep"),
            ("gone.yaml:a=1", "gone.yaml"),
            ("src/one.txt:a=1", ".txt"),
            ("../x.yaml:a=1", "outside"),
            ("train.lr=[", "train.lr=["),
        ):
            reply = self.client.call("apply_params", folder, params=[param])
            self.assertEqual((reply["exit"], reply["error"]["kind"]), (1, "bad_param"), reply)
            self.assertIn(word, reply["error"]["message"])
        self.assertEqual(git(folder, "status", "--porcelain"), "")

    def test_hydra_composition(self):
        folder = self.clone(**{"conf/config.yaml": "defaults: [db: a, _self_]\nx: 1\n"})
        write(folder, {"conf/db/a.yaml": "name: a\n", "conf/db/b.yaml": "name: b\n"})
        self.edit(folder, ".dvc/config", "[core]", "[hydra]\n    enabled = True\n[core]")
        reply = self.client.call("apply_params", folder, params=["db=b", "x=2"])
        self.assertEqual(reply.get("files"), ["params.yaml"], reply)
        self.assertEqual((folder / "params.yaml").read_text(), "db:\n  name: b\nx: 2\n")


class Plan(DriverTest):
    def expect(self, folder, expected, why=None, **more):
        states = self.plan(folder, **more)
        self.assertEqual({name: states[name] for name in expected}, expected, self.planned)
        for name, text in (why or {}).items():
            self.assertIn(text, self.planned[name]["why"])

    def test_unchanged_without_data(self):
        folder = self.clone()
        self.assertEqual(set(self.plan(folder, "-P").values()), {"unchanged"})
        self.assertEqual(len(self.planned), 8)
        self.assertEqual(git(folder, "status", "--porcelain", "--ignored"), "!! .dvc/tmp/\n")

    def test_a_parameter(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.2")
        expected = {"prepare": "unchanged", "train": "run", "evaluate": "unknown", "each@one": "unchanged"}
        why = {"train": "parameter train.lr changed (0.1 → 0.2)", "evaluate": "train must run first"}
        self.expect(folder, expected, why, remote=True)

    def test_a_script_and_a_missing_one(self):
        folder = self.clone()
        self.edit(folder, "src/one.txt", "one", "1")
        (folder / "src/two.txt").unlink()
        self.expect(folder, {"each@one": "run", "each@two": "run"}, {"each@two": "dependency src/two.txt is missing"})
        self.assertEqual(self.planned["each@one"]["deps_changed"], ["src/one.txt"])
        self.assertEqual(self.planned["each@one"]["why"], "dependency src/one.txt changed")

    def test_the_command_and_the_lock(self):
        folder = self.clone()
        self.edit(folder, "dvc.yaml", "echo preparing;", "")
        self.expect(folder, {"prepare": "run", "train": "unknown"}, {"prepare": "command changed"})
        (folder / "dvc.lock").unlink()
        expected = {"prepare": "run", "train": "unknown", "each@two": "unknown"}
        self.expect(folder, expected, {"prepare": "not in dvc.lock"})

    def test_a_hit_in_the_run_cache_of_the_remote(self):
        folder = self.clone()
        (folder / "dvc.lock").unlink()
        self.assertEqual(self.plan(folder)["prepare"], "run")
        states = self.plan(folder, "-P", remote=True)
        self.assertEqual(states.pop("sub/dvc.yaml:sum"), "unchanged")
        self.assertEqual(set(states.values()), {"cached"}, self.planned)
        self.assertEqual(self.planned["train"]["from"], "remote")
        self.assertFalse((folder / ".dvc/cache/files").exists())

    def test_a_hit_in_the_local_run_cache(self):
        folder = self.clone()
        (folder / "dvc.lock").unlink()
        self.assertEqual(self.repro(folder, "-P")["exit"], 0)
        (folder / "dvc.lock").unlink()
        self.assertEqual(set(self.plan(folder).values()), {"cached"})
        self.assertEqual(self.planned["train"]["from"], "local")
        self.assertEqual(set(self.plan(folder, "--no-run-cache").values()), {"run", "unknown"})
        self.assertEqual(set(self.plan(folder, "--force").values()), {"run"})

    def test_what_the_plan_says_is_what_repro_does(self):
        folder = self.clone()
        self.edit(folder, "src/one.txt", "one", "1")
        self.edit(folder, "params.yaml", "0.1", "0.2")
        self.edit(folder, "metrics.json", "0.5", "0.7")
        planned = self.plan(folder, remote=True)
        self.assertEqual(self.repro(folder)["exit"], 0)
        done = {"run": {"done"}, "unknown": {"done", "cached", "unchanged"}}
        for name, state in dict(self.stages()).items():
            self.assertIn(state, done.get(planned[name], {planned[name]}), name)

    def test_a_restored_stage_is_followed(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.3")
        self.assertEqual(self.repro(folder, "evaluate")["exit"], 0)
        git(folder, "checkout", "dvc.lock")
        self.expect(folder, {"train": "cached", "evaluate": "cached", "each@one": "unchanged"}, remote=True)

    def test_edited_metric(self):
        folder = self.clone()
        self.edit(folder, "metrics.json", "0.5", "0.7")
        why = {"train": "output metrics.json changed"}
        self.expect(folder, {"train": "cached", "evaluate": "unchanged"}, why, remote=True)
        self.expect(folder, {"train": "run", "evaluate": "unknown"}, why)

    def test_a_subdirectory(self):
        folder = self.clone()
        self.edit(folder, "sub/local.txt", "s", "t")
        states = self.plan(folder, "sub/dvc.yaml:sum")
        self.assertEqual(states, {"prepare": "unchanged", "sub/dvc.yaml:sum": "run"})
        self.assertEqual(self.planned["sub/dvc.yaml:sum"]["deps_changed"], ["sub/local.txt"])
        self.assertEqual(self.plan(folder / "sub"), {"../dvc.yaml:prepare": "unchanged", "sum": "run"})

    def test_kinds_of_stages(self):
        folder = self.clone()
        write(folder, {"dvc.yaml": """
            stages:
              always: {cmd: echo > al, deps: [src/one.txt], outs: [al], always_changed: true}
              callback: {cmd: echo}
              fresh: {cmd: echo > fr, outs: [fr]}
              kept: {cmd: echo > ke, deps: [src], outs: [{ke: {persist: true}}]}
              plain: {cmd: echo > pl, deps: [src], outs: [{pl: {cache: false}}]}
              whole: {cmd: echo > wh, deps: [tracked], outs: [wh]}
              inside: {cmd: echo > in, deps: [tracked/a.txt], outs: [in]}
              table:
                matrix: {size: [1, 2]}
                cmd: echo ${item.size} > ${item.size}.t
                deps: [src/one.txt]
                outs: ["${item.size}.t"]
            """})
        self.assertEqual(self.repro(folder)["exit"], 0, self.log())
        lock = (folder / "dvc.lock").read_text()
        states = self.plan(folder)
        self.assertEqual((states.pop("always"), states.pop("callback")), ("run", "run"))
        self.assertEqual(set(states.values()), {"unchanged"}, self.planned)
        self.assertIn("always_changed", self.planned["always"]["why"])
        (folder / "dvc.lock").unlink()
        states = self.plan(folder)
        hits = {name for name, state in states.items() if state == "cached"}
        self.assertEqual(hits, {"whole", "inside", "table@1", "table@2"}, self.planned)
        self.assertEqual({states[name] for name in ("fresh", "kept", "plain")}, {"run"})
        (folder / "dvc.lock").write_text(lock)
        shutil.rmtree(folder / ".dvc/cache")
        shutil.rmtree(folder / "tracked")
        # Its own site cache: DVC's index there remembers directory listings.
        states = self.plan(folder, env={"DVC_SITE_CACHE_DIR": str(folder / ".dvc/tmp/site")})
        self.assertEqual((states["whole"], states["inside"]), ("unchanged", "unknown"))
        states = self.plan(folder, remote=True)
        self.assertEqual((states["whole"], states["inside"]), ("unchanged", "unchanged"))
        self.edit(folder, "tracked.dvc", "md5: ", "md5: 0")
        states = self.plan(folder, "whole")
        self.assertEqual(states["whole"], "run")
        self.edit(folder, "dvc.yaml", "always: {cmd", "always: {frozen: true, cmd")
        self.assertEqual(self.plan(folder, "always"), {"always": "unchanged"})
        self.assertEqual(self.planned["always"]["why"], "frozen")

    def test_arguments_of_an_experiment(self):
        folder = self.clone()
        self.assertEqual(self.plan(folder, "-n", "name", "train", experiment=True)["train"], "unchanged")

    def test_force_downstream(self):
        folder = self.clone()
        self.edit(folder, "params.yaml", "0.1", "0.2")
        self.assertEqual(self.plan(folder, "--force-downstream", "evaluate")["evaluate"], "run")

    def test_a_remote_out_of_reach_is_an_error_in_the_reply(self):
        folder = self.clone()
        nobody = "s3://bucket/x\n    endpointurl = http://127.0.0.1:9"
        self.edit(folder, ".dvc/config", str(ENVIRONMENT["base"] / "remote"), nobody)
        (folder / "dvc.lock").unlink()
        environment = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_MAX_ATTEMPTS": "1"}
        result = self.client.ask("plan", folder, dvc_args=["prepare"], remote=True, env=environment)
        self.assertIn("remote: ", result["errors"][0])
        self.assertEqual([stage["state"] for stage in result["stages"]], ["unchanged", "run"])


class PatienceTest(DriverTest):
    def remote(self, folder, port):
        text = f"s3://bucket/x\n    endpointurl = http://127.0.0.1:{port}"
        self.edit(folder, ".dvc/config", str(ENVIRONMENT["base"] / "remote"), text)
        return {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "BUNSEN_STALL_SECONDS": "2"}

    def test_a_transfer_that_stands_still_is_ended(self):
        with socket.create_server(("127.0.0.1", 0)) as server:  # takes connections, and never answers
            for argv in (["push"], ["repro", "--pull", "--force", "evaluate"]):
                folder = self.clone()
                environment = self.remote(folder, server.getsockname()[1])
                begin = time.monotonic()
                reply = self.client.call("dvc", folder, argv=argv, env=environment)
                self.assertEqual(reply["exit"], 255, reply)
                self.assertLess(time.monotonic() - begin, 15)
                self.assertIn("the DVC remote timed out: nothing has moved for 2 s", self.client.events("log")[-1]["message"])

    def test_a_stage_that_takes_longer_is_no_transfer(self):
        folder = self.clone(**{"dvc.yaml": "stages:\n  long:\n    cmd: sleep 4; echo x > x.txt\n    outs: [x.txt]\n"})
        reply = self.repro(folder, env={"BUNSEN_STALL_SECONDS": "1"})
        self.assertEqual(reply["exit"], 0, self.stream)
        self.assertEqual(self.stages(), [("long", "running"), ("long", "done")])


if __name__ == "__main__":
    unittest.main()
