"""Files of notices on this PC, and what we wrote into which sheet."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tdsxl.engine.journal.database import stamp
from tdsxl.tables import Written
from tdsxl.values import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A document on disk, under a name of our own."""

    reference: str
    path: str
    """Below the data folder, with forward slashes."""
    portal_name: str
    sha256: str
    size: int
    """Bytes."""


class Files:
    """The tables `document` and `written`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, tan: str, portal: Portal, filed: Filed, *, at: datetime) -> None:
        """A document was written to disk."""
        self._db.execute(
            "REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (tan, portal.value, filed.reference, filed.path, filed.portal_name, filed.sha256, filed.size, stamp(at)),
        )

    def paths(self, tan: str) -> dict[tuple[Portal, str], str]:
        """(portal, reference) → path; several files of one reference stand in one text."""
        return self._joined("path", tan)

    def names(self, tan: str) -> dict[tuple[Portal, str], str]:
        """The same with the portals' own names of these files."""
        return self._joined("portal_name", tan)

    def _joined(self, column: str, tan: str) -> dict[tuple[Portal, str], str]:
        found: dict[tuple[Portal, str], str] = {}
        for row in self._db.execute("SELECT * FROM document WHERE tan = ? ORDER BY path", (tan,)):
            key = (Portal(row["portal"]), row["reference"])
            found[key] = f"{found[key]}; {row[column]}" if key in found else row[column]
        return found

    def count(self) -> int:
        """How many documents are on file."""
        return int(self._db.execute("SELECT count(*) FROM document").fetchone()[0])

    def written(self, book: str) -> dict[str, Written]:
        """What we left in each sheet of a book."""
        rows = self._db.execute("SELECT * FROM written WHERE book = ?", (book,))
        return {
            row["sheet"]: Written(row["sha256"], row["fingerprint"], row["rows_sha256"], bool(row["plain"]))
            for row in rows
        }

    def remember(self, book: str, written: Mapping[str, Written]) -> None:
        """Replace what is remembered of a book."""
        self._db.execute("DELETE FROM written WHERE book = ?", (book,))
        self._db.executemany(
            "INSERT INTO written VALUES (?, ?, ?, ?, ?, ?)",
            ((book, sheet, w.sha256, w.fingerprint, w.rows_sha256, w.plain) for sheet, w in written.items()),
        )
