"""`python -m tdsxl.addin.practising on | off`: practice portals for the ribbon's button, with a book of their own.

The book and its data folder lie in the data folder of the user, apart from everything of the firm's.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from tdsxl.addin.door import Door, knock
from tdsxl.addin.lock import Lock
from tdsxl.addin.place import Place
from tdsxl.cli.demo import FIRST_DAY, WEEK
from tdsxl.cli.invented import furnish, write_portals
from tdsxl.engine.home import open_home
from tdsxl.practice.server import Practice

CLIENTS = 25
BOOK = "practice.xlsm"
_LONGEST_S = 12 * 3600.0
"""Nobody practises longer; portals that were forgotten close by themselves."""


def main(words: Sequence[str] | None = None) -> int:
    """Serve the portals until they are switched off, or switch them off."""
    (word,) = sys.argv[1:] if words is None else words
    home = open_home().path
    folder = home / "practice"
    # Found as the worker of a book is, by the folder.
    service = Place(book=folder, home=home, portals=None)
    if word == "off":
        knock(service, "stop")
        return 0
    with Lock(service.lock) as lock:
        if lock.take(within_s=1.0):
            _serve(service, folder)
        else:
            open_book(folder / BOOK)
    return 0


def _serve(service: Place, folder: Path) -> None:
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
            open_book(folder / BOOK)
            off.wait(_LONGEST_S)
        finally:
            door.close()


def open_book(book: Path) -> None:
    """Open a book as a double-click does; on Linux there is no Excel to open it in."""
    if sys.platform == "win32":
        os.startfile(book)  # noqa: S606  # a book of our own
    elif sys.platform == "darwin":
        subprocess.run(["/usr/bin/open", str(book)], check=False)  # noqa: S603  # a book of our own


if __name__ == "__main__":
    sys.exit(main())
