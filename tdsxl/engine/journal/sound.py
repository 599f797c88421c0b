"""Is this database ours? A foreign one, or one that another program wrote to, may pass SQLite's own check."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from tdsxl.engine.journal.schema import STEPS, version
from tdsxl.values import Act, Portal


def is_ours(db: sqlite3.Connection) -> bool:
    """It has the tables that its steps make, and what tells days, portals and Acts in them can be read."""
    with closing(sqlite3.connect(":memory:")) as model:
        for step in STEPS[: version(db)]:
            step(model)
        wanted = _columns(model)
    return wanted <= _columns(db) and all(_is_readable(db, table, column) for table, column, _ in wanted)


def _columns(db: sqlite3.Connection) -> set[tuple[str, str, int]]:
    """Tables, their columns, and which of these are never empty."""
    words = 'SELECT m.name, c.name, c."notnull" FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = ?'
    return {(table, column, never) for table, column, never in db.execute(words, ("table",))}


def _is_readable(db: sqlite3.Connection, table: str, column: str) -> bool:
    read = _READERS.get(column)
    # Troubles keep the portal's title, which nobody reads back.
    if read is None or (table, column) == ("trouble", "portal"):
        return True

    def reads(value: str) -> bool:
        try:
            read(value)
        except (ValueError, TypeError):
            return False
        return True

    db.create_function("reads", 1, reads)
    odd = f"SELECT 1 FROM {table} WHERE {column} <> '' AND NOT reads({column}) LIMIT 1"  # noqa: S608  # words of our own
    return db.execute(odd).fetchone() is None


def _instant(text: str) -> None:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(text)


_READERS: dict[str, Callable[[str], object]] = {
    "portal": Portal,
    "act": Act,
    "left_out": json.loads,
    "outcomes": json.loads,
    **dict.fromkeys(
        (
            *("sent", "started", "ended", "tried", "complete", "first_complete", "last_complete"),
            *("first_seen", "changed", "gone", "saved", "opened", "cleared", "at", "since", "until"),
        ),
        _instant,
    ),
}
"""What the journal's readers make of a column, in whichever table it stands."""
