"""The rows of one of our tables, brought up to date in Excel."""

from collections.abc import Collection, Sequence

from tdsxl.sheets.excel.beside import lost_notes
from tdsxl.sheets.excel.blocks import Did, differs, put_rows
from tdsxl.sheets.excel.cuts import Ours
from tdsxl.sheets.excel.merge import Merged, merged
from tdsxl.sheets.excel.paper import Area
from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.places import Places
from tdsxl.sheets.excel.values import Shown
from tdsxl.sheets.headers import naming_titles
from tdsxl.tables import Notes, Table


def put_table(places: Places, table: Table) -> Did:
    """Write what differs in its rows, and the as-on line.

    Raises:
        LocalError: Excel did not take it, or more rows than a sheet can hold.
    """
    place = places.table(table.sheet)
    notes = table.notes()
    wanted = merged(place, table, lambda rows: _with_formulas(place, rows), notes)
    names = naming_titles(place.sheet)
    columns = place.ours(place.columns, marks=names)
    did = Did.NOTHING
    if differs(wanted.rows, place.found(columns)):
        if not places.stands(place, names):
            return Did.MET_MOVED_ROWS
        _make_room(place, wanted)
        did = _put(place, columns, wanted, notes)
    if did is not Did.MET_MOVED_ROWS:
        place.put_as_on(table.as_on)
    return did


def _put(place: Place, ours: Sequence[Ours], wanted: Merged, notes: Notes) -> Did:
    """Our cells and, in the same blocks, the notes of rows that are new: what is written at once nobody can part."""
    lost = lost_notes(place, wanted.new, notes)
    if not lost:
        return put_rows(place.paper, ours, wanted.rows, found=place.found(ours))
    # None of theirs is marked as a column of texts: what is typed there later is what Excel makes of it.
    own = (Ours(number=at, is_text=False, is_mark=True) for at in lost[min(lost)])
    columns = sorted((*ours, *own), key=lambda column: column.number)
    found, blank, rows = place.found(columns), (None,) * len(columns), dict[int, tuple[Shown, ...]]()
    for row, cells in wanted.rows.items():
        shows = {column.number: cell for column, cell in zip(ours, cells, strict=True)} | lost.get(row, {})
        old = zip(columns, found.get(row, blank), strict=True)
        rows[row] = tuple(shows.get(column.number, cell) for column, cell in old)
    return put_rows(place.paper, columns, rows, found=found)


def _make_room(place: Place, wanted: Merged) -> None:
    """Let the table reach as far as its rows do, in the looks and with the formulas of its last row."""
    old = place.area
    if wanted.last == old.bottom:
        return
    place.paper.make_room(Area(top=old.bottom + 1, left=old.left, bottom=wanted.last, right=old.right))
    # Excel itself lets a table grow when rows are put in above its totals.
    if place.table and not place.has_totals:
        place.paper.resize(place.table, Area(top=old.top, left=old.left, bottom=wanted.last, right=old.right))
    _fill(place, last=wanted.last)


def _fill(place: Place, *, last: int) -> None:
    """Fill formulas of the user's down, where Excel has not done so as it does for calculated columns."""
    bottom = place.area.bottom
    top = max(place.area.top + 1, bottom - 1)
    rows = range(top, bottom + 1)
    shown = [column for column in place.own if rows and all(place.cells(row)[column - 1] is not None for row in rows)]
    if not shown:
        return
    *above, below = place.paper.formulas(Area(top=top, left=shown[0], bottom=bottom + 1, right=shown[-1]))
    for column in shown:
        at = column - shown[0]
        if not below[at] and all(cells[at].startswith("=") for cells in above):
            place.paper.fill(Area(top=bottom, left=column, bottom=last, right=column), above[-1][at])


def _with_formulas(place: Place, rows: Collection[int]) -> set[int]:
    """Of some rows, those whose cells of the user's are all formulas or blank."""
    own, first = place.own, min(rows)
    found = place.paper.formulas(Area(top=first, left=own[0], bottom=max(rows), right=own[-1]))
    return {row for row in rows if all(found[row - first][at - own[0]][:1] in ("", "=") for at in own)}
