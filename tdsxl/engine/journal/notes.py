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

    def keep(self, sheet: str, beside: Beside, *, book: str, tans: Collection[str], at: datetime) -> None:
        """Take what stands beside the rows of a sheet now; of rows and columns that it does not have nothing is lost.

        A note that was emptied is forgotten, but by the book alone that had it last: another may never have had it.
        So a book has also what it is about to get back: notes on rows of its clients (`tans`) that it lacks.
        """
        kept = {(_name(row["row"]), row["title"]): row for row in self._of(sheet)}
        found = {(name, title): _taken(one) for name, notes in beside.notes.items() for title, one in notes.items()}
        fresh = (where for where, value in found.items() if where not in kept or value != _value(kept[where]))
        self._db.executemany(
            "REPLACE INTO note (sheet, row, title, tan, kind, value, book, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((sheet, _text(name), title, name[0][0], *found[name, title], book, stamp(at)) for name, title in fresh),
        )
        emptied, taken_over = [], []
        for (name, title), row in kept.items():
            is_here = title in beside.titles
            if (name, title) not in found and name in beside.notes and is_here and row["book"] == book:
                emptied.append((row["id"],))
            elif (name, title) in found or (name not in beside.notes and is_here and row["tan"] in tans):
                taken_over.append((book, row["id"]))
        self._db.executemany("DELETE FROM note WHERE id = ?", emptied)
        self._db.executemany("UPDATE note SET book = ? WHERE id = ?", taken_over)

    def _of(self, sheet: str) -> Iterator[sqlite3.Row]:
        return self._db.execute("SELECT * FROM note WHERE sheet = ?", (sheet,))

    def of(self, sheet: str, tans: Collection[str]) -> Notes:
        """The notes of a sheet on the rows of some clients."""
        found: dict[RowName, dict[str, Cell]] = {}
        ends = min(tans, default=""), max(tans, default="")
        for row in self._db.execute("SELECT * FROM note WHERE sheet = ? AND tan BETWEEN ? AND ?", (sheet, *ends)):
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
    return Noted(sheet=row["sheet"], row=_name(row["row"]), title=row["title"], value=value)


def _text(name: RowName) -> str:
    return json.dumps([*name[0], name[1]], ensure_ascii=False)


def _value(row: sqlite3.Row) -> tuple[str, str]:
    return row["kind"], row["value"]


def _name(text: str) -> RowName:
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
