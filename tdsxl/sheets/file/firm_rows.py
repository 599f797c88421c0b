"""Rows of the tables that the firm fills: cells by calamine, what is hidden by the XML of the sheet."""

import re
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from python_calamine import CalamineError, CalamineWorkbook

from tdsxl.errors import InputError
from tdsxl.sheets.contents import Line, Value
from tdsxl.sheets.file.find import Place, key_titles
from tdsxl.sheets.file.formulas import column_number
from tdsxl.sheets.file.guard import prove_unprotected
from tdsxl.sheets.file.package import Package

_PLACES = 20_000_000
"""Cells that a sheet may span, however few of them are filled: calamine lays out every one."""
_SAVE_AGAIN = "Open the book in Excel and save it."
_TWO_LETTERS = 702
"""Columns up to ZZ."""
_WIDE = re.compile(rb'c r="[A-Z]{3}')
_ROW = re.compile(rb"<(?:[\w.-]+:)?row((?:\s[^>]*)?)>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_COLUMN = re.compile(rb"""<(?:[\w.-]+:)?c\sr="([A-Z]+)""")


class FirmTables:
    """The tables of one book."""

    def __init__(self, package: Package) -> None:
        """Open a book.

        Raises:
            InputError: It cannot be read.
        """
        self._package = package
        try:
            self._book = CalamineWorkbook.from_path(package.path)
        except CalamineError as error:
            raise InputError(f"{package.path.name} is no workbook that can be read.", _SAVE_AGAIN) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def table(self, place: Place) -> "FirmTable":
        """A table, read whole.

        Raises:
            InputError: The sheet is damaged, or reaches too far.
            LocalError: The sheet is protected.
        """
        return FirmTable(self._package, self._book, place)


class FirmTable:
    """One table of the firm's."""

    def __init__(self, package: Package, book: CalamineWorkbook, place: Place) -> None:
        self._package = package
        self._place = place
        part = b"".join(package.chunks(place.entry.part))
        prove_unprotected(package, place.entry, (part,))
        self.hidden = _hidden(part)
        """Numbers of the rows that are filtered away or hidden by hand."""
        if _spans(part) > _PLACES:
            raise self._strange("reaches far beyond its table", "Delete the rows and columns outside the table.")
        self._grid = self._read(book)
        columns = {title: column_number(letters) - 1 for title, letters in place.columns.items()}
        width = len(self._grid[0])
        self.places = {title: at for title, at in columns.items() if at < width}
        """Our titles → place among a row's cells."""

    def lines(self) -> Iterator[Line]:
        """The rows of the table, blank ones among them, and those that were typed right below it."""
        place = self._place
        name = key_titles(place.sheet)[0]
        for number, cells in enumerate(self._grid[place.header :], place.header + 1):
            line = Line(row=number, cells=cells, places=self.places)
            if number > place.last > 0 and not line.text(name):
                return
            yield line

    def _read(self, book: CalamineWorkbook) -> list[list[Value]]:
        try:
            return book.get_sheet_by_index(self._place.entry.index).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise self._strange("is damaged", _SAVE_AGAIN) from error

    def _strange(self, what: str, remedy: str) -> InputError:
        return InputError(f"{self._package.path.name}: the sheet {self._place.entry.title} {what}.", remedy)


def _hidden(part: bytes) -> frozenset[int]:
    if b"hidden" not in part:
        return frozenset()
    return frozenset(number for number, row in _numbered(part) if _HIDDEN.search(row))


def _spans(part: bytes) -> int:
    """How many cells calamine would lay out: exactly, or an upper bound where that is small enough."""
    last = max((number for number, _ in _numbered(part[part.rfind(b"row ") - 20 :])), default=0)
    if last * _TWO_LETTERS <= _PLACES and not _WIDE.search(part):
        return last * _TWO_LETTERS
    columns = (column_number(letters.decode()) for letters in set(_COLUMN.findall(part)))
    return max((number for number, _ in _numbered(part)), default=0) * max(columns, default=0)


def _numbered(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Row numbers and the attributes of their tags; a row without a number follows the one before."""
    number = 0
    for match in _ROW.finditer(part):
        given = _NUMBER.search(match[1])
        number = int(given[1]) if given else number + 1
        yield number, match[1]
