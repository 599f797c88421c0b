"""One connection in one process: write-ahead log, every commit on the disk before it is acknowledged."""

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tdsxl.engine.home import Home
from tdsxl.engine.journal.copies import copy, last_good, put_back
from tdsxl.engine.journal.schema import migrate, version
from tdsxl.engine.journal.seal import Seal, break_seal, kept_seal, valid_seal
from tdsxl.engine.journal.sound import is_ours
from tdsxl.errors import Busy, LocalError

REFUSED_AFTER_S = 0.25
"""Twice at most: a second tdsxl is told within a second."""
_APART_S = 0.2
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Connect = Callable[[Path], sqlite3.Connection]


class _DamagedError(Exception):
    """The file is not the database that it was."""


def connect_file(path: Path) -> sqlite3.Connection:
    """A connection to the file of a database."""
    return sqlite3.connect(path, timeout=REFUSED_AFTER_S, isolation_level=None, check_same_thread=False)


def open_database(home: Home, connect: Connect = connect_file) -> sqlite3.Connection:
    """The journal of a data folder, locked for this process until it is closed or dies.

    Raises:
        Busy: Another tdsxl has it; the message says which run and how far it is.
        LocalError: It was damaged, and its last good copy took its place; or it is newer than this program, or
            cannot be written.
    """
    seal = valid_seal(home)
    try:
        was_there = home.journal.exists()
        return _opened(home, seal, connect)
    except _DamagedError:
        raise put_back(home, was_there=was_there, was_closed=seal is not None) from None
    except (sqlite3.Error, OSError) as error:
        raise _translated(error, home) from None


def _opened(home: Home, seal: Seal | None, connect: Connect) -> sqlite3.Connection:
    is_broken = seal is not None and seal.is_broken(home.journal)
    with ExitStack() as undo, _damage_named():
        db = _alone(home.journal, connect)
        undo.callback(db.close)
        # The bytes were read before the lock was held: another tdsxl may have worked between.
        if is_broken and kept_seal(home) == seal:
            raise _DamagedError
        if seal is None or is_broken:
            _check(db)
        if version(db) == 0 and (last_good(home) or home.seal.exists()):
            raise _DamagedError
        break_seal(home)
        migrate(db, keep=partial(copy, db, home))
        undo.pop_all()
    db.row_factory = sqlite3.Row
    return db


def _alone(path: Path, connect: Connect) -> sqlite3.Connection:
    """Two that start in the same moment may refuse each other; by chance one of them comes back first."""
    try:
        return _locked(path, connect)
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise
    time.sleep(random.uniform(0, _APART_S))  # noqa: S311  no secret
    return _locked(path, connect)


def _locked(path: Path, connect: Connect) -> sqlite3.Connection:
    with ExitStack() as undo:
        db = connect(path)
        undo.callback(db.close)
        _lock(db)
        undo.pop_all()
    return db


def _lock(db: sqlite3.Connection) -> None:
    # The lock is the database's own and dies with the process, so no stale lock file can be left.
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("BEGIN IMMEDIATE")
    db.execute("COMMIT")


def _check(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok" or not is_ours(db):
        raise _DamagedError


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte of a code is its kind.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise _DamagedError from error
        raise


def _translated(error: object, home: Home) -> LocalError:
    if _is_busy(error):
        return Busy(f"tdsxl is already at work{_progress(home)}.", "Wait until it ends, or stop it there.")
    return LocalError(f"The journal {home.journal} cannot be used: {error}.", "See that its disk can be written.")


def _is_busy(error: object) -> bool:
    return "locked" in str(error)


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


def span(tan: str | None) -> tuple[str, str]:
    """The first and the last TAN to look at: one client's, or all."""
    return (tan, tan) if tan else ("", "~")
