"""What the firm wrote beside our rows, read from a sheet that may differ from what we left."""

import hashlib
from collections.abc import Container, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile

from tdsxl.sheets.file.cells import Stored
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.looks import day_styles
from tdsxl.sheets.file.merge import RowReader
from tdsxl.sheets.file.opening import grammar_of
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.rows import Row
from tdsxl.sheets.file.stream import SheetStream
from tdsxl.sheets.texts import DIGITS
from tdsxl.tables import Beside, Cell, Kind, Notes, RowName, Written
from tdsxl.values import INDIA


def beside(package: Package, place: Place, known: Written | None) -> Beside | None:
    """The notes of a sheet; None where it is as we left it, so that they were read before.

    Raises:
        InputError: The sheet is damaged.
    """
    if known and known.sha256 == _sha256(package, place):
        return None
    reader = _NoteReader(package, place)
    return Beside(titles=tuple(reader.titles.values()), notes=reader.notes())


def _sha256(package: Package, place: Place) -> str:
    digest = hashlib.sha256()
    for chunk in package.chunks(place.entry.part):
        digest.update(chunk)
    return digest.hexdigest()


class _NoteReader:
    """Reads the rows of one table."""

    def __init__(self, package: Package, place: Place) -> None:
        self._place = place
        self._stream = SheetStream(package.chunks(place.entry.part))
        self._grammar = grammar_of(package, self._stream.prefix)
        self._days: Container[str] = day_styles(package)
        by_title = {own.title: own.letters for own in reversed(place.own) if own.title}
        self.titles = {letters: title for title, letters in by_title.items()}
        """Of columns that bear one title the first counts."""
        self._known_days = {column.title for column in place.sheet.own if column.kind is Kind.DATE}

    def notes(self) -> Notes:
        """Of all rows; where two bear one name, the first that says something counts."""
        reader = RowReader(self._place, self._grammar)
        last = self._place.last or self._place.floor - 1
        found: dict[RowName, Mapping[str, Cell]] = {}
        for row in takewhile(lambda row: row.number <= last, self._stream.rows()):
            name = reader.name(row) if row.number > self._place.header else None
            if name:
                found[name] = found.get(name) or self._note(row)
        return found

    def _note(self, row: Row) -> dict[str, Cell]:
        return {
            self.titles[letters]: self._value(stored, style, title=self.titles[letters])
            for letters, (stored, style) in self._grammar.typed(row, self.titles).items()
            if stored not in (None, "")
        }

    def _value(self, stored: Stored, style: str, *, title: str) -> Cell:
        if stored is None or isinstance(stored, str):
            return stored
        if style not in self._days and title not in self._known_days:
            return Decimal(f"{stored:.{DIGITS}g}")
        key_text = self._grammar.cells.key_text
        try:
            moment = datetime.fromisoformat(key_text(stored, Kind.INSTANT))
        except ValueError:
            return Decimal(f"{stored:.{DIGITS}g}")
        return moment.replace(tzinfo=INDIA) if stored % 1 else date(moment.year, moment.month, moment.day)
