"""The book wherever it stands: in Excel while it is open there, else as a file."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tdsxl.sheets.file.book import FileBook
from tdsxl.tables import Contents, Sheet, Update, Written

if TYPE_CHECKING:
    from tdsxl.sheets.excel.book import ExcelBook

_WITH_EXCEL = ("win32", "darwin")
"""Elsewhere no Excel runs, and nobody pays for looking."""


class AnywhereBook:
    """A book that its user may open or close in Excel at any moment; satisfies `sheets.base.Book`."""

    def __init__(self, path: Path, *, backups: Path, sheets: tuple[Sheet, ...], tell: Callable[[str], None]) -> None:
        """Take a book.

        Args:
            path: Its file.
            backups: Folder of the dated copies.
            sheets: The tables that tdsxl writes.
            tell: Shows a line while Excel is waited for, and takes it away by an empty one.
        """
        self._path = path
        self._file = FileBook(path, backups=backups, sheets=sheets)
        self._sheets = sheets
        self._tell = tell
        self._excel: ExcelBook | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last reading or writing went through Excel, which leaves saving to its user."""
        return self._excel is not None

    def read(self, *, to_write: bool = True) -> Contents:
        """What the book says; proves first that it can be written later, unless it is only looked at.

        Raises:
            InputError: It is no book of ours, or is open from a cloud.
            LocalError: It is open elsewhere, read-only or protected, or Excel is busy for too long.
        """
        self._excel = self._opened()
        return (self._excel or self._file).read(to_write=to_write)

    def write(self, update: Update, known: Mapping[str, Written]) -> Mapping[str, Written]:
        """Bring our cells up to date, also where the book was opened or closed since it was read.

        Raises:
            LocalError: The book could not be written; nothing of it was harmed.
        """
        self._excel = self._excel or self._opened()
        if self._excel is not None:
            from tdsxl.sheets.excel.book import NotOpen

            try:
                return self._excel.write(update, known)
            except NotOpen:
                self._excel = None
        return self._file.write(update, known)

    def _opened(self) -> "ExcelBook | None":
        if sys.platform not in _WITH_EXCEL and "xlwings" not in sys.modules:
            return None
        # Late: it costs more than all else of a start.
        from tdsxl.sheets.excel.book import find_open

        return find_open(self._path, sheets=self._sheets, tell=self._tell)
