"""The book wherever it stands: in Excel while it is open there, else as a file."""

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.base import Book
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.file.save import back_up
from tdsxl.tables import Beside, Contents, Sheet, Update, Written
from tdsxl.values import indian_day

if TYPE_CHECKING:
    from tdsxl.sheets.excel.book import ExcelBook

WorkT = TypeVar("WorkT")

_WITH_EXCEL = ("win32", "darwin")
"""Elsewhere no Excel runs, and nobody pays for looking."""


class AnywhereBook:
    """A book that its user may open or close in Excel at any moment; satisfies `sheets.base.Book`.

    A book that was seen open in Excel is followed there by its id when its user saves it under another name. Once it is
    closed its old file is written: that is still a book of the firm, and nobody knows whether another was saved; so
    `afterword` says which one it was. A file that was never seen open is not written while the same book is open under
    another name: which of the two its user means has to be said.
    """

    def __init__(
        self,
        path: Path,
        *,
        backups: Path,
        sheets: tuple[Sheet, ...],
        tell: Callable[[str], None],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take a book.

        Args:
            path: Its file.
            backups: Folder of the dated copies.
            sheets: The tables that tdsxl writes.
            tell: Shows a line while Excel is waited for, and takes it away by an empty one.
            wait: Sleeps so many seconds while Excel is busy; may raise `Stopped`.
        """
        self._path = path
        self._backups = backups
        self._file = FileBook(path, backups=backups, sheets=sheets)
        self._sheets = sheets
        self._tell = tell
        self._wait = wait
        self._book_id = ""
        self._excel: ExcelBook | None = None
        self._was_open = False
        self._uncopied = ""

    @property
    def is_open(self) -> bool:
        """Whether the last reading or writing went through Excel, which leaves saving to its user."""
        return self._excel is not None

    @property
    def afterword(self) -> str:
        """What its user should know about the last writing; empty after that of a file as expected."""
        name = self._path.name
        if self._excel is None:
            return f"{name} is closed in Excel, so its file was written, and no other." if self._was_open else ""
        saved = f"was saved as {self._excel.saved_as}, which " if self._excel.saved_as else ""
        return f"{name} {saved}is open in Excel: save it there. {self._uncopied}".rstrip()

    def read(self, *, to_write: bool = True) -> Contents:
        """What the book says; proves first that it can be written later, unless it is only looked at.

        Raises:
            InputError: It is no book of ours, or is open from a cloud, or under another name.
            LocalError: It is open elsewhere, read-only or protected, or Excel is busy for too long.
        """
        self._excel = self._opened(to_write=to_write)
        contents = (self._excel or self._file).read(to_write=to_write)
        is_new = contents.stamp.book_id != self._book_id
        self._book_id = contents.stamp.book_id
        if is_new and self._excel is None:
            self._opened(to_write=to_write)
        return contents

    def notes(self, known: Mapping[str, Written]) -> Mapping[str, Beside]:
        """What the firm wrote beside our rows, by sheet title; of a file only sheets that are not as we left them.

        Raises:
            InputError: A table of ours is gone.
            LocalError: The book cannot be read, or is gone.
        """
        return self._wherever(lambda book: book.notes(known))

    def write(self, update: Update, known: Mapping[str, Written]) -> Mapping[str, Written]:
        """Bring our cells up to date, also where the book was opened, saved as another or closed since it was read.

        Raises:
            InputError: It is closed, but open under another name.
            LocalError: The book could not be written; nothing of it was harmed.
        """

        def written(book: Book) -> Mapping[str, Written]:
            self._put_aside()
            return book.write(update, known)

        return self._wherever(written)

    def _put_aside(self) -> None:
        """Copy a book that is open in Excel as it was last saved: its user may save what we write over it."""
        if self._excel is None:
            return
        self._uncopied = ""
        saved = Path(self._excel.saved_as or self._path)
        try:
            back_up(saved, self._backups, indian_day(datetime.now(UTC)))
        except OSError as error:
            self._uncopied = f"No copy of it could be put aside ({error.strerror})."

    def _wherever(self, work: Callable[[Book], WorkT]) -> WorkT:
        """Work on the book in Excel; on its file where it was closed since it was read."""
        self._excel = self._excel or self._opened(to_write=True)
        if self._excel is not None:
            from tdsxl.sheets.excel.book import NotOpen

            try:
                return work(self._excel)
            except NotOpen:
                self._excel = None
        if self._book_id and not self._path.exists():
            raise LocalError(
                f"{self._path} was there when it was read, and is gone.",
                f"Put it back, then `tdsxl write {self._path.name}`: the journal has everything.",
            )
        return work(self._file)

    def _opened(self, *, to_write: bool) -> "ExcelBook | None":
        if sys.platform not in _WITH_EXCEL and "xlwings" not in sys.modules:
            return None
        # Late: it costs more than all else of a start.
        from tdsxl.sheets.excel.book import ExcelBook

        book = ExcelBook(self._path, sheets=self._sheets, book_id=self._book_id, wait=self._wait, tell=self._tell)
        if not book.is_open():
            return None
        if book.saved_as and not self._was_open:
            if not to_write:
                return None
            raise InputError(
                f"{self._path} is closed, but the same book is open in Excel as {book.saved_as}.",
                "Close that one, or sync it.",
            )
        self._was_open = True
        return book
