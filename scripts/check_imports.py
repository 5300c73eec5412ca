"""Fails when imports under Sources/, ARCHITECTURE.md's table and Package.swift do not agree.

Usage: check_imports.py [ROOT]. The table is the one source: target | what lives there | may import. Three things are held
against it: every import of every Swift file, the targets that exist, and what Package.swift lets each target link.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

# What comes with the language. Full Foundation is not among it, because it drags ICU into small binaries: a row has to
# name it. Package.swift has no word for either.
SYSTEM = {"Swift", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"}
UNPACKAGED = SYSTEM | {"Foundation"}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:open|public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor|macro)\s+)?`?(\w+)"
)
ROW = re.compile(r"^\|\s*`([\w-]+)`\s*\|[^|]*\|([^|]*)\|\s*$")
# Text that only looks like code: long strings and block comments.
QUOTED = re.compile(r'"""[\s\S]*?"""|/\*[\s\S]*?\*/')


def table(text):
    """target → (its line in the table, the modules it may import); "all" lifts the limit."""
    rows = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := ROW.match(line):
            rows[match[1]] = number, {name.strip(" `") for name in match[2].split(",")} - {""}
    return rows


def package(root):
    """What SwiftPM reads in Package.swift, by a scratch directory of its own so as not to wait for a build."""
    with tempfile.TemporaryDirectory() as scratch:
        call = ["swift", "package", "--package-path", str(root), "--scratch-path", scratch, "dump-package"]
        return json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)


def targets(dump):
    """target → (its folder, what it may link), for the targets under Sources/."""
    found = {}
    for target in dump["targets"]:
        folder = target.get("path") or f"Sources/{target['name']}"
        if folder.startswith("Sources/"):
            links = {(need.get("product") or need.get("byName") or need["target"])[0] for need in target["dependencies"]}
            found[target["name"]] = folder, links
    return found


def imports(text):
    """(line, module) for every import in a Swift file."""
    text = QUOTED.sub(lambda match: "\n" * match[0].count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        for statement in line.split(";"):
            if match := IMPORT.match(statement):
                yield number, match[1]


def problems(root, dump):
    rows = table((root / "ARCHITECTURE.md").read_text())
    there = targets(dump)
    for name in rows.keys() - there.keys():
        yield f"ARCHITECTURE.md:{rows[name][0]}: the table has `{name}`; Package.swift has no such target under Sources/"
    for name in there.keys() - rows.keys():
        yield f"Package.swift: target `{name}` has no row in ARCHITECTURE.md's table, so nothing says what it may import"

    for name in there.keys() & rows.keys():
        number, allowed = rows[name]
        if "all" in allowed:
            continue
        may = ", ".join(sorted(allowed)) or "nothing"
        for link in there[name][1] - allowed:
            yield f"Package.swift: `{name}` must not depend on {link}; ARCHITECTURE.md:{number} allows {may}"
        for module in allowed - there[name][1] - UNPACKAGED:
            yield f"ARCHITECTURE.md:{number}: `{name}` may import {module}, and Package.swift does not let it"

    folders = {folder: name for name, (folder, _) in there.items()}
    for file in sorted((root / "Sources").rglob("*.swift")):
        path = file.relative_to(root)
        name = next((folders[str(parent)] for parent in path.parents if str(parent) in folders), None)
        if name is None:
            yield f"{path}: this file belongs to no target of Package.swift"
            continue
        allowed = rows.get(name, (0, {"all"}))[1]
        for number, module in imports(file.read_text()):
            if "all" not in allowed and module not in allowed | SYSTEM:
                may = ", ".join(sorted(allowed)) or "nothing"
                yield f"{path}:{number}: `{name}` must not import {module}; it may import {may}, and what comes with Swift"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = sorted(problems(root, package(root)))
    print("\n".join(found) if found else "imports: as ARCHITECTURE.md has them")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
