"""What the buttons of the workbook call through RunPython. Each says one word to the worker of its book, or starts one.

Excel stands still until these functions return, so nothing here reads a book, a journal or a portal. A line at the foot
of Excel's window goes with the next press, with the next writing of the sheets, or when another cell is chosen.
"""

import ctypes
import logging
import sys
from typing import Any

from tdsxl.addin.door import ask
from tdsxl.addin.place import place_of
from tdsxl.addin.start import command, start
from tdsxl.engine.home import open_home
from tdsxl.errors import TdsxlError
from tdsxl.sheets.excel.lean import xw

_IDLE = "No sync is under way."
LINE = "tdsxl: "
"""How our lines at the foot of Excel's window begin; the macros of the workbook know it too."""
_ANY_PROCESS = -1
"""ASFW_ANY (winuser.h)."""


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
        _say_nothing(book)
        place = place_of(_fullname(book))
        _let_forward()
        answer = ask(place, word)
        if answer is not None:
            if answer:
                _say(book, answer)
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
        _say_nothing(book)
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
    book.app.status_bar = f"{LINE}{text}"


def _say_nothing(book: Any) -> None:
    """Take a line of ours away; other programs' lines stay."""
    if str(book.app.status_bar).startswith(LINE):
        book.app.status_bar = False


def _let_forward() -> None:
    """Windows lets only the program in front put another there: Excel, whose child this is, lets the worker."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)


def _fault(book: Any) -> None:
    """The one place where a fault of our own is met; RunPython writes the rest to its own log."""
    logging.getLogger("tdsxl").exception("a button failed")
    _say(book, "The button failed; nothing was lost. Doctor on the ribbon may say why.")
