"""The templates with one thing changed, to show that a check sees it."""

import contextlib
import pathlib
import shutil
import tempfile

from cloudformation import FOLDER


@contextlib.contextmanager
def changed(file, old, new):
    """A copy of deploy/aws in which the first `old` of a file is `new`."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "aws"
        shutil.copytree(FOLDER, folder)
        text = (folder / file).read_text()
        if old not in text:
            raise AssertionError(f"{file} has no {old!r} that could be changed")
        (folder / file).write_text(text.replace(old, new, 1))
        yield folder
