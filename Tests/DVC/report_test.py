"""What the driver collects for a report, against real DVC in temporary repositories; see driver_test.py."""

import json
import os
import shutil
import unittest
import unittest.mock

import driver_test
from driver_test import ENVIRONMENT, DriverTest, git, write


def setUpModule():
    driver_test.setUpModule()


def tearDownModule():
    driver_test.tearDownModule()


METRICS = """
stages:
  score:
    cmd: cp in/* .
    deps: [in]
    metrics:
    - nested.json: {cache: false}
    - flat.yaml: {cache: false}
    - table.toml: {cache: false}
    - kept.json
    outs: [big.bin]
metrics: [dvclive/metrics.json]
params: [settings.toml, more.json, Größe.py]
"""

BEFORE = {
    "in/nested.json": '{"train": {"loss": {"mean": 0.5, "each": [1, 2]}, "Größe": 3}, "odd.name": 1}',
    "in/flat.yaml": "acc: .nan\nlimit: .inf\n",
    "in/table.toml": "[test]\nrmse = 1.5\n",
    "in/kept.json": '{"auc": 0.25}',
    "in/big.bin": "0123456789",
    "dvclive/metrics.json": '{"step": 3, "train": {"acc": 0.5}}',
    "settings.toml": "[net]\nlayers = [1, 2]\n",
    "more.json": '{"seed": 1}',
    "Größe.py": "WIDTH = 3\nclass Net:\n    depth = [2, 3]\n",
    "params.yaml": "lr: 0.1\n",
}


class Project(DriverTest):
    """A project of two commits, whose data lies on a remote alone."""

    def project(self, pipeline, before, after, name="project"):
        base = ENVIRONMENT["base"] / f"{self.id().rpartition('.')[2]}-{name}"
        folder, self.remote = base / "clone", base / "remote"
        folder.mkdir(parents=True)
        git(folder, "init", "-q", "-b", "main")
        self.dvc(folder, "init")
        self.dvc(folder, "remote", "add", "-d", "store", str(self.remote))
        for number, files in enumerate((before, after)):
            write(folder, {"dvc.yaml": pipeline, **files})
            self.dvc(folder, "repro")
            git(folder, "add", "-A")
            git(folder, "commit", "-qm", str(number))
            self.dvc(folder, "push")
        shutil.rmtree(folder / ".dvc/cache")
        return folder

    def dvc(self, folder, *argv):
        reply = self.client.call("dvc", folder, argv=list(argv))
        self.assertEqual(reply["exit"], 0, self.client.stream[-10:])

    def ask(self, call, folder, **more):
        before, after = git(folder, "rev-parse", "HEAD~1", "HEAD").split()
        return self.client.ask(call, folder, a=before, b=after, **more)


class Metrics(Project):
    def project(self, **changes):
        return super().project(METRICS, BEFORE, changes)

    def test_every_format_nested_and_with_names_of_all_kinds(self):
        folder = self.project(
            **{
                "in/nested.json": BEFORE["in/nested.json"].replace("0.5", "0.25").replace('"Größe": 3', '"Größe": 4'),
                "in/flat.yaml": "acc: 0.5\nlimit: -.inf\n",
                "in/table.toml": "[test]\nrmse = 1.0\n",
                "dvclive/metrics.json": '{"step": 3, "train": {"acc": 0.75}}',
            }
        )
        diff = self.ask("diff", folder)
        self.assertEqual(diff["errors"], [])
        both = {file: {name: (v.get("old"), v.get("new")) for name, v in values.items()} for file, values in diff["metrics"].items()}
        # A list is no metric to DVC.
        nested = {"train.loss.mean": (0.5, 0.25), "train.Größe": (3, 4), "odd.name": (1, 1)}
        self.assertEqual(both["nested.json"], nested)
        self.assertEqual(both["flat.yaml"], {"acc": ("nan", 0.5), "limit": ("inf", "-inf")})
        self.assertEqual(both["table.toml"], {"test.rmse": (1.5, 1.0)})
        self.assertEqual(both["dvclive/metrics.json"], {"step": (3, 3), "train.acc": (0.5, 0.75)})

    def test_parameters_of_every_format_and_lists(self):
        folder = self.project(
            **{
                "settings.toml": "[net]\nlayers = [1, 2, 3]\n",
                "more.json": '{"seed": null}',
                "Größe.py": "WIDTH = 4\nclass Net:\n    depth = [2, 4]\n",
                "params.yaml": "lr: [0.1, a]\n",
            }
        )
        both = self.ask("diff", folder)["params"]
        self.assertEqual(both["settings.toml"]["net.layers"], {"old": "[1, 2]", "new": "[1, 2, 3]"})
        self.assertEqual(both["more.json"]["seed"], {"old": 1, "new": None})
        self.assertEqual(both["Größe.py"]["WIDTH"], {"old": 3, "new": 4, "diff": 1})
        self.assertEqual(both["Größe.py"]["Net.depth"], {"old": "[2, 3]", "new": "[2, 4]"})
        self.assertEqual(both["params.yaml"]["lr"], {"old": 0.1, "new": "[0.1, 'a']"})

    def test_a_metric_on_the_remote_is_read_and_nothing_else(self):
        folder = self.project(**{"in/kept.json": '{"auc": 0.75}', "in/big.bin": "abc"})
        (folder / "kept.json").unlink()
        metrics = [path for path in self.remote.rglob("*") if path.is_file() and b"auc" in path.read_bytes()]
        self.assertEqual(len(metrics), 2)
        for path in self.remote.rglob("*"):
            if path.is_file() and path not in metrics:
                path.unlink()  # whoever reads it fails
        diff = self.ask("diff", folder)
        self.assertEqual(diff["errors"], [])
        self.assertEqual(diff["metrics"]["kept.json"], {"auc": {"old": 0.25, "new": 0.75, "diff": 0.5}})
        self.assertEqual([path for path in (folder / ".dvc").rglob("cache/files/**/*") if path.is_file()], [])

    def test_what_is_excluded_is_not_even_read(self):
        folder = self.project(**{"in/kept.json": '{"auc": 0.75}', "in/flat.yaml": "acc: 1\n", "params.yaml": "lr: 1\n"})
        (folder / "kept.json").unlink()
        shutil.rmtree(self.remote)
        self.assertEqual([error["path"] for error in self.ask("diff", folder)["errors"]], ["kept.json", "kept.json"])
        diff = self.ask("diff", folder, exclude=["k*t.json", "**.yaml", "big.?in", "dvclive/*"])
        self.assertEqual(diff["errors"], [])
        self.assertEqual(sorted(diff["metrics"]), ["nested.json", "table.toml"])
        self.assertEqual((diff["params"], diff["data"]), ({}, []))


