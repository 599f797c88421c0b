"""What of a sheet moves down when a table of ours grows. No I/O here.

As in Excel only the columns of the table move, so that what stands beside it stays; unlike in Excel more columns move
with them where another table, a pivot table or merged cells further down would be cut in two. Comments and drawings do
not move with the cells, so none may stand there.
"""

from collections.abc import Iterable
from dataclasses import replace

from tdsxl.errors import InputError
from tdsxl.sheets.file.areas import Area, merged_cells
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.formulas import RowsPutIn, column_letters


def prove_room(place: Place, after: bytes) -> None:
    """See that a table can be written and can grow, given what stands after the rows of its sheet.

    Raises:
        InputError: Cells of it are merged, another table would be torn, or a comment or drawing left behind.
    """
    if place.last:
        _prove_unmerged(place.area(place.last), merged_cells(after), sheet=place.entry.title)
        rows_put_in(place, after, last=place.last, count=1)


def _prove_unmerged(ours: Area, merged: Iterable[Area], *, sheet: str) -> None:
    """A row whose cells are merged with another's has lost its name: it would be written a second time."""
    for one in merged:
        if one.bottom >= ours.top and one.top <= ours.bottom and ours.shares_columns(one):
            where = f"{column_letters(one.left)}{one.top}:{column_letters(one.right)}{one.bottom}"
            raise InputError(f"The sheet {sheet}: the cells {where} of its table are merged.", "Unmerge them.")


def rows_put_in(place: Place, after: bytes, *, last: int, count: int) -> RowsPutIn:
    """What moves on a sheet whose table grows by `count` rows below row `last`.

    Args:
        place: The table.
        after: What stands after the rows of the sheet.
        last: Number of the table's last row that is no totals row.
        count: Of rows; the columns are worked out only where it is not 0.

    Raises:
        InputError: Another table would be torn, or a comment or drawing left behind.
    """
    ours = wide = place.area(last)
    if count:
        wide = _moving(ours, (*place.others, *merged_cells(after)), sheet=place.entry.title)
        _prove_none_left(place.pins, wide, sheet=place.entry.title)
    return RowsPutIn(
        sheet=place.entry.title, first=place.header + 1, last=last, count=count, left=wide.left, right=wide.right
    )


def _moving(ours: Area, others: Iterable[Area], *, sheet: str) -> Area:
    """The columns whose cells below a table of ours move down when it grows."""
    others = [other for other in others if other.bottom > ours.bottom]
    wide = ours
    while cut := [other for other in others if wide.shares_columns(other) and not wide.has_columns_of(other)]:
        left, right = min(other.left for other in cut), max(other.right for other in cut)
        wide = replace(wide, left=min(left, wide.left), right=max(right, wide.right))
    torn = next((o for o in others if o.name and o.top <= ours.bottom and wide.shares_columns(o)), None)
    if torn:
        raise InputError(
            f"The sheet {sheet}: the table {torn.name} stands beside the end of {ours.name}, "
            "and what is below both keeps it from growing.",
            f"Move {torn.name} to a sheet of its own.",
        )
    return wide


def _prove_none_left(pins: Iterable[Area], wide: Area, *, sheet: str) -> None:
    """See that nothing is bound to cells that move, given our table as wide as what moves."""
    left = next((pin for pin in pins if pin.top > wide.bottom and wide.shares_columns(pin)), None)
    if left:
        raise InputError(
            f"The sheet {sheet}: a {left.name} stands below {wide.name} ({column_letters(left.left)}{left.top}).",
            "Move it beside the table or to a sheet of its own.",
        )
