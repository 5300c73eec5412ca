"""Shows check_files.py failing on each kind of violation, and passing without one."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check_files


class CheckFiles(unittest.TestCase):
    def tree(self, files):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name) / "checkout"
        (root.parent / "neighbour").mkdir()
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        for name, content in files.items():
            (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    def check(self, files):
        return list(check_files.problems(self.tree(files)))

    def test_a_tree_in_order_has_no_problems(self):
        self.assertEqual(self.check({
            "a.swift": "let a = 1\n" * 500,
            "b.md": 'STATE/home/x, ~/root/x, /home/me/x and https://example.org/root are fine\n',
            "c.bin": b"\xff\xfe /" + b"root",
        }), [])

    def test_a_long_swift_file_is_found(self):
        found = self.check({"a.swift": "let a = 1\n" * 501})
        self.assertEqual(len(found), 1)
        self.assertIn("a.swift: 501 lines", found[0])

    def test_python_that_does_not_parse_is_found(self):
        self.assertIn("a.py:2: ", self.check({"a.py": "a = 1\nif a\n"})[0])
        self.assertIn("a.py:1: ", self.check({"a.py": 'a = "\\d"\n'})[0])

    def test_paths_of_a_machine_are_found(self):
        # Put together here, so that this file passes the check itself.
        for path in ("/" + "root", "/" + "root/x", "/home/" + "jane/x"):
            with self.subTest(path):
                found = self.check({"a.md": f"first\nsee '{path}'\n"})
                self.assertEqual(len(found), 1, found)
                self.assertIn("a.md:2: a path of one machine", found[0])

    def test_the_checkout_and_its_neighbours_are_found(self):
        root = self.tree({})
        for place in (root, root.parent / "neighbour" / "x"):
            (root / "a.md").write_text(f"see {place}\n")
            self.assertEqual(len(list(check_files.problems(root))), 1)
        (root / "a.md").write_text(f"see {root.parent}/stranger\n")
        self.assertEqual(list(check_files.problems(root)), [])

    def test_addresses_of_registries_are_found(self):
        for host in ("pypi" + ".org", "deb" + ".debian.org"):
            with self.subTest(host):
                self.assertIn(f"a.sh:1: the address of a package registry: {host}", self.check({"a.sh": f"get https://{host}/x\n"}))

    def test_blanks_at_the_end_of_a_line_are_found(self):
        self.assertEqual(self.check({"Makefile": "all:\n\ttrue \n"}), ["Makefile:2: blanks at the end of the line"])

    def test_what_git_ignores_is_left_alone(self):
        self.assertEqual(self.check({".gitignore": "a.txt\n", "a.txt": "blanks \n"}), [])

    def test_lengths_are_reported(self):
        root = self.tree({"a.swift": "1\n", "b.swift": "1\n2\n3\n"})
        self.assertEqual(check_files.lengths(root), "2 Swift files, median 2 lines, longest 3 (b.swift)")


if __name__ == "__main__":
    unittest.main()
