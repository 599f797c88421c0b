"""`python -m tdsxl.addin.terminal BOOK VIEW`: what a button asks for, in a terminal, where Python has no window.

A sync begins here too only when its user has seen what it will cost and said yes.
"""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from tdsxl.addin.jobs import Desk, Jobs
from tdsxl.addin.place import place_of
from tdsxl.cli.core_dump import forbid_core_dump
from tdsxl.cli.main import main as tdsxl
from tdsxl.cli.office import book_of, home
from tdsxl.errors import TdsxlError
from tdsxl.window.choosing import Choosing
from tdsxl.window.values import Fatal, News, Offer, Opened, Said
from tdsxl.window.words import cost_line, left_out_line

_VIEWS = {
    "failed": ("sync", "{book}", "--failed"),
    "write": ("write", "{book}"),
    "doctor": ("doctor", "{book}"),
    "passwords": ("passwords", "--help"),
}
"""What the buttons do, as commands; those that want to know more show how they are told."""
_SHARE = """To make a copy, type one of these in a terminal:

  tdsxl share "{book}" --out "{copy}.xlsx" --tan TAN
      one client
  tdsxl share "{book}" --out "{copy}.xlsx" --group "NAME"
      a group in one file
  tdsxl share "{book}" --out "{copy}" --drafts
      each client a file of its own, in a new folder, with mail drafts; nothing is sent
  tdsxl share "{book}" --out "{copy}.zip"
      the same in one zip, without drafts

With --mask-pan only the ends of PANs are shown; with --own-columns the copy has what you wrote beside the rows."""


def main(words: Sequence[str] | None = None) -> int:
    """Do it, and leave what was said to be read until Enter is pressed."""
    forbid_core_dump()
    book, view, *portals = sys.argv[1:] if words is None else words
    try:
        place = place_of(str(Path(book).absolute()))
        os.environ.update(place.environment)
        addresses = portals or ([str(place.portals)] if place.portals else [])
        return _do(view, place.book, addresses)
    except TdsxlError as error:
        print(error)
        return 2
    finally:
        _asked("Press Enter to close this window. ")


def _do(view: str, book: Path, portals: Sequence[str]) -> int:
    if view == "bucket":
        return _sync(book, portals)
    if view == "share":
        print(_SHARE.format(book=book, copy=book.with_name("copy")))
        return 0
    return _run(_VIEWS[view], book, portals)


def _run(command: Sequence[str], book: Path, portals: Sequence[str]) -> int:
    told = [word.format(book=book) for word in command]
    takes_portals = told[0] in ("sync", "doctor")
    return tdsxl([*told, *(("--portals", *portals) if portals and takes_portals else ())])


def _sync(book: Path, portals: Sequence[str]) -> int:
    """The Sync Bucket in words: what is ticked in the book, what it costs, and a question."""
    told: list[News] = []
    data, addresses = home(), portals[0] if portals else None
    desk = Desk(home=data, path=book, book=book_of(book, data), portals=addresses, tell=told.append)
    jobs = Jobs(desk, SimpleQueue())
    jobs.offer()
    for news in told:
        if isinstance(news, Said | Fatal):
            print(news.text)
    offers = [news.offer for news in told if isinstance(news, Opened)]
    if not offers:
        return 2
    return _run(("sync", "{book}"), book, portals) if _is_wanted(jobs, offers[0]) else 0


def _is_wanted(jobs: Jobs, offer: Offer) -> bool:
    choosing = Choosing(offer, clock=lambda: datetime.now(UTC))
    cost = jobs.cost(choosing.choice)
    for line in (*offer.notes, f"{cost_line(cost)}.", left_out_line(cost, choosing.chosen, choosing.unseen)):
        if line:
            print(line)
    return bool(cost.clients) and _asked("Start Sync? [y/N]: ").strip().lower() in ("y", "yes")


def _asked(question: str) -> str:
    print(question, end="", flush=True)
    return sys.stdin.readline()


if __name__ == "__main__":
    sys.exit(main())
