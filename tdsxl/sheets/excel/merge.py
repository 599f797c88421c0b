"""Our rows merged into a table as it stands in Excel. No I/O here.

A row is known by its key. Known rows stay where they stand and get new values in our cells only; a row that we do not
have stays as it is. New rows fill the blank rows at the table's end, then follow below.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.values import Shown, shown
from tdsxl.sheets.headers import naming_titles
from tdsxl.sheets.keys import Waiting, name_of, named, too_many_rows
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.tables import Notes, RowName, Table

BlankOf = Callable[[Collection[int]], Collection[int]]
"""Of rows that show something in the user's cells alone, those where these are all formulas or blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a table is to show."""

    rows: Mapping[int, tuple[Shown, ...]]
    """Row number → our cells from left to right; rows that are not ours are left out."""
    last: int
    """Number of the table's last row then."""
    new: Mapping[int, RowName] = field(default_factory=dict)
    """Row number → name of the rows that did not stand there yet, where the journal keeps notes."""


def merged(place: Place, table: Table, blank_of: BlankOf, notes: Notes) -> Merged:
    """Where the rows of a table go.

    Raises:
        LocalError: More rows than a sheet can hold.
    """
    waiting = Waiting(place.sheet, table.rows())
    titles = [column.title for column in place.sheet.columns]
    order = [titles.index(title) for title in place.columns]
    names = _names(place)
    if waiting.needs_ties:
        waiting.leave_for({name for name in names.values() if name})
    taken = {row: waiting.take(name) for row, name in names.items() if name}
    blank = (None,) * len(titles) if place.sheet.is_current else ()
    rows = {row: values or blank for row, values in taken.items() if values or blank}
    first = _last_filled(place, names, blank_of) + 1
    new = dict(enumerate(waiting.rest(), first))
    rows |= new
    last = max(rows, default=0)
    if last > LAST_ROW:
        raise too_many_rows(place.sheet.title)
    cells = {row: tuple(shown(values[at]) for at in order) for row, values in rows.items()}
    names_of_new = {row: name_of(place.sheet, values) for row, values in new.items()} if notes else {}
    return Merged(rows=cells, new=names_of_new, last=max(last, place.area.bottom))


def _names(place: Place) -> dict[int, RowName | None]:
    """How each row is named; None where all cells that name it are blank."""
    texts = place.texts(naming_titles(place.sheet))
    return {row: named(place.sheet, found) if any(found.values()) else None for row, found in texts.items()}


def _last_filled(place: Place, names: Mapping[int, RowName | None], blank_of: BlankOf) -> int:
    """The last row of the table that does not wait to be filled."""
    last = place.area.bottom
    while last > place.area.top and names[last] is None and place.is_blank(last, place.columns.values()):
        last -= 1
    held = [row for row in range(last + 1, place.area.bottom + 1) if not place.is_blank(row, place.own)]
    return max({*held} - {*blank_of(held)}, default=last) if held else last
