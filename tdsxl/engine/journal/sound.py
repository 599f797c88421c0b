"""Is this database ours? A foreign one, or one that another program wrote to, may pass SQLite's own check.

Records are not decoded here, for there may be a million: one that cannot be is named when it is read.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from tdsxl.engine.entries import What
from tdsxl.engine.journal.schema import STEPS, version
from tdsxl.errors import InputError
from tdsxl.values import Act, Portal, Year


@dataclass(frozen=True, slots=True)
class _Column:
    table: str
    name: str
    kind: str
    is_never_empty: int


def is_ours(db: sqlite3.Connection) -> bool:
    """It has the tables that its steps make and none that are still to come, and all but its records can be read."""
    found, taken = _columns(db), version(db)
    wanted, to_come = _made(STEPS[:taken]), _made(STEPS) - _made(STEPS[:taken])
    return wanted <= found and not to_come & found and all(_is_readable(db, column) for column in wanted)


def _made(steps: Iterable[Callable[[sqlite3.Connection], None]]) -> set[_Column]:
    with closing(sqlite3.connect(":memory:")) as model:
        for step in steps:
            step(model)
        return _columns(model)


def _columns(db: sqlite3.Connection) -> set[_Column]:
    words = "SELECT m.name, c.name, c.type, c.[notnull] FROM sqlite_master m, pragma_table_info(m.name) c"
    return {_Column(*found) for found in db.execute(f"{words} WHERE m.type = 'table'")}


def _is_readable(db: sqlite3.Connection, column: _Column) -> bool:
    if column.kind in _NUMBERS:
        return not _holds(db, column, "typeof({0}) NOT IN ('integer', 'real', 'null')")
    read = _READERS.get(f"{column.table}.{column.name}", _READERS.get(column.name))
    if read is None:
        return True

    @lru_cache(maxsize=1024)  # of a million days and stamps few are different
    def reads(value: str) -> bool:
        try:
            read(value)
        except (ValueError, TypeError, InputError):
            return False
        return True

    db.create_function("reads", 1, reads)
    return not _holds(db, column, "{0} <> '' AND NOT reads({0})")


def _holds(db: sqlite3.Connection, column: _Column, odd: str) -> bool:
    words = f"SELECT 1 FROM {column.table} WHERE {odd.format(column.name)} LIMIT 1"  # noqa: S608  # words of our own
    return db.execute(words).fetchone() is not None


def _instant(text: str) -> None:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(text)


def _years(text: str) -> None:
    for year in text.split(", "):
        Year.parse(year)


def _json(kind: type, text: str) -> None:
    if not isinstance(json.loads(text), kind):
        raise TypeError(text)


_NUMBERS = ("INTEGER", "REAL")
_READERS: dict[str, Callable[[str], object]] = {
    "portal": Portal,
    # Troubles keep the portal's title and words of their own, which nobody reads back.
    "trouble.portal": str,
    "act": Act,
    "years": _years,
    "change.what": What,
    "left_out": partial(_json, list),
    "outcomes": partial(_json, dict),
    **dict.fromkeys(
        (
            *("sent", "started", "ended", "tried", "complete", "first_complete", "last_complete"),
            *("first_seen", "changed", "gone", "saved", "opened", "cleared", "at", "since", "until"),
        ),
        _instant,
    ),
}
"""What the journal's readers make of a column, in one table or in whichever it stands."""
