"""What the buttons of an open book begin, and what they leave alone."""

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tdsxl.addin.lock import is_held
from tdsxl.addin.place import Place
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tests.addin.pressing import Press, is_open, one_worker, workers
from tests.whole.pc import Pc, wait_until

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.window, pytest.mark.usefixtures("screen")]


def test_two_presses_at_once_start_one_worker(press: Press, place: Place) -> None:
    """The second brings the first one's window forward; and so does every later press."""
    assert [pressed.wait(timeout=30) for pressed in (press("sync"), press("sync"))] == [0, 0]
    wait_until(lambda: is_open(place))
    worker = one_worker(place.book)
    assert press("sync").wait(timeout=30) == 0
    assert one_worker(place.book) == worker


def test_share_copy_starts_a_worker_with_its_view(press: Press, place: Place) -> None:
    """And says its word to the one that lives."""
    for _ in range(2):
        assert press("share").wait(timeout=30) == 0
        wait_until(lambda: is_open(place))
    worker = one_worker(place.book)
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
    worker = one_worker(place.book)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not is_held(place.lock))
    assert pc.book.read_bytes() == before
    with open_journal(Home(place.home)) as journal:
        (run,) = journal.runs.rows()[-1:]
        assert run.how is None
        assert {task.state for task in journal.runs.tasks(run.id)} & {"planned", "running"}
    assert press("sync").wait(timeout=30) == 0
    wait_until(lambda: is_open(place))
    assert one_worker(place.book) != worker
