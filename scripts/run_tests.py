"""Runs every test, and closes with the sum: N passed, N failed.

Usage: run_tests.py [SWIFT TEST OPTIONS], after `swift build --build-tests`; with options (`--filter Job`), Swift's alone.
The numbers come from Swift's own report file and from unittest's closing lines; where either is missing, no sum is
printed, and the run has failed.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A test that hangs must not hang whoever waits for the tests.
DEADLINE = int(os.environ.get("BUNSEN_TEST_DEADLINE", "2400"))


def run(call, **options):
    """The exit code of a call, which with all its descendants is ended at the deadline."""
    with subprocess.Popen(call, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL, **options) as process:
        try:
            return process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            print(f"run_tests: not done after {DEADLINE} s, ended: {' '.join(call)}", file=sys.stderr)
            return 1
        finally:
            if process.returncode is None:
                end_session(process.pid)


def end_session(leader):
    """Kills a session and what is in it; a process group would not do, as swift test gives its tests another one."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                os.kill(int(stat.parent.name), signal.SIGKILL)
        except (OSError, ValueError):
            pass  # gone meanwhile


def swift_tests(options):
    """(exit code, passed, failed, skipped) of swift test; the numbers are None where it left no report."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "tests.xml"
        code = run(["swift", "test", "--skip-build", "--disable-xctest", "--xunit-output", str(report), *options])
        reports = list(pathlib.Path(folder).glob("*.xml"))
        try:
            return code, count(xml.parse(reports[0]).iter("testcase"))
        except (IndexError, xml.ParseError):  # a crash leaves none, or half of one
            return code, None


def count(cases):
    cases = list(cases)
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return len(cases) - failed - skipped, failed, skipped


def python_tests(file):
    """The same of a unittest file."""
    with tempfile.TemporaryFile("w+") as output:
        code = run([sys.executable, str(file)], stderr=output)
        output.seek(0)
        text = output.read()
    print(text, end="", file=sys.stderr)
    return code, closing(text)


def closing(text):
    """What unittest's last lines say, as in `Ran 3 tests in 0.1s` and `FAILED (failures=1, skipped=1)`."""
    ran = re.findall(r"^Ran (\d+) tests? in ", text, re.MULTILINE)
    if not ran:
        return None
    said = dict(re.findall(r"(\w+(?: \w+)?)=(\d+)", text.rstrip().splitlines()[-1]))
    failed = sum(int(said.get(word, 0)) for word in ("failures", "errors", "unexpected successes"))
    skipped = int(said.get("skipped", 0))
    return int(ran[-1]) - failed - skipped, failed, skipped


def main():
    options = sys.argv[1:]
    results = [swift_tests(options)]
    if not options:
        results += [python_tests(file) for file in sorted(ROOT.glob("Tests/**/*_test.py"))]
    good = all(code == 0 for code, _ in results)
    if any(numbers is None for _, numbers in results):
        print("run_tests: some tests ended without a count; see above", file=sys.stderr)
        return 1
    passed, failed, skipped = (sum(column) for column in zip(*(numbers for _, numbers in results)))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 0 if good and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