DATA = """
stages:
  make:
    cmd: rm -rf out && cp -r in out && cp small.txt tiny.txt && cat in/* > ../all.bin
    deps: [in, small.txt]
    outs: [out, ../all.bin]
    metrics: [tiny.txt: {cache: false}]
"""


class Data(Project):
    def test_outputs_and_dvc_files_by_what_is_recorded(self):
        base = ENVIRONMENT["base"] / "data"
        folder, top = base / "clone/sub", base / "clone"
        folder.mkdir(parents=True)
        git(top, "init", "-q", "-b", "main")
        self.dvc(folder, "init", "--subdir")
        write(folder, {"dvc.yaml": DATA.replace("../all.bin", "all.bin"), "in/a": "aaa", "in/b": "bb", "small.txt": "1", "raw.txt": "r",
                       "gone.txt": "gone", "same.txt": "same", "images/1": "1"})  # fmt: skip
        for name in ("in", "raw.txt", "gone.txt", "same.txt", "images"):
            self.dvc(folder, "add", name)
        self.dvc(folder, "repro")
        git(top, "add", "-A")
        git(top, "commit", "-qm", "0")
        self.dvc(folder, "remove", "gone.txt.dvc")
        write(folder, {"in/c": "c", "raw.txt": "rrrr", "new.txt": "12345", "small.txt": "2"})
        for name in ("in", "raw.txt", "new.txt"):
            self.dvc(folder, "add", name)
        self.dvc(folder, "repro")
        git(top, "add", "-A")
        git(top, "commit", "-qm", "1")
        shutil.rmtree(folder / ".dvc/cache")  # there is no remote: nothing could be read
        diff = self.ask("diff", folder)
        self.assertEqual((diff["errors"], diff["has_plots"]), ([], False))
        found = {item["path"]: tuple(side and tuple(side.values()) for side in (item["before"], item["after"])) for item in diff["data"]}
        self.assertEqual(
            found,
            {
                "sub/all.bin": ((5, None), (6, None)),
                "sub/gone.txt": ((4, None), None),
                "sub/in/": ((5, 2), (6, 3)),
                "sub/new.txt": (None, (5, None)),
                "sub/out/": ((5, 2), (6, 3)),
                "sub/raw.txt": ((1, None), (4, None)),
            },
        )
        paths = [item["path"] for item in self.ask("diff", folder, exclude=["in", "out", "*.txt"])["data"]]
        self.assertEqual(paths, ["sub/all.bin"])


PLOTS = """
stages:
  train:
    cmd: cp curve.in curve.csv; cp pic.in pic.png; cp kept.in kept.json
    deps: [curve.in, pic.in, kept.in]
    plots:
    - curve.csv: {cache: false, x: step, y: loss, title: Loss & <more>}
    - pic.png
    - kept.json: {x: n, y: v}
plots:
- dvclive/plots/metrics: {x: step}
- confusion: {template: confusion, x: actual, y: {classes.csv: predicted}}
- own: {template: own, y: {classes.csv: predicted}}
"""

