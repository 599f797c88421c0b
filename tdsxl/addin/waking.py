"""The practice portals of the ribbon's practice book: where they are found, and started when nobody serves them."""

import time
from collections.abc import Callable
from pathlib import Path

from tdsxl.addin.lock import is_held
from tdsxl.addin.place import MARKER, Place
from tdsxl.addin.start import command, start
from tdsxl.errors import LocalError
from tdsxl.window.values import News, Said

BOOK = "practice.xlsm"
_FOLDER = "practice"
_OPENING_S = 30.0
_STEP_S = 0.05


def service_of(home: Path) -> Place:
    """The practice portals of a user's data folder; they are spoken to as the worker of a book is, by their folder."""
    return Place(book=home / _FOLDER, home=home, portals=None)


def wake(book: Path, tell: Callable[[News], None]) -> None:
    """Return when the portals of a practice book are open; any other book has none of its own.

    Raises:
        LocalError: They do not open.
    """
    service = service_of(book.parents[1])
    if book != service.book / BOOK or not (service.book / "home" / MARKER).is_file() or is_held(service.lock):
        return
    tell(Said(text="Starting the practice portals…"))
    # Portals that were killed have left theirs.
    service.address.unlink(missing_ok=True)
    words = command("tdsxl.addin.practising", "serve")
    start(words, folder=service.home, environment={"TDSXL_HOME": str(service.home)})
    until = time.monotonic() + _OPENING_S
    while not service.address.exists():
        if time.monotonic() > until:
            raise LocalError("The practice portals do not open.", "The log of this PC may say why: press Doctor.")
        time.sleep(_STEP_S)
    tell(Said(text="The practice portals are open."))
