"""The journal as the engine holds it: one connection, its tables by subject."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tdsxl.engine.home import Home
from tdsxl.engine.journal.changes import Changes
from tdsxl.engine.journal.copies import copy, copy_to
from tdsxl.engine.journal.database import Connect, connect_file, open_database, transaction
from tdsxl.engine.journal.files import Files
from tdsxl.engine.journal.logins import Logins
from tdsxl.engine.journal.notes import NoteBook
from tdsxl.engine.journal.proofs import Proofs
from tdsxl.engine.journal.readings import Readings
from tdsxl.engine.journal.refusals import Refusals
from tdsxl.engine.journal.runs import Runs
from tdsxl.engine.journal.seal import close_sealed
from tdsxl.engine.journal.troubles import Troubles
from tdsxl.errors import Busy, LocalError

LOOK_S = 5.0
"""How long a command that only looks waits for others of its kind."""

_LOG = logging.getLogger(__name__)


class Journal:
    """Locked for this process until it is closed. Reads need no transaction; every change does."""

    def __init__(self, home: Home, connect: Connect = connect_file) -> None:
        self._home = home
        refusals = Refusals(home.refusals)
        self._db = open_database(home, connect)
        self.runs = Runs(self._db)
        self.readings = Readings(self._db)
        self.changes = Changes(self._db)
        self.proofs = Proofs(self._db)
        self.logins = Logins(self._db, refusals)
        self.files = Files(self._db)
        self.notes = NoteBook(self._db)
        self.troubles = Troubles(self._db)
        with self.transaction():
            refusals.bring_back(self._db)
        self._last_login = self.logins.last()

    def transaction(self) -> AbstractContextManager[None]:
        """All changes made in the block, or none."""
        return transaction(self._db)

    def check(self) -> str:
        """`ok`, or what SQLite finds wrong."""
        return str(self._db.execute("PRAGMA integrity_check(1)").fetchone()[0])

    def copy_to(self, path: Path) -> None:
        """The journal as it stands, into another file.

        Raises:
            LocalError: The disk refused.
        """
        try:
            copy_to(self._db, path)
        except sqlite3.Error as error:
            raise LocalError(f"The journal cannot be copied to {path}: {error}.", "Free disk space.") from None

    def close(self) -> None:
        """Give the journal back, copied if passwords have left; unsealed where the copy could not be made."""
        try:
            if self.logins.last() != self._last_login:
                copy(self._db, self._home)
            close_sealed(self._db, self._home)
        except (sqlite3.Error, OSError) as error:
            _LOG.warning("The journal was not copied: %s", error)
        finally:
            self._db.close()


@contextmanager
def open_journal(home: Home, *, patience_s: float = 0.0) -> Iterator[Journal]:
    """The journal for as long as the block runs.

    Args:
        home: The data folder.
        patience_s: How long to wait for one that only looks at it; a run is not waited for.

    Raises:
        Busy: Another tdsxl has it.
    """
    journal = _free_journal(home, time.monotonic() + patience_s)
    _forget_progress(home)
    try:
        yield journal
    finally:
        _forget_progress(home)
        journal.close()


def _free_journal(home: Home, until: float) -> Journal:
    while True:
        try:
            return Journal(home)
        except Busy:
            if home.progress.exists() or time.monotonic() >= until:
                raise


def _forget_progress(home: Home) -> None:
    # What a killed run left would speak for whoever holds the journal now. Windows keeps it while somebody reads it.
    with suppress(OSError):
        home.progress.unlink(missing_ok=True)
