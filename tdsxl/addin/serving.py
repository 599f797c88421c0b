"""A worker at work: its window, its office thread, and the door at which buttons are heard."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

from tdsxl.addin.door import Door
from tdsxl.addin.place import Place
from tdsxl.addin.wording import CLOSING, worded
from tdsxl.addin.work import Work
from tdsxl.window.shell import Shell
from tdsxl.window.values import News, Raised, Report
from tdsxl.window.window import Window

_DOCTOR_S = 120.0
"""Longer than all its deadlines together."""


def window_of(place: Place, portals: str | None, shell: Shell | None = None) -> tuple[Work, Window]:
    """The work on a book and its window, each ready to hear the other."""
    news: list[Callable[[News], None]] = []
    work = Work(place, portals, lambda one: news[0](one))
    window = Window(work, shell)
    news.append(window.tell)
    return work, window


def serve(place: Place, shell: Shell, view: str, *, portals: str | None) -> None:
    """Serve one book until its window is closed.

    Args:
        place: The book.
        shell: Its window, empty.
        view: What to begin with: `bucket`, `doctor`, or a word of `Work.hear`.
        portals: Name of a portals file, or None for that of the place.
    """
    work, window = window_of(place, portals, shell)
    addresses = portals or (str(place.portals) if place.portals else None)
    report = partial(_report, place.book, addresses, window.tell)
    door = Door(place.address, partial(hear, work, window.tell, report))
    office = work.begin("bucket" if view == "doctor" else view)
    if view == "doctor":
        hear(work, window.tell, report, "doctor")
    try:
        window.run()
    finally:
        work.closed()
        # Until the last account is signed out and the book is written, whoever presses is told so.
        office.join()
        door.close()


def hear(work: Work, tell: Callable[[News], None], report: Callable[[], None], word: str) -> str:
    """A button was pressed; each brings the window forward, but for `stop` and `write`. Returns a line for Excel."""
    if work.is_closed:
        return CLOSING
    if word not in ("stop", "write"):
        tell(Raised())
    if word == "doctor":
        Thread(target=report, name="doctor", daemon=True).start()
        return ""
    return work.hear(word)


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
    tell(worded(Report(title="Doctor", text=told.stdout)))
