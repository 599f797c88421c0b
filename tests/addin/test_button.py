"""What buttons say at the foot of Excel's window: one line, and not for ever."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tdsxl.addin.door import Door
from tdsxl.addin.lock import Lock
from tdsxl.addin.place import Place

PRESS = """
import types
from tdsxl.sheets.excel.lean import xw

class Held:
    name = "firm.xlsm"
    app = types.SimpleNamespace(status_bar={before!r})
    @property
    def fullname(self):
        if FULLNAME is None:
            raise xw.XlwingsError("Couldn't find the local folder")
        return FULLNAME

FULLNAME = {fullname!r}
held = Held()
xw.Book.caller = classmethod(lambda cls: held)
import tdsxl.addin.button as button
button.{button}()
print(held.app.status_bar)
"""


def line(folder: Path, fullname: str | None) -> str:
    """What stands at the foot of Excel's window after a press that starts nothing."""
    said = after(folder, fullname, "sync", before="False")
    assert not list((folder / "home").glob("workers/*.door"))
    return said


def after(folder: Path, fullname: str | None, button: str, *, before: str) -> str:
    """What stands there after any press, where something stood before."""
    words = [sys.executable, "-X", "utf8", "-c", PRESS.format(fullname=fullname, button=button, before=before)]
    environment = {**os.environ, "TDSXL_HOME": str(folder / "home")}
    told = subprocess.run(words, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return told.stdout.strip()


CLOUD = "tdsxl: This workbook is opened from OneDrive or SharePoint, where tdsxl cannot write it."


@pytest.mark.parametrize("fullname", ["https://d.docs.example/1a2b/Documents/firm.xlsm", None])
def test_a_book_in_a_cloud_is_told(tmp_path: Path, fullname: str | None) -> None:
    """Whether xlwings gives its address, or fails because it finds no folder for it."""
    assert line(tmp_path, fullname).startswith(CLOUD)


def test_a_book_that_was_never_saved_is_told(tmp_path: Path) -> None:
    """Save it first."""
    assert line(tmp_path, "Book1").startswith("tdsxl: This workbook has never been saved.")


def test_a_data_folder_in_a_cloud_is_told(tmp_path: Path) -> None:
    """A database would break there."""
    assert "cloud-synced folder" in line(tmp_path / "OneDrive", str(tmp_path / "firm.xlsm"))


@pytest.mark.parametrize(
    ("before", "left"), [("tdsxl: No sync is under way.", "False"), ("Ready to print", "Ready to print")]
)
def test_what_a_press_has_said_goes_with_the_next(tmp_path: Path, before: str, left: str) -> None:
    """Where the worker has nothing to say; a line of somebody else's stays."""
    with worker(tmp_path, says=""):
        assert after(tmp_path, str(tmp_path / "firm.xlsm"), "sync", before=before) == left


def test_what_the_worker_answers_stands_there_at_once(tmp_path: Path) -> None:
    """Before anybody is signed out."""
    said = "Stopping: signing out of 3 accounts…"
    with worker(tmp_path, says=said):
        assert after(tmp_path, str(tmp_path / "firm.xlsm"), "stop", before="False") == f"tdsxl: {said}"


@contextmanager
def worker(folder: Path, *, says: str) -> Iterator[None]:
    """A worker of the book that answers every word with the same line."""
    place = Place(book=folder / "firm.xlsm", home=folder / "home", portals=None)
    with Lock(place.lock) as lock:
        assert lock.take()
        door = Door(place.address, lambda _: says)
        yield
        door.close()
