"""What the firm wrote beside our rows as they stand in Excel: read, and brought back to rows that are new there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from tdsxl.sheets.excel.paper import Area
from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.values import Shown, shown
from tdsxl.sheets.headers import matched, naming_titles
from tdsxl.sheets.keys import named
from tdsxl.sheets.texts import DIGITS
from tdsxl.tables import Beside, Cell, Notes, RowName
from tdsxl.values import INDIA


def beside(place: Place) -> Beside:
    """The notes of a table that was read whole; formulas are asked for only where something stands."""
    titles = _own_titles(place)
    names = {row: named(place.sheet, texts) for row, texts in place.texts(naming_titles(place.sheet)).items()}
    filled = [row for row in place.rows if not place.is_blank(row, titles)]
    formulas = _formulas(place, filled) if filled else {}
    found: dict[RowName, dict[str, Cell]] = {}
    for row, name in names.items():
        if any(name[0]):
            cells = place.cells(row)
            notes = {
                title: _value(cells[column - 1])
                for column, title in titles.items()
                if cells[column - 1] is not None and not formulas[row][column - place.own[0]].startswith("=")
            }
            found[name] = found.get(name) or notes
    return Beside(titles=tuple(titles.values()), notes=found)


def lost_notes(place: Place, new: Mapping[int, RowName], notes: Notes) -> dict[int, dict[int, Shown]]:
    """Row → column number → note, for rows new to the table, if any of them had notes.

    Columns in which formulas were filled down are left out; the others are all there, so that our columns and theirs
    are written at once.

    Raises:
        LocalError: Excel did not tell the formulas.
    """
    lost = {row: notes[name] for row, name in new.items() if name in notes}
    if not lost:
        return {}
    formulas = _formulas(place, new)
    free = [column for column in place.own if not any(formulas[row][column - place.own[0]] for row in new)]
    titles = _own_titles(place)
    return {row: {at: shown(lost.get(row, {}).get(titles.get(at, ""))) for at in free} for row in new}


def _own_titles(place: Place) -> dict[int, str]:
    """Numbers of the user's columns → their titles; of those that bear one title the first counts."""
    titles = dict(zip(place.own, place.own_titles, strict=True))
    offered = matched([*titles.values()], (column.title for column in place.sheet.own), "")
    spelt = {place.own[at]: title for title, at in offered.items()}
    first = {spelt.get(column, title): column for column, title in reversed(titles.items()) if title}
    return {column: title for title, column in sorted(first.items(), key=lambda pair: pair[1])}


def _formulas(place: Place, rows: Iterable[int]) -> dict[int, list[str]]:
    """What was typed into the user's columns of some rows, from the first of these columns."""
    top, bottom = min(rows), max(rows)
    area = Area(top=top, left=place.own[0], bottom=bottom, right=place.own[-1])
    return dict(enumerate(place.paper.formulas(area), top))


def _value(found: Shown) -> Cell:
    if isinstance(found, datetime):
        moment = found.replace(tzinfo=INDIA)
        return moment if moment.time().replace(microsecond=0) != datetime.min.time() else date(*moment.timetuple()[:3])
    if isinstance(found, bool):
        return str(found).upper()
    return found if isinstance(found, str | None) else Decimal(f"{float(found):.{DIGITS}g}")
