"""Books that are open in a running Excel, found by their file or, after Save As, by the book id in Settings."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

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
    for book in _open_books(calls):
        address = _address(calls, book)
        if "://" in address:
            clouds.append(unquote(urlsplit(address).path).rpartition("/")[2].casefold())
        elif _is_same(path, address):
            found.append(OpenBook(book, calls))
    if not found and path.name.casefold() in clouds:
        raise InputError(
            f"{path.name} is open in Excel from OneDrive or SharePoint, where others may change it meanwhile.",
            "Save it into a folder of this PC alone: File, Save As.",
        )
    return next((book for book in found if not book.is_read_only()), next(iter(found), None))


def find_by_id(book_id: str, calls: Calls) -> OpenBook | None:
    """The book that bears an id, under whatever name.

    Raises:
        LocalError: An Excel is busy for too long, and no other has the book.
    """
    for held in _open_books(calls):
        book = OpenBook(held, calls)
        with suppress(InputError):
            if book_id and _id_of(book) == book_id:
                return book
    return None


def _open_books(calls: Calls) -> Iterator[Any]:  # xw.Book
    """All open books; an Excel that cannot be asked is told of only when the others were not enough."""
    if not len(xw.engines):
        return
    troubles: list[LocalError] = []
    for app in calls(lambda: list(xw.apps)):
        try:
            books = calls(partial(_books, app))
        except LocalError as error:
            troubles.append(error)
        else:
            yield from books
    if troubles:
        raise troubles[0]


def _books(app: Any) -> list[Any]:  # an xw.App, xw.Books
    return list(app.books)


def _address(calls: Calls, book: Any) -> str:  # an xw.Book
    """Its full path, or its address in the cloud."""
    name: str = calls(lambda: book.name)
    try:
        fullname: str = calls(lambda: book.fullname)
    except ExcelBusy:
        raise
    except LocalError:
        # xlwings looks for the folder on this PC behind a book in the cloud, and fails where it finds none.
        return f"cloud:///{quote(name)}"
    return fullname


def _is_same(path: Path, fullname: str) -> bool:
    try:
        return path.samefile(fullname)
    except OSError:
        return os.path.normcase(fullname) == os.path.normcase(path)


def _id_of(book: OpenBook) -> str:
    place = Places(book).settings
    column = place.columns["Value"]
    rows = (row for row, texts in place.texts(("Setting",)).items() if texts["Setting"] == _BOOK_ID)
    return next((str(place.cells(row)[column - 1] or "") for row in rows), "")
