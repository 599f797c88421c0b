"""What the firm wrote beside our rows, kept so that a lost workbook brings it back."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from tdsxl.engine.entries import Noted
from tdsxl.engine.journal.database import span, stamp
from tdsxl.tables import Beside, Cell, Notes, RowName


class NoteBook:
    """The table `note`: by sheet, row and title of the column; the first part of a row's key is its TAN."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def keep(self, sheet: str, beside: Beside, *, book: str, at: datetime) -> None:
        """Take what stands beside the rows of a sheet now; of rows and columns that it does not have nothing is lost.

        A note that was emptied is forgotten where it came from this very book: another may never have had it.
        """
        rows = self._db.execute("SELECT id, row, title, kind, value, book FROM note WHERE sheet = ?", (sheet,))
        kept = {(row["row"], row["title"]): row for row in rows}
        found = {
            (_text(row), title): _taken(value) for row, notes in beside.notes.items() for title, value in notes.items()
        }
        fresh = [
            (*where, *value)
            for where, value in found.items()
            if where not in kept or (*value, book) != (kept[where]["kind"], kept[where]["value"], kept[where]["book"])
        ]
        self._db.executemany(
            "REPLACE INTO note (sheet, row, title, kind, value, tan, book, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((sheet, row, title, *value, _row(row)[0][0], book, stamp(at)) for row, title, *value in fresh),
        )
        standing = {_text(row) for row in beside.notes} if len(kept) > len(found.keys() & kept.keys()) else set[str]()
        emptied = [
            (note["id"],)
            for (row, title), note in kept.items()
            if (row, title) not in found and row in standing and title in beside.titles and note["book"] == book
        ]
        self._db.executemany("DELETE FROM note WHERE id = ?", emptied)

    def of(self, sheet: str, tans: Collection[str]) -> Notes:
        """The notes of a sheet on the rows of some clients."""
        found: dict[RowName, dict[str, Cell]] = {}
        for row in self._db.execute("SELECT * FROM note WHERE sheet = ?", (sheet,)):
            if row["tan"] in tans:
                note = _note(row)
                found.setdefault(note.row, {})[note.title] = note.value
        return found

    def rows(self, tan: str | None = None) -> Iterator[Noted]:
        """All notes, of all clients or of one, in the order in which they were first kept."""
        found = self._db.execute("SELECT * FROM note WHERE tan BETWEEN ? AND ? ORDER BY id", span(tan))
        return map(_note, found)

    def fingerprint(self) -> str:
        """Equal texts mean equal notes."""
        return "/".join(map(str, self._db.execute("SELECT count(*), max(id) FROM note").fetchone()))


def _note(row: sqlite3.Row) -> Noted:
    value = _GIVEN[row["kind"]](row["value"])
    return Noted(sheet=row["sheet"], row=_row(row["row"]), title=row["title"], value=value)


def _text(name: RowName) -> str:
    return json.dumps([*name[0], name[1]], ensure_ascii=False)


def _row(text: str) -> RowName:
    *key, tie = json.loads(text)
    return tuple(key), tie


def _taken(value: Cell) -> tuple[str, str]:
    """Kind and text of a value."""
    if isinstance(value, datetime):
        return "instant", stamp(value)
    if isinstance(value, date):
        return "day", value.isoformat()
    return ("text", value) if isinstance(value, str) else ("number", str(value))


_GIVEN: Mapping[str, Callable[[str], Cell]] = {
    "text": str,
    "number": Decimal,
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
}
"""Kind → what makes a value of its text."""
