"""Shows check_imports.py failing on each kind of violation, and passing without one."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from check_imports import problems

TABLE = "| `Git` | drives git | RunModel |\n| `RunModel` | words | |\n| `Local` | runs | all |\n"


class CheckImports(unittest.TestCase):
    def check(self, table=TABLE, **files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "ARCHITECTURE.md").write_text(table)
            for path in ("Git/a.swift", "RunModel/a.swift", "Executors/Local/a.swift"):
                file = root / "Sources" / path
                file.parent.mkdir(parents=True)
                file.write_text(files.get(file.parent.name, "import FoundationEssentials\n"))
            return list(problems(root))

    def test_a_lawful_tree_has_no_problems(self):
        self.assertEqual(self.check(Git="import RunModel\npackage import FoundationEssentials\n"), [])

    def test_every_form_of_a_forbidden_import_is_found(self):
        for form in (
            "import GRDB", "package import GRDB", "@testable import GRDB", "@preconcurrency package import GRDB",
            "import struct GRDB.Row", "    import Foundation",
        ):
            with self.subTest(form):
                found = self.check(RunModel=f"// a file\n{form}\n")
                self.assertEqual(len(found), 1)
                self.assertIn("Sources/RunModel/a.swift:2", found[0])

    def test_a_target_without_a_row_is_found(self):
        self.assertIn("no row", self.check(table="| `RunModel` | words | |\n| `Local` | runs | all |\n")[0])

    def test_a_row_without_a_target_is_found(self):
        self.assertIn("no such target", self.check(table=TABLE + "| `Gone` | nothing | |\n")[0])


if __name__ == "__main__":
    unittest.main()
