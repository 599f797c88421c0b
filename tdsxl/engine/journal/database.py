"""One connection in one process: write-ahead log, every commit on the disk before it is acknowledged."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from tdsxl.engine.home import Home
from tdsxl.engine.journal.schema import migrate
from tdsxl.errors import Busy, LocalError

REFUSED_AFTER_S = 0.3
"""A second tdsxl is told at once, not after a wait."""


def open_database(home: Home) -> sqlite3.Connection:
    """The journal of a data folder, locked for this process until it is closed or dies.

    Raises:
        Busy: Another tdsxl has it; the message says which run and how far it is.
        LocalError: It is damaged, newer than this program, or cannot be written.
    """
    with ExitStack() as undo:
        try:
            db = sqlite3.connect(home.journal, timeout=REFUSED_AFTER_S, isolation_level=None, check_same_thread=False)
            undo.callback(db.close)
            _lock(db)
            _check(db, home)
            migrate(db)
        except sqlite3.Error as error:
            raise _translated(error, home) from None
        undo.pop_all()
    db.row_factory = sqlite3.Row
    return db


def _lock(db: sqlite3.Connection) -> None:
    # The lock is the database's own and dies with the process, so no stale lock file can be left.
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("BEGIN IMMEDIATE")
    db.execute("COMMIT")


def _check(db: sqlite3.Connection, home: Home) -> None:
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise _translated("it is damaged", home)


def _translated(error: object, home: Home) -> LocalError:
    if "locked" in str(error):
        return Busy(f"tdsxl is already at work{_progress(home)}.", "Wait until it ends, or stop it there.")
    remedy = "If it stays so, move it aside: the next sync reads everything anew."
    return LocalError(f"The journal {home.journal} cannot be used: {error}.", remedy)


def _progress(home: Home) -> str:
    try:
        run = json.loads(home.progress.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return f": run {run['run']}, {run['done']} of {run['of']} visits done"


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing.

    Raises:
        LocalError: The disk is full or failing; nothing of this transaction was kept.
    """
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise LocalError(f"The journal cannot be written: {error}.", "Free disk space, then run again.") from None
    finally:
        # A full disk may have rolled it back already.
        if db.in_transaction:
            db.execute("ROLLBACK")


def stamp(at: datetime) -> str:
    """An aware instant as the journal keeps it; texts sort as instants."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def instant(text: str | None) -> datetime | None:
    """The instant in a stamp."""
    return None if text is None else datetime.fromisoformat(text)
