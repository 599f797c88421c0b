"""A sheet that holds one of our tables, fresh in openpyxl."""

from collections.abc import Iterable, Mapping
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.table import Table, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.sheets.fresh.paper import add_paper, put, set_up_print
from tdsxl.sheets.fresh.rules import add_rules
from tdsxl.sheets.layout import (
    BUTTON,
    FIRM_SHEETS,
    FIRST_ROW,
    HEADER_ROW,
    NARROW,
    NOT_SYNCED,
    PRINTED,
    STYLE,
    VISIBLE,
    VISIBLE_FORMULA,
    header_style,
    height_of,
    points_of,
    style_of,
    width_of,
)
from tdsxl.sheets.palette import Colour
from tdsxl.tables import Cell, Column, Sheet

Line = Mapping[str, Cell]
"""Title → value of one row; titles left out are blank."""

_LINE, _PADDING = 13.5, 13
"""Points of one line of a title, and around its lines."""
_LEAST = 0.5
"""Scale below which print cannot be read: such sheets are two pages wide, TAN and name on both."""


def add_table_sheet(book: Workbook, sheet: Sheet, lines: Iterable[Line] = ()) -> Worksheet:
    """A new last sheet with its table; without lines the table has one blank row."""
    tab = Colour.TEAL if sheet.title in FIRM_SHEETS else Colour.NAVY
    paper = add_paper(book, sheet.title, title=sheet.title, line=NOT_SYNCED, tab=tab)
    _add_header(paper, sheet)
    last = HEADER_ROW
    for last, line in enumerate(tuple(lines) or ({},), FIRST_ROW):
        _add_line(paper, sheet, last, line)
    paper.add_table(_table(sheet, last))
    add_rules(paper, sheet)
    paper.freeze_panes = f"{get_column_letter(_frozen(sheet) + 1)}{FIRST_ROW}"
    set_up_print(paper, repeated=f"1:{HEADER_ROW}")
    paper.page_setup.fitToWidth = pages = ceil(points_of(sheet.offered) * _LEAST / PRINTED)
    if pages > 1:
        paper.print_title_cols = f"A:{get_column_letter(_frozen(sheet))}"
    return paper


def _add_header(paper: Worksheet, sheet: Sheet) -> None:
    for at, column in enumerate(sheet.offered, 1):
        cell = put(paper, (HEADER_ROW, at), column.title, header_style(sheet, column))
        cell.alignment = _heading(column)
        below = paper.column_dimensions[get_column_letter(at)]
        below.width = width_of(column)
        if sheet.title in FIRM_SHEETS or column in sheet.own:
            _style_below(below, column)
    titles = [(column.title, width_of(column) - BUTTON) for column in sheet.offered if column.width > NARROW]
    paper.row_dimensions[HEADER_ROW].height = (height_of(titles) or _LINE) + _PADDING


def _heading(column: Column) -> Alignment:
    """Titles stand over their cells, and those at the right beside the filter's button."""
    if column.width <= NARROW:
        return Alignment(horizontal="center", vertical="center", text_rotation=90)
    across = STYLE[style_of(column)].across
    indent = {"left": 1, "center": 0, "right": BUTTON}[across]
    return Alignment(horizontal=across, vertical="center", wrap_text=True, indent=indent)


def _style_below(below: ColumnDimension, column: Column) -> None:
    """Cells under the table take what is typed as the column means it: a pasted TAN stays text, 1 becomes a tick."""
    style = STYLE[style_of(column)]
    below.number_format = style.number_format
    below.alignment = Alignment(horizontal=style.across, vertical="center")


def _add_line(paper: Worksheet, sheet: Sheet, row: int, line: Line) -> None:
    for at, column in enumerate(sheet.offered, 1):
        cell = put(paper, (row, at), line.get(column.title), style_of(column))
        if formula := _formula(column):
            cell.value = f"={formula}"
    wrapped = (column for column in sheet.offered if STYLE[style_of(column)].wrap)
    paper.row_dimensions[row].height = height_of(
        (str(line.get(column.title) or ""), width_of(column)) for column in wrapped
    )


def _table(sheet: Sheet, last: int) -> Table:
    table = Table(displayName=sheet.table, ref=f"A{HEADER_ROW}:{get_column_letter(len(sheet.offered))}{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    table._initialise_columns()  # type: ignore[attr-defined]  # otherwise done while saving, too late for a formula
    for column, ours in zip(table.tableColumns, sheet.offered, strict=True):
        column.name = ours.title
        if formula := _formula(ours):
            column.calculatedColumnFormula = TableFormula(attr_text=formula)
    return table


def _formula(column: Column) -> str:
    return VISIBLE_FORMULA if column.title == VISIBLE else column.formula


def _frozen(sheet: Sheet) -> int:
    """How many columns stay in sight: up to the client's name, else the TAN."""
    titles = [column.title for column in sheet.columns]
    return next((titles.index(title) + 1 for title in ("Client name", "TAN", "Run") if title in titles), 0)
