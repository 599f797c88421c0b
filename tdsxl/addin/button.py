"""What the buttons of the workbook call through RunPython. Each says one word to the worker of its book, or starts one.

Excel stands still until these functions return, so nothing here reads a book, a journal or a portal.
"""

import logging
from typing import Any

from tdsxl.addin.door import knock
from tdsxl.addin.place import place_of
from tdsxl.addin.start import command, start
from tdsxl.engine.home import open_home
from tdsxl.errors import TdsxlError
from tdsxl.sheets.excel.lean import xw

_IDLE = "No sync is under way."


def sync() -> None:
    """Multi-Client Sync: open the Sync Bucket, or bring its window forward."""
    _press("raise", view="bucket")


def sync_failed() -> None:
    """Re-sync failed: begin at once with what the last sync did not check."""
    _press("failed", view="failed")


def stop() -> None:
    """Stop: end the run politely."""
    _press("stop")


def write_now() -> None:
    """Write now: bring the sheets up to date with what is read so far; without a worker, from the journal."""
    _press("write", view="write")


def passwords() -> None:
    """Passwords…: open the grid."""
    _press("passwords", view="passwords")


def share() -> None:
    """Share copy…: ask whose rows a workbook to mail is to hold."""
    _press("share", view="share")


def doctor() -> None:
    """Doctor: show what may stand in the way on this PC."""
    _press("doctor", view="doctor")


def practice_on() -> None:
    """Practice portals on: serve them, and open their book."""
    _practice("on")


def practice_off() -> None:
    """Practice portals off."""
    _practice("off")


def _press(word: str, *, view: str = "") -> None:
    """Say a word to the worker of the calling book; where none lives, start one with a view."""
    book = xw.Book.caller()
    try:
        place = place_of(_fullname(book))
        if knock(place, word):
            return
        if not view:
            _say(book, _IDLE)
            return
        words = command("tdsxl.addin.worker", str(place.book), "--view", view)
        start(words, folder=place.home, environment=place.environment)
    except TdsxlError as error:
        _say(book, str(error))
    except Exception:
        _fault(book)


def _practice(word: str) -> None:
    book = xw.Book.caller()
    try:
        # The home of the firm, also where the button of the practice book is pressed.
        start(command("tdsxl.addin.practising", word), folder=open_home().path, environment={})
    except TdsxlError as error:
        _say(book, str(error))
    except Exception:
        _fault(book)


def _fullname(book: Any) -> str:
    """Its file, or what `place_of` refuses."""
    try:
        return str(book.fullname)
    except Exception:
        # xlwings looks for the folder on this PC behind a book in the cloud, and fails where it finds none.
        return f"cloud://{book.name}"


def _say(book: Any, text: str) -> None:
    """One line at the foot of Excel's window; a message box would have to be clicked away."""
    book.app.status_bar = f"tdsxl: {text}"


def _fault(book: Any) -> None:
    """The one place where a fault of our own is met; RunPython writes the rest to its own log."""
    logging.getLogger("tdsxl").exception("a button failed")
    _say(book, "The button failed; nothing was lost. tdsxl doctor may say why.")
