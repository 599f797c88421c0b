"""Buttons of books that no worker can serve: one line at the foot of Excel's window."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRESS = """
import types
from tdsxl.sheets.excel.lean import xw

class Held:
    name = "firm.xlsm"
    app = types.SimpleNamespace(status_bar="")
    @property
    def fullname(self):
        if FULLNAME is None:
            raise xw.XlwingsError("Couldn't find the local folder")
        return FULLNAME

FULLNAME = {fullname!r}
held = Held()
xw.Book.caller = classmethod(lambda cls: held)
import tdsxl.addin.button as button
button.sync()
print(held.app.status_bar)
"""


def line(folder: Path, fullname: str | None) -> str:
    """What stands at the foot of Excel's window after a press."""
    words = [sys.executable, "-c", PRESS.format(fullname=fullname)]
    environment = {**os.environ, "TDSXL_HOME": str(folder / "home")}
    told = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    assert not list((folder / "home").glob("workers/*.door"))
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
