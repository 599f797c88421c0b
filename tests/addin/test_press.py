"""Buttons pressed in a book that is open in LibreOffice Calc: each in a process of its own, as RunPython does it."""

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
from tdsxl.addin.lock import is_held
from tdsxl.addin.place import MARKER, UNLOCK, Place, place_of
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tests.calc.fixtures import Opener
from tests.whole.pc import Pc, wait_until

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.window, pytest.mark.usefixtures("screen")]

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


def is_open(place: Place) -> bool:
    """Whether a worker hears what is said to it."""
    return place.address.exists() and knock(place, "raise")


def test_two_presses_at_once_start_one_worker(press: Press, place: Place) -> None:
    """The second brings the first one's window forward; and so does every later press."""
    assert [pressed.wait(timeout=30) for pressed in (press("sync"), press("sync"))] == [0, 0]
    wait_until(lambda: is_open(place))
    wait_until(lambda: len(workers(place.book)) == 1)
    (worker,) = workers(place.book)
    assert press("sync").wait(timeout=30) == 0
    assert workers(place.book) == [worker]


def test_share_copy_starts_a_worker_with_its_view(press: Press, place: Place) -> None:
    """And says its word to the one that lives."""
    for _ in range(2):
        assert press("share").wait(timeout=30) == 0
        wait_until(lambda: is_open(place))
    (worker,) = workers(place.book)
    assert Path(f"/proc/{worker}/cmdline").read_bytes().endswith(b"--view\0share\0")


def test_a_button_returns_before_its_worker_does_anything(press: Press, place: Place) -> None:
    """Excel stands still until then; without a sync Stop says one line at the foot of its window."""
    assert press("stop").wait(timeout=30) == 0
    assert not is_held(place.lock)
    assert workers(place.book) == []


def test_stop_without_a_sync_is_one_line(press: Press, book: "xlwings.Book") -> None:
    """No message box that would have to be clicked away."""
    assert press("stop").wait(timeout=30) == 0
    assert book.app.status_bar == "tdsxl: No sync is under way."


def test_a_killed_worker_leaves_nothing_in_the_way(press: Press, place: Place, pc: Pc) -> None:
    """Its run is left to be gone on with, the book is as it was, and the next press starts another worker."""
    pc.sync("--unattended")
    before = pc.book.read_bytes()
    assert press("sync_failed").wait(timeout=30) == 0
    wait_until(lambda: pc.home.progress.exists())
    wait_until(lambda: len(workers(place.book)) == 1)
    (worker,) = workers(place.book)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not is_held(place.lock))
    assert pc.book.read_bytes() == before
    with open_journal(Home(place.home)) as journal:
        (run,) = journal.runs.rows()[-1:]
        assert run.how is None
        assert {task.state for task in journal.runs.tasks(run.id)} & {"planned", "running"}
    assert press("sync").wait(timeout=30) == 0
    wait_until(lambda: is_open(place))
    assert len(workers(place.book)) == 1
