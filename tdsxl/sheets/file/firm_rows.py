"""Rows of the tables that the firm fills: cells by calamine, what is hidden by the XML of the sheet."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from types import TracebackType
from typing import Self

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from tdsxl.errors import InputError
from tdsxl.sheets.contents import Line, Value
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.formulas import column_number
from tdsxl.sheets.file.guard import prove_unprotected
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.raw import RawSheet
from tdsxl.sheets.headers import key_titles

_PLACES = 2_500_000
"""Cells that a sheet may span, however few of them are filled: calamine lays out every one, at 32 bytes."""
_SAVE_AGAIN = "Open the book in Excel and save it."


class FirmTables:
    """The tables of one book."""

    def __init__(self, package: Package) -> None:
        """Open a book.

        Raises:
            InputError: It cannot be read.
        """
        self._package = package
        self._read: list[FirmTable] = []
        # Calamine reads the strings that cells share whole and unseen.
        for part in package.related(package.workbook, "sharedStrings"):
            deque(package.chunks(part), maxlen=0)
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
        """
        table = FirmTable(self._package, self._book, place)
        self._read.append(table)
        return table

    def prove_unprotected(self) -> None:
        """No sheet that was read stands in the way of writing.

        Raises:
            LocalError: One is protected.
        """
        for table in self._read:
            prove_unprotected(self._package, table.place.entry, table.after)


class FirmTable:
    """One table of the firm's."""

    def __init__(self, package: Package, book: CalamineWorkbook, place: Place) -> None:
        self._package = package
        self.place = place
        part = RawSheet(lambda: package.chunks(place.entry.part))
        self.after = part.end()
        """What stands after the sheet's rows."""
        self.hidden = part.hidden()
        """Numbers of the rows that are filtered away or hidden by hand."""
        if part.span(enough=_PLACES) > _PLACES:
            raise self._strange("reaches far beyond its table", "Delete the rows and columns outside the table.")
        self._cells = self._read(book)
        _, left = self._cells.start or (0, 0)
        self._errors = {
            row: {column - 1 - left: text for column, text in cells.items()} for row, cells in part.errors().items()
        }
        """Row number → place among its cells → what calamine takes for blank."""
        columns = {title: column_number(letters) - 1 - left for title, letters in place.columns.items()}
        self.places = {title: at for title, at in columns.items() if 0 <= at < self._cells.width}
        """Our titles → place among a row's cells."""
        if len(self.places) < len(columns):
            raise self._strange("is damaged", _SAVE_AGAIN)

    def lines(self) -> Iterator[Line]:
        """The rows of the table, blank ones among them, and those that were typed right below it."""
        place = self.place
        name = key_titles(place.sheet)[0]
        rows = islice(self._cells.iter_rows(), place.header, place.floor - 1)
        for number, cells in enumerate(rows, place.header + 1):
            line = Line(row=number, cells=self._with_errors(number, cells), places=self.places)
            if number > place.last > 0 and not line.words(name):
                return
            yield line

    def _with_errors(self, number: int, cells: list[Value]) -> list[Value]:
        errors = self._errors.get(number)
        return [errors.get(at, cell) for at, cell in enumerate(cells)] if errors else cells

    def _read(self, book: CalamineWorkbook) -> CalamineSheet:
        try:
            return book.get_sheet_by_index(self.place.entry.index)
        except CalamineError as error:
            raise self._strange("is damaged", _SAVE_AGAIN) from error

    def _strange(self, what: str, remedy: str) -> InputError:
        return InputError(f"{self._package.path.name}: the sheet {self.place.entry.title} {what}.", remedy)
