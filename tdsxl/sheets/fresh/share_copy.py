"""A copy to send: the rows of some clients alone, made fresh, so that nothing of anyone else can hide in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.errors import LocalError
from tdsxl.sheets.fresh.finish import finished
from tdsxl.sheets.fresh.paper import put
from tdsxl.sheets.fresh.saving import check_new, packed, save_new
from tdsxl.sheets.fresh.styles import add_styles
from tdsxl.sheets.fresh.table_sheet import Line, add_table_sheet
from tdsxl.sheets.keys import name_of
from tdsxl.sheets.layout import AS_ON_ROW, HEADER_ROW, LAST_ROW, TITLE_ROW
from tdsxl.tables import Cell, Column, Kind, Notes, Sheet


@dataclass(frozen=True, slots=True)
class Shared:
    """A sheet of a copy."""

    sheet: Sheet
    rows: Iterable[tuple[Cell, ...]]
    """One value per column."""
    notes: Notes
    """What the firm wrote beside them, as far as it is to be seen; its columns stand at the right."""


_PAN = "PAN"
_PANS = re.compile(r"\b[A-Z]{5}[0-9]{4}[A-Z]\b")
_OWN_WIDTH = 24
"""Characters of a column that only the firm knows."""

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
        mask: Of PANs, wherever they stand, show the first two and the last two characters only.

    Raises:
        InputError: The name is not that of a new .xlsx file.
        LocalError: The file cannot be written, or a table has more rows than a sheet holds.
    """
    check_new(path, ".xlsx")
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    _head(add_table_sheet(book, SUMMARY, checks), title, as_on)
    for table in tables:
        lines = tuple(_lines(table, mask=mask))
        if HEADER_ROW + len(lines) > LAST_ROW:
            raise LocalError(f"{table.sheet.title} has more rows than a sheet holds.", "Share fewer clients at once.")
        if lines:
            sheet = replace(table.sheet, own=tuple(_own_columns(table.sheet, lines)))
            _head(add_table_sheet(book, sheet, lines), sheet.title, as_on)
    save_new(path, finished(packed(book, path), visible=True))


def _head(paper: Worksheet, title: str, as_on: str) -> None:
    put(paper, (TITLE_ROW, 1), title, "tdsxl title")
    put(paper, (AS_ON_ROW, 1), as_on, "tdsxl as on")


def _lines(table: Shared, *, mask: bool) -> Iterator[Line]:
    titles = [column.title for column in table.sheet.columns]
    for row in table.rows:
        notes = table.notes.get(name_of(table.sheet, row), {}) if table.notes else {}
        line = {**notes, **dict(zip(titles, row, strict=True))}
        yield {title: _masked(title, value) for title, value in line.items()} if mask else line


def _own_columns(sheet: Sheet, lines: Iterable[Line]) -> Iterator[Column]:
    """The firm's columns in which something stands: those that fresh books offer, then all others."""
    ours = {column.title for column in sheet.columns}
    found: dict[str, set[Kind]] = {}
    for line in lines:
        for title in line.keys() - ours:
            found.setdefault(title, set()).add(_kind(line[title]))
    yield from (column for column in sheet.own if found.pop(column.title, None))
    for title in sorted(found):
        kinds = found[title]
        yield Column(title=title, kind=kinds.pop() if len(kinds) == 1 else Kind.TEXT, width=_OWN_WIDTH)


def _kind(value: Cell) -> Kind:
    if isinstance(value, datetime):
        return Kind.INSTANT
    return Kind.DATE if isinstance(value, date) else Kind.TEXT


def _masked(title: str, value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    if title.endswith(_PAN):
        return _ends(value)
    return _PANS.sub(lambda found: _ends(found[0]), value)


def _ends(text: str) -> str:
    return f"{text[:2]}{'x' * (len(text) - 4)}{text[-2:]}" if len(text) > 4 else text
