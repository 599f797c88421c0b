"""Books open in Calc, for the tests of the adapter that writes through Excel."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tdsxl.sheets.excel.book import ExcelBook
from tests.calc.desk import Desk
from tests.sheets.samples import SHEETS

if TYPE_CHECKING:
    import xlwings

Opener = Callable[[Path], "xlwings.Book"]
TOUCHING = (
    *("Range.raw_value", "Range.raw_value=", "Range.formula", "Range.formula=", "Range.number_format"),
    *("Range.number_format=", "Areas.number_format=", "Range.insert", "Range.delete", "Range.clear_contents"),
    "Table.resize",
)
"""Calls that read or change cells."""


@dataclass(slots=True)
class Told:
    """What a book told its user, and how long it waited."""

    lines: list[str]
    waited: float = 0.0

    def wait(self, seconds: float) -> None:
        """Wait no time at all."""
        self.waited += seconds


def excel_book(path: Path, told: Told | None = None) -> ExcelBook:
    """The book under test; it waits no longer than it takes to say so."""
    told = told or Told([])
    return ExcelBook(path, sheets=SHEETS, wait=told.wait, tell=told.lines.append)


def desk_of(book: "xlwings.Book") -> Desk:
    """The switches of the Calc that has a book open."""
    desk: Desk = book.app.impl.office.desk
    return desk


def touched(desk: Desk) -> int:
    """How many calls have read or changed cells since they were last forgotten."""
    calls = desk.calls()
    return sum(calls[name] for name in TOUCHING)


def values(path: Path, title: str) -> list[tuple[object, ...]]:
    """All cells of a sheet as openpyxl reads them, formulas as what they came to."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [tuple(row) for row in book[title].iter_rows(values_only=True)]
