import Foundation
import RunModel
import TestKit

/// A small program that behaves as `bunsen job` does towards its executor: it claims its attempt, says things in its log, and
/// writes its exit file. What it does between is Python that the run brings along as its arguments.
enum StandIn {
    /// What comes before `job --spec FILE`.
    static func program(in scratch: ScratchDirectory) throws -> [String] {
        try scratch.write(text, to: "stand-in.py")
        return [python, "-I", "-S", "\(scratch.path)/stand-in.py"]
    }

    /// By its own path, as a shim that chooses among several takes its time.
    private static let python: String = {
        let folders = ["/usr/bin"] + (Program.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let paths = folders.map { "\($0)/python3" }
        return paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/usr/bin/python3"
    }()

    /// The arguments of a run whose job does `body`, and `before` even before it claims its attempt.
    static func arguments(_ body: String, before: String) -> [String] { [body, before] }

    private static let text = #"""
        import base64, datetime, json, os, signal, sys, time

        words = iter(sys.argv[1:])
        assert next(words) == "job"
        options = dict(zip(words, words))
        if "BUNSEN_JOB_SPEC" in os.environ:
            spec = json.loads(base64.b64decode(os.environ["BUNSEN_JOB_SPEC"]))
        else:
            with open(options["--spec"]) as file:
                spec = json.load(file)
        work = spec["places"]["work"]
        os.makedirs(work, exist_ok=True)

        def now():
            return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")

        def whole(path, text):
            draft = f"{path}.{os.getpid()}"
            with open(draft, "w") as file:
                file.write(text)
            return draft

        def leave(name, text=""):
            os.rename(whole(f"{work}/{name}", str(text)), f"{work}/{name}")

        def note(name, text):
            with open(f"{work}/{name}", "a") as file:
                file.write(f"{text}\n")

        def wait(name):
            end = time.monotonic() + 120
            while not os.path.exists(f"{work}/{name}"):
                if time.monotonic() > end or not os.path.isdir(work):
                    sys.exit(f"nobody left {name}")
                time.sleep(0.01)

        def say(text):
            print(text, flush=True)

        def event(**parts):
            say(f"bunsen {spec['nonce']} {json.dumps({'at': now(), **parts})}")

        def finish(outcome="succeeded", **parts):
            end = {"outcome": outcome, "ended_at": now(), **parts}
            path = spec["places"]["exitFile"]
            os.rename(whole(path, json.dumps(end)), path)
            event(end=end)
            sys.exit({"succeeded": 0, "elsewhere": 0, "failed": 1, "stopped": 75}[outcome])

        def deaf():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

        def spawn(name, session=False, orphan=False, unmarked=False):
            """A process that heeds no SIGTERM and leaves its pid in a file."""
            if os.fork():
                return wait(name)
            deaf()
            if session:
                os.setsid()
            if orphan and os.fork():
                os._exit(0)
            leave(name, os.getpid())
            os.execve("/bin/sleep", ["sleep", "300"], {} if unmarked else os.environ)

        def claim(directory):
            with open("/proc/self/stat") as stat, open("/proc/sys/kernel/random/boot_id") as boot:
                process = {
                    "pid": os.getpid(),
                    "start_time": int(stat.read().rpartition(")")[2].split()[19]),
                    "boot_id": boot.read().strip(),
                }
            draft = whole(f"{directory}/job.json", json.dumps({"process": process}))
            try:
                os.link(draft, f"{directory}/job.json")
            except FileExistsError:
                sys.exit(0)
            finally:
                os.unlink(draft)

        body, before = spec["request"]["dvcArgs"]
        exec(before)
        if "--claim" in options:
            claim(options["--claim"])
        exec(body)
        """#
}
