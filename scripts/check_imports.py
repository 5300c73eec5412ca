"""Fails when a Swift file under Sources/ imports what ARCHITECTURE.md's table does not allow its target.

Usage: check_imports.py [ROOT]. The table is the one source: target | what lives there | may import.
"""

import pathlib
import re
import sys

# What comes with the language; full Foundation is not among it, because it drags ICU into small binaries.
SYSTEM = {"Swift", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"}
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor)\s+)?(\w+)"
)
ROW = re.compile(r"^\|\s*`(\w+)`\s*\|[^|]*\|([^|]*)\|\s*$")


def table(text):
    """target → the modules it may import; "all" lifts the limit."""
    rows = {}
    for line in text.splitlines():
        match = ROW.match(line)
        if match:
            rows[match[1]] = {name.strip(" `") for name in match[2].split(",")} - {""}
    return rows


def targets(sources):
    """target → directory; the rooms under Executors/ and Stores/ are targets themselves."""
    found = {}
    for folder in sorted(path for path in sources.iterdir() if path.is_dir()):
        rooms = [path for path in folder.iterdir() if path.is_dir()] if folder.name in ("Executors", "Stores") else [folder]
        found.update({room.name: room for room in rooms})
    return found


def problems(root):
    rows = table((root / "ARCHITECTURE.md").read_text())
    there = targets(root / "Sources")
    for name in sorted(rows.keys() - there.keys()):
        yield f"ARCHITECTURE.md: the table has `{name}`, and there is no such target under Sources/"
    for name, folder in there.items():
        if name not in rows:
            yield f"{folder.relative_to(root)}: no row in ARCHITECTURE.md's table says what it may import"
            continue
        if "all" in rows[name]:
            continue
        allowed = rows[name] | SYSTEM | {name}
        for file in sorted(folder.rglob("*.swift")):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                match = IMPORT.match(line)
                if match and match[1] not in allowed:
                    may = ", ".join(sorted(rows[name])) or "nothing"
                    yield f"{file.relative_to(root)}:{number}: `{name}` must not import {match[1]}; it may import: {may}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = list(problems(root))
    print("\n".join(found) if found else "imports: as ARCHITECTURE.md has them")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