CURVES = {
    "curve.in": "step,loss\n0,1\n1,0.5\n",
    "pic.in": "no picture, and nobody looks",
    "kept.in": '[{"n": 1, "v": 2}, {"n": 2, "v": 3}]',
    "classes.csv": "actual,predicted\na,a\nb,a\nb,b\n",
    "dvclive/plots/metrics/acc.tsv": "step\tacc\n0\t0.1\n1\t0.9\n",
    ".dvc/plots/own.json": json.dumps({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "bar",
        "data": {"values": "<DVC_METRIC_DATA>"}, "encoding": {"x": {"field": "predicted"}, "y": {"aggregate": "count"}}}),
}  # fmt: skip


class Plots(Project):
    def project(self, before=CURVES, **changes):
        return super().project(PLOTS, before, changes)

    def drawn(self, reply):
        return {drawing["name"]: drawing["svg"] for drawing in reply["drawings"]}

    def test_all_kinds_are_drawn_with_data_of_the_remote(self):
        folder = self.project(**{"curve.in": "step,loss\n0,1\n1,0.25\n", "kept.in": '[{"n": 1, "v": 7}]'})
        self.assertTrue(self.ask("diff", folder)["has_plots"])
        (folder / "kept.json").unlink()
        reply = self.ask("plots", folder)
        self.assertEqual((reply["errors"], reply["rest"], reply["large"], reply["missing"]), ([], [], [], False))
        self.assertEqual(reply["images"], ["pic.png"])
        drawn = self.drawn(reply)
        self.assertEqual(sorted(drawn), ["confusion", "curve.csv", "dvclive/plots/metrics/acc.tsv", "kept.json", "own"])
        for svg in drawn.values():
            self.assertTrue(svg.startswith("<svg"), svg[:100])
        self.assertIn("before", drawn["curve.csv"])
        self.assertIn("after", drawn["curve.csv"])
        self.assertIn("Loss &amp; &lt;more&gt;", drawn["curve.csv"])
        self.assertEqual([path for path in (folder / ".dvc").rglob("cache/files/**/*") if path.is_file()], [])

    def test_what_is_excluded_or_unreadable(self):
        folder = self.project(**{"curve.in": "step,other\n0,1\n"})
        git(folder, "rm", "-q", "classes.csv")
        git(folder, "commit", "-q", "-m", "gone")
        reply = self.ask("plots", folder, exclude=["dvclive/**", "kept.*", "pic.png"])
        self.assertEqual(reply["images"], [])
        self.assertNotIn("kept.json", self.drawn(reply))
        self.assertNotIn("dvclive/plots/metrics/acc.tsv", self.drawn(reply))
        self.assertIn("classes.csv", [error["path"] for error in reply["errors"]])

    def test_a_plot_that_is_new_is_no_error(self):
        folder = self.project(**{"pic.in": "other"})
        for name in ("curve.csv", "classes.csv"):
            git(folder, "rm", "-q", "--cached", name)
        git(folder, "commit", "-q", "-m", "without")
        git(folder, "add", "-f", "curve.csv", "classes.csv")
        git(folder, "commit", "-q", "-m", "with")
        reply = self.ask("plots", folder)
        self.assertEqual(reply["errors"], [])
        self.assertNotIn("before", self.drawn(reply)["curve.csv"])

    def test_too_large_and_too_many(self):
        points = "step,loss\n" + "".join(f"{n},{n * n % 977}.{n}\n" for n in range(30000))
        many = {f"dvclive/plots/metrics/{n:02}.tsv": "step\ty\n0\t1\n1\t2\n" for n in range(24)}
        folder = self.project(**{"curve.in": points, **many})
        reply = self.ask("plots", folder)
        self.assertEqual(len(reply["drawings"]), 20)
        self.assertEqual(len(reply["drawings"]) + len(reply["large"]) + len(reply["rest"]), 29)
        alone = self.ask("plots", folder, exclude=["dvclive/**"])
        self.assertEqual(alone["large"], ["curve.csv"])
        self.assertEqual(alone["rest"], [])

    def test_without_vl_convert_the_reply_says_so(self):
        folder = self.project(**{"pic.in": "other"})
        hidden = ENVIRONMENT["base"] / "hidden"
        write(hidden, {"vl_convert.py": "raise ImportError('as if it were not here')\n"})
        with unittest.mock.patch.dict(os.environ, PYTHONPATH=str(hidden)):
            client = self.own_client()
        before, after = git(folder, "rev-parse", "HEAD~1", "HEAD").split()
        reply = client.ask("plots", folder, a=before, b=after)
        self.assertEqual((reply["missing"], reply["drawings"], reply["images"]), (True, [], ["pic.png"]))


if __name__ == "__main__":
    unittest.main()
