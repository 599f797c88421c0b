"""Books that are open in a running Excel, found by their file or, after Save As, by the book id in Settings."""

import os
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.excel.calls import Calls, ExcelBusy
from tdsxl.sheets.excel.lean import xw
from tdsxl.sheets.excel.paper import OpenBook
from tdsxl.sheets.excel.places import Places
from tdsxl.sheets.layout import STAMP_ROWS

_BOOK_ID = STAMP_ROWS[0]


def find(path: Path, calls: Calls) -> OpenBook | None:
    """The book of a file, in whichever Excel has it open for editing, else read-only.

    Raises:
        InputError: A book of that name is open from OneDrive or SharePoint.
        LocalError: An Excel is busy for too long, and no other has the book.
    """
    found, clouds = list[OpenBook](), list[str]()
    books, troubles = _open_books(calls)
    for book in books:
        address = book.address()
        if _is_in_cloud(address):
            clouds.append(unquote(urlsplit(address).path).rpartition("/")[2].casefold())
        elif _is_same(path, address):
            found.append(book)
    if not found and troubles:
        raise troubles[0]
    if not found and path.name.casefold() in clouds:
        raise _in_cloud(path.name)
    return next((book for book in found if not book.is_read_only()), next(iter(found), None))


def find_by_id(book_id: str, calls: Calls) -> OpenBook | None:
    """The book that bears an id and may be saved, under whatever name.

    Raises:
        InputError: More than one does, or it is open from OneDrive or SharePoint.
        LocalError: An Excel is busy for too long, and no other has the book.
    """
    books, troubles = _open_books(calls)
    found = [book for book in books if _bears(book, book_id) and not book.is_read_only()]
    if not found and troubles:
        raise troubles[0]
    if len(found) > 1:
        raise InputError(
            f"{found[0].name} and {found[1].name} are the same book, and both are open in Excel.",
            "Close the one that is not to be written.",
        )
    if found and _is_in_cloud(found[0].address()):
        raise _in_cloud(found[0].name)
    return next(iter(found), None)


def _open_books(calls: Calls) -> tuple[list[OpenBook], list[LocalError]]:
    """All open books, and why an Excel could not be asked; that matters only where the others were not enough."""
    if not len(xw.engines):
        return [], []
    found, troubles = list[OpenBook](), list[LocalError]()
    for app in calls(lambda: list(xw.apps)):
        try:
            books = calls(partial(_books, app))
        except LocalError as error:
            troubles.append(error)
        else:
            found += (OpenBook(book, calls) for book in books)
    return found, troubles


def _books(app: Any) -> list[Any]:  # an xw.App, xw.Books
    return list(app.books)


def _is_in_cloud(address: str) -> bool:
    return "://" in address


def _in_cloud(name: str) -> InputError:
    return InputError(
        f"{name} is open in Excel from OneDrive or SharePoint, where others may change it meanwhile.",
        "Save it into a folder of this PC alone: File, Save As.",
    )


def _is_same(path: Path, fullname: str) -> bool:
    try:
        return path.samefile(fullname)
    except OSError:
        return os.path.normcase(fullname) == os.path.normcase(path)


def _bears(book: OpenBook, book_id: str) -> bool:
    """Whether its Settings name an id; a book in which they cannot be found is none of ours."""
    try:
        place = Places(book).settings
    except ExcelBusy:
        raise
    except (InputError, LocalError):
        return False
    rows = (row for row, texts in place.texts(("Setting",)).items() if texts["Setting"] == _BOOK_ID)
    return any(place.cells(row)[place.columns["Value"] - 1] == book_id for row in rows)
