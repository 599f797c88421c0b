"""Buttons of a book that is open in LibreOffice Calc: each pressed in a process of its own, as RunPython does it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tdsxl.addin.door import knock
from tdsxl.addin.place import MARKER, UNLOCK, Place, place_of
from tdsxl.errors import LocalError
from tests.calc.fixtures import Opener
from tests.whole.pc import Pc, wait_until

if TYPE_CHECKING:
    import xlwings

PRESS = """
import sys
from tdsxl.sheets.excel.lean import xw
xw.books[sys.argv[1]].set_mock_caller()
import tdsxl.addin.button as button
getattr(button, sys.argv[2])()
assert "pandas" not in sys.modules
"""
Press = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def place(pc: Pc) -> Iterator[Place]:
    """Where the worker of the office's book lives, as a practice book's does; no worker outlives a test."""
    (pc.home.path / MARKER).write_text(pc.book.name, encoding="utf-8")
    (pc.home.path / UNLOCK).write_text((pc.folder / "passphrase.txt").read_text("ascii"), encoding="ascii")
    yield place_of(str(pc.book))
    for worker in workers(pc.book):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


@pytest.fixture
def book(pc: Pc, calc_book: Opener) -> "xlwings.Book":
    """The office's book, open."""
    return calc_book(pc.book)


@pytest.fixture
def press(book: "xlwings.Book", place: Place, screen: None) -> Press:
    """Presses a button of the book."""
    from tests.calc.office import environment

    def pressed(button: str) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-c", PRESS, book.name, button]
        return subprocess.Popen(words, env=environment(book.app.impl.office), cwd=Path(__file__).parents[2])

    return pressed


def workers(book: Path) -> list[int]:
    """Processes that serve a book."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            found += [int(folder.name)] if b"tdsxl.addin.worker" in words and str(book).encode() in words else []
    return found


def one_worker(book: Path) -> int:
    """The process that serves a book, once it is the only one."""
    found = list[int]()

    def is_alone() -> bool:
        found[:] = workers(book)
        return len(found) == 1

    wait_until(is_alone)
    return found[0]


def is_open(place: Place) -> bool:
    """Whether a worker hears what is said to it; one that begins slowly may not yet."""
    with suppress(LocalError):
        return knock(place, "raise")
    return False
