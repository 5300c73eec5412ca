"""Shows check_imports.py failing on each kind of violation, and passing without one."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check_imports

TABLE = {"Git": "RunModel, `Subprocess`", "RunModel": "", "Local": "all", "Store": "RunModel, Foundation"}
LINKS = {"Git": ["RunModel", "Subprocess"], "RunModel": [], "Local": ["Git", "GRDB"], "Store": ["RunModel"]}
FOLDERS = {"Local": "Sources/Executors/Local"}


class CheckImports(unittest.TestCase):
    def check(self, table=TABLE, links=LINKS, stray=None, **files):
        """The problems of a tree with one file a target: files maps a target to its file's text."""
        targets = [
            {
                "name": name,
                "path": FOLDERS.get(name),
                "dependencies": [{"product": [need]} if need == "GRDB" else {"byName": [need]} for need in needs],
            }
            for name, needs in links.items()
        ]
        targets.append({"name": "GitTests", "path": "Tests/Git", "dependencies": [{"byName": ["TestKit"]}]})
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            lines = [f"| `{name}` | what it is for | {may} |" for name, may in table.items()]
            (root / "ARCHITECTURE.md").write_text("\n".join(["# House", *lines]))
            for name in links:
                file = root / FOLDERS.get(name, f"Sources/{name}") / "Deep" / "a.swift"
                file.parent.mkdir(parents=True)
                file.write_text(files.get(name, "import FoundationEssentials\n"))
            if stray:
                (root / stray).parent.mkdir(parents=True)
                (root / stray).write_text("")
            return sorted(check_imports.problems(root, {"targets": targets}))

    def only(self, found, *parts):
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def test_a_lawful_tree_has_no_problems(self):
        self.assertEqual(self.check(
            Git="#if canImport(Glibc)\nimport Glibc\n#else\nimport Musl\n#endif\npackage import RunModel\nimport struct Subprocess.X\n",
            Local="import Anything\n",
            Store="import Foundation\n",
        ), [])

    def test_every_form_of_a_forbidden_import_is_found(self):
        for form in (
            "import GRDB", "public import GRDB", "package import GRDB", "internal import GRDB", "private import GRDB",
            "@testable import GRDB", "@preconcurrency import GRDB", "@preconcurrency package import GRDB",
            "@_spi(Inner) import GRDB", "import struct GRDB.Row", "import func GRDB.run", "import GRDB.Sub",
            "    import GRDB", "import Dispatch; import GRDB", "import `GRDB`", "/* why */ import GRDB",
        ):
            with self.subTest(form):
                found = self.check(RunModel=f"// a file\n{form}\n")
                self.only(found, "Sources/RunModel/Deep/a.swift:2:", "must not import GRDB", "may import nothing")

    def test_full_foundation_needs_a_word_in_the_table(self):
        self.only(self.check(Git="import Foundation\n"), "Sources/Git/Deep/a.swift:1:", "may import RunModel, Subprocess")

    def test_the_nested_target_of_a_folder_is_found(self):
        found = self.check(table={**TABLE, "Local": "Git, GRDB"}, Local="import Yams\n")
        self.only(found, "Sources/Executors/Local/Deep/a.swift:1: `Local` must not import Yams")

    def test_what_only_looks_like_an_import_is_left_alone(self):
        text = '// import GRDB\n/*\nimport GRDB\n*/\nlet a = """\n    import GRDB\n    """\nlet importer = 1\n'
        self.assertEqual(self.check(RunModel=text), [])
        self.only(self.check(RunModel=text + "import GRDB\n"), "a.swift:9:")

    def test_a_target_without_a_row_is_found(self):
        table = {name: may for name, may in TABLE.items() if name != "Git"}
        self.only(self.check(table=table), "Package.swift: target `Git` has no row")

    def test_a_row_without_a_target_is_found(self):
        self.only(self.check(table={**TABLE, "Gone": ""}), "ARCHITECTURE.md:6: the table has `Gone`")

    def test_a_file_of_no_target_is_found(self):
        self.only(self.check(stray="Sources/Lost/a.swift"), "Sources/Lost/a.swift: this file belongs to no target")

    def test_a_dependency_that_the_table_forbids_is_found(self):
        found = self.check(links={**LINKS, "RunModel": ["GRDB"]})
        self.only(found, "Package.swift: `RunModel` must not depend on GRDB", "ARCHITECTURE.md:3 allows nothing")

    def test_a_permission_that_package_swift_does_not_give_is_found(self):
        found = self.check(links={**LINKS, "Git": ["RunModel"]})
        self.only(found, "ARCHITECTURE.md:2: `Git` may import Subprocess", "Package.swift does not let it")


if __name__ == "__main__":
    unittest.main()
