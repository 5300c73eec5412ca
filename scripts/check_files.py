"""Fails on what no file of the project may hold: too many lines of Swift, Python that does not parse, a machine's paths, a
registry's address, blanks at the end of a line.

Usage: check_files.py [ROOT]. Looks at every file that git tracks or would track.
"""

import pathlib
import re
import statistics
import subprocess
import sys
import warnings

LONGEST = 500
BLANKS = re.compile(r"[ \t]+$")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|(?:deb|security|snapshot)\.debian\.org|registry\.npmjs\.org")
# Home directories, but for the names that examples use.
HOME = r"/(?:root\b|home/(?!(?:u|user|me|you|git|alice|bob)\b)\w+)"
# Places where every machine has something, so that what lies beside the checkout says nothing about this one.
COMMON = {pathlib.Path(place) for place in ("/", "/home", "/opt", "/srv", "/tmp", "/usr/src", "/var/tmp")}
# Licence texts are somebody else's words, and a lock file is a tool's.
EXEMPT = {"LICENSE", "Package.resolved"}


def files(root):
    call = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\0")
    return sorted(root / name for name in names if name and (root / name).is_file() and not (root / name).is_symlink())


def machine(root):
    """Matches paths of the machine this runs on: homes, this checkout and whatever lies beside it."""
    places = [root] if root.parent in COMMON else sorted(root.parent.iterdir())
    paths = "|".join([HOME, *(re.escape(str(place)) + r"\b" for place in places)])
    # A leading boundary, so that `~/root/` and `STATE/home/x` pass.
    return re.compile(r"(?<![\w.~*})>$-])(?:" + paths + ")")


def python_fault(lines):
    """What keeps Python from reading a file, its warnings included (a bad escape in a string, `is` with a number)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile("\n".join(lines), "", "exec")
        except SyntaxError as fault:
            return fault


def problems(root):
    forbidden = [(machine(root), "a path of one machine"), (REGISTRY, "the address of a package registry")]
    for file in files(root):
        path = file.relative_to(root)
        try:
            lines = file.read_text().split("\n")
        except UnicodeDecodeError:
            continue
        if path.name in EXEMPT:
            continue
        if path.suffix == ".swift" and len(lines) - 1 > LONGEST:
            yield f"{path}: {len(lines) - 1} lines; a Swift file has {LONGEST} at most: give its parts files of their own"
        if path.suffix == ".py" and (fault := python_fault(lines)):
            yield f"{path}:{fault.lineno}: {fault.msg}"
        for number, line in enumerate(lines, 1):
            if BLANKS.search(line):
                yield f"{path}:{number}: blanks at the end of the line"
            for pattern, what in forbidden:
                if match := pattern.search(line):
                    yield f"{path}:{number}: {what}: {match[0]}"


def lengths(root):
    """How long the Swift files are, in one line."""
    swift = {file: len(file.read_text().splitlines()) for file in files(root) if file.suffix == ".swift"}
    if not swift:
        return "no Swift files"
    longest = max(swift, key=swift.get)
    return (
        f"{len(swift)} Swift files, median {statistics.median(swift.values()):.0f} lines, "
        f"longest {swift[longest]} ({longest.relative_to(root)})"
    )


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    found = list(problems(root))
    print("\n".join(found) if found else f"files: in order; {lengths(root)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
