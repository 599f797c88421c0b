"""Rows of the tables that the firm fills, as they are read from Excel."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tdsxl.sheets.contents import Line, Value
from tdsxl.sheets.excel.paper import Area
from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.values import Shown
from tdsxl.sheets.headers import key_titles
from tdsxl.sheets.layout import VISIBLE

_BELOW = 500
"""Rows below a table that are looked at: not every program lets a table grow with what is typed there."""


def lines(place: Place) -> Iterator[Line]:
    """The rows of a table, blank ones among them, and those that were typed right below it."""
    places = {title: column - 1 for title, column in place.columns.items()}
    for row in place.rows:
        yield Line(row=row, cells=_cells(place.cells(row)), places=places)
    for row, cells in enumerate(_below(place), place.area.bottom + 1):
        line = Line(row=row, cells=_cells(cells), places=places)
        if not line.words(key_titles(place.sheet)[0]):
            return
        yield line


def hidden(place: Place) -> frozenset[int]:
    """Numbers of the rows that are filtered away or hidden by hand.

    Told by the column Visible, in one read; asking Excel itself costs a call for each stretch of rows.
    """
    column = place.columns.get(VISIBLE)
    if column:
        return frozenset(row for row in place.rows if _is_zero(place.cells(row)[column - 1]))
    tan = place.columns["TAN"]
    area = Area(top=place.area.top, left=tan, bottom=place.area.bottom, right=tan)
    return frozenset(place.rows) - place.paper.visible_rows(area)


def _below(place: Place) -> Sequence[Sequence[Shown]]:
    bottom = min(place.paper.used().bottom, place.area.bottom + _BELOW)
    if place.has_totals or bottom <= place.area.bottom:
        return ()
    return place.paper.values(Area(top=place.area.bottom + 1, left=1, bottom=bottom, right=place.area.right))


def _cells(cells: Sequence[Shown]) -> list[Value]:
    return ["" if cell is None else float(cell) if isinstance(cell, Decimal) else cell for cell in cells]


def _is_zero(cell: Shown) -> bool:
    return isinstance(cell, int | float | Decimal) and cell == 0
