"""`python -m tdsxl.addin.worker BOOK`: one window, one thread for the work, for as long as the window is open."""

import argparse
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tdsxl.addin.console import open_console
from tdsxl.addin.door import Door, knock
from tdsxl.addin.lock import Lock
from tdsxl.addin.place import Place, place_of
from tdsxl.addin.work import Work
from tdsxl.errors import TdsxlError
from tdsxl.window.values import News, Raised, Report

if TYPE_CHECKING:
    from tdsxl.window.window import Window

VIEWS = ("bucket", "failed", "write", "passwords", "share", "doctor")
_LOG = logging.getLogger("tdsxl")
_TAKEN_S = 1.0
"""A button looks whether the lock is held by taking it for a moment."""
_DOCTOR_S = 120.0
"""Longer than all its deadlines together."""


def main(words: Sequence[str] | None = None) -> int:
    """Serve one book; a second worker of it says its word to the first, and ends."""
    given = _parser().parse_args(words)
    try:
        place = place_of(str(Path(given.book).absolute()))
        with Lock(place.lock) as lock:
            if not lock.take(within_s=_TAKEN_S):
                knock(place, "raise" if given.view == "bucket" else given.view)
                return 0
            _serve(place, given.view, given.portals)
    except TdsxlError as error:
        _LOG.error("%s", error)
        return 2
    except Exception:
        _LOG.exception("the worker met a fault of its own")
        raise
    return 0


def window_of(place: Place, portals: str | None) -> "tuple[Work, Window]":
    """The work on a book and its window, each ready to hear the other.

    Raises:
        ImportError: This Python has no tkinter.
    """
    from tdsxl.window.window import Window

    news: list[Callable[[News], None]] = []
    work = Work(place, portals, lambda one: news[0](one))
    window = Window(work)
    news.append(window.tell)
    return work, window


def _serve(place: Place, view: str, portals: str | None) -> None:
    os.environ.update(place.environment)
    addresses = portals or (str(place.portals) if place.portals else None)
    try:
        work, window = window_of(place, portals)
    except ImportError:
        open_console(place.book, portals=addresses)
        return
    report = partial(_report, place.book, addresses, window.tell)
    door = Door(place.address, partial(_hear, work, window.tell, report))
    office = work.begin("bucket" if view == "doctor" else view)
    if view == "doctor":
        _hear(work, window.tell, report, "doctor")
    try:
        window.run()
    finally:
        door.close()
        work.closed()
        office.join()


def _hear(work: Work, tell: Callable[[News], None], report: Callable[[], None], word: str) -> None:
    """A button was pressed; each brings the window forward, but for `stop` and `write`."""
    if word not in ("stop", "write"):
        tell(Raised())
    if word == "doctor":
        Thread(target=report, name="doctor", daemon=True).start()
    elif word != "raise":
        work.hear(word)


def _report(book: Path, portals: str | None, tell: Callable[[News], None]) -> None:
    """What `tdsxl doctor` finds; in a process of its own, since it looks at what this one has changed already."""
    told = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-P", "-m", "tdsxl", "doctor", str(book), *(("--portals", portals) if portals else ())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_DOCTOR_S,
        check=False,
    )
    tell(Report(title="Doctor", text=told.stdout))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tdsxl.addin.worker", description="The sync window of one workbook.")
    parser.add_argument("book", metavar="BOOK")
    parser.add_argument("--view", choices=VIEWS, default="bucket")
    parser.add_argument("--portals", metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
