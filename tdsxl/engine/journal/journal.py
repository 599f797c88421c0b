"""The journal as the engine holds it: one connection, its tables by subject."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from tdsxl.engine.home import Home
from tdsxl.engine.journal.database import open_database, transaction
from tdsxl.engine.journal.files import Files
from tdsxl.engine.journal.logins import Logins
from tdsxl.engine.journal.readings import Readings
from tdsxl.engine.journal.runs import Runs
from tdsxl.engine.journal.troubles import Troubles


class Journal:
    """Locked for this process until it is closed. Reads need no transaction; every change does."""

    def __init__(self, home: Home) -> None:
        self._db = open_database(home)
        self.runs = Runs(self._db)
        self.readings = Readings(self._db)
        self.logins = Logins(self._db)
        self.files = Files(self._db)
        self.troubles = Troubles(self._db)

    def transaction(self) -> AbstractContextManager[None]:
        """All changes made in the block, or none."""
        return transaction(self._db)

    def check(self) -> str:
        """`ok`, or what SQLite finds wrong."""
        return str(self._db.execute("PRAGMA integrity_check(1)").fetchone()[0])

    def close(self) -> None:
        """Give the journal back."""
        self._db.close()


@contextmanager
def open_journal(home: Home) -> Iterator[Journal]:
    """The journal for as long as the block runs.

    Raises:
        Busy: Another tdsxl has it.
    """
    journal = Journal(home)
    _forget_progress(home)
    try:
        yield journal
    finally:
        _forget_progress(home)
        journal.close()


def _forget_progress(home: Home) -> None:
    # What a killed run left would speak for whoever holds the journal now. Windows keeps it while somebody reads it.
    with suppress(OSError):
        home.progress.unlink(missing_ok=True)
