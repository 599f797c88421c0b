"""A copy to send: the rows of some clients alone, made fresh, so that nothing of anyone else can hide in it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.errors import LocalError
from tdsxl.sheets.fresh.finish import finished
from tdsxl.sheets.fresh.paper import put
from tdsxl.sheets.fresh.saving import check_new, packed, save_new
from tdsxl.sheets.fresh.styles import add_styles
from tdsxl.sheets.fresh.table_sheet import Line, add_table_sheet
from tdsxl.sheets.layout import AS_ON_ROW, HEADER_ROW, LAST_ROW, TITLE_ROW
from tdsxl.tables import Cell, Column, Kind, Sheet

Shared = tuple[Sheet, Iterable[tuple[Cell, ...]]]
"""A sheet and its rows, one value per column."""

_PAN = "PAN"

SUMMARY = Sheet(
    title="Summary",
    key=lambda cell: (cell("TAN"), cell("Module")),
    columns=(
        Column(title="TAN", kind=Kind.CODE, width=13),
        Column(title="Client name", width=38),
        Column(title="Module", width=22),
        Column(title="Result", width=32),
        Column(title="Rows", kind=Kind.COUNT, width=8),
        Column(title="Years", width=26),
        Column(title="Last complete", kind=Kind.INSTANT, width=18),
        Column(title="Not complete because", width=60),
    ),
)
"""First sheet of a copy: what was checked, when, and what was not."""


def share_copy(
    path: Path, *, title: str, as_on: str, checks: Iterable[Line], tables: Iterable[Shared], mask: bool = False
) -> None:
    """Write a copy of some clients' tables; sheets without rows are left out, the summary says what is proven empty.

    Args:
        path: A new .xlsx file.
        title: Whose copy it is, over the summary.
        as_on: The line under it.
        checks: Lines of `SUMMARY`.
        tables: With the rows of these clients only.
        mask: Of PANs show the first two and the last two characters only.

    Raises:
        InputError: The name is not that of a new .xlsx file.
        LocalError: The file cannot be written, or a table has more rows than a sheet holds.
    """
    check_new(path, ".xlsx")
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    _head(add_table_sheet(book, SUMMARY, checks), title, as_on)
    for sheet, all_rows in tables:
        rows = tuple(all_rows)
        if HEADER_ROW + len(rows) > LAST_ROW:
            raise LocalError(f"{sheet.title} has more rows than a sheet holds.", "Share fewer clients at once.")
        if rows:
            paper = add_table_sheet(book, sheet, (_line(sheet, row, mask=mask) for row in rows))
            _head(paper, sheet.title, as_on)
    save_new(path, finished(packed(book, path), visible=True))


def _head(paper: Worksheet, title: str, as_on: str) -> None:
    put(paper, (TITLE_ROW, 1), title, "tdsxl title")
    put(paper, (AS_ON_ROW, 1), as_on, "tdsxl as on")


def _line(sheet: Sheet, row: tuple[Cell, ...], *, mask: bool) -> Line:
    shown: Callable[[str, Cell], Cell] = _masked if mask else lambda _, value: value
    return {column.title: shown(column.title, value) for column, value in zip(sheet.columns, row, strict=True)}


def _masked(title: str, value: Cell) -> Cell:
    if not isinstance(value, str) or not title.endswith(_PAN):
        return value
    return f"{value[:2]}{'x' * (len(value) - 4)}{value[-2:]}" if len(value) > 4 else value
