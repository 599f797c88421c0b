"""`python -m tdsxl.addin.practising on | serve | off`: practice portals for the ribbon's button.

The book and its data folder lie in the data folder of the user, apart from everything of the firm's.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from tdsxl.addin.door import Door, knock
from tdsxl.addin.lock import Lock
from tdsxl.addin.place import Place
from tdsxl.addin.waking import BOOK, service_of
from tdsxl.cli.demo import FIRST_DAY, WEEK
from tdsxl.cli.invented import furnish, write_portals
from tdsxl.engine.home import open_home
from tdsxl.practice.server import Practice

CLIENTS = 25
_LONGEST_S = 12 * 3600.0
"""Nobody practises longer; portals that were forgotten close by themselves."""


def main(words: Sequence[str] | None = None) -> int:
    """Serve the portals until they are switched off, with their book opened or without; or switch them off."""
    (word,) = sys.argv[1:] if words is None else words
    service = service_of(open_home().path)
    show: Callable[[Path], None] = open_book if word == "on" else _leave_closed
    if word == "off":
        knock(service, "stop")
        return 0
    with Lock(service.lock) as lock:
        if lock.take(within_s=1.0):
            _serve(service, show)
        else:
            show(service.book / BOOK)
    return 0


def _serve(service: Place, show: Callable[[Path], None]) -> None:
    folder = service.book
    is_new = not (folder / BOOK).exists()
    off = Event()
    with Practice(clients=CLIENTS, day=FIRST_DAY if is_new else FIRST_DAY + WEEK) as portals:
        if is_new:
            # What a killed furnishing left would be in the way.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            furnish(folder, portals, BOOK)
        else:
            write_portals(folder, portals)
        door = Door(service.address, lambda word: off.set())
        try:
            show(folder / BOOK)
            off.wait(_LONGEST_S)
        finally:
            door.close()


def open_book(book: Path) -> None:
    """Open a book as a double-click does; on Linux there is no Excel to open it in."""
    if sys.platform == "win32":
        os.startfile(book)  # noqa: S606  # a book of our own
    elif sys.platform == "darwin":
        subprocess.run(["/usr/bin/open", str(book)], check=False)  # noqa: S603  # a book of our own


def _leave_closed(book: Path) -> None:
    """Whoever asks has it open."""


if __name__ == "__main__":
    sys.exit(main())
