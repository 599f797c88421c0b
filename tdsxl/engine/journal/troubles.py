"""Troubles: what the sheet Exceptions lists, opened once and cleared by a later run."""

import sqlite3
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from tdsxl.engine.journal.database import instant, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that went wrong for one client."""

    tan: str
    kind: str
    """`Failure`, `Mismatch` or `Needs you`."""
    module: str
    """Title of the module; empty for a login."""
    portal: str
    """Title of the portal; empty where none is concerned."""
    what: str
    remedy: str
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """A trouble as the journal keeps it."""

    run: int
    opened: datetime
    trouble: Trouble
    cleared: datetime | None


class Troubles:
    """The table `trouble`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def open(self, trouble: Trouble, *, run: int, at: datetime) -> None:
        """Note a trouble; one that is still open is brought up to date."""
        where = (trouble.tan, trouble.portal, trouble.module, trouble.kind)
        cursor = self._db.execute(
            "UPDATE trouble SET what = ?, remedy = ?, tries = ?"
            " WHERE tan = ? AND portal = ? AND module = ? AND kind = ? AND cleared IS NULL",
            (trouble.what, trouble.remedy, trouble.tries, *where),
        )
        if cursor.rowcount == 0:
            self._db.execute(
                "INSERT INTO trouble (run, opened, tan, portal, module, kind, what, remedy, tries)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (run, stamp(at), *where, trouble.what, trouble.remedy, trouble.tries),
            )

    def clear(self, tan: str, *, portal: str, module: str, at: datetime) -> None:
        """What stood open of a client's module (or login, if empty) at a portal is over."""
        self._db.execute(
            "UPDATE trouble SET cleared = ?"
            " WHERE tan = ? AND portal = ? AND module = ? AND kind <> 'Mismatch' AND cleared IS NULL",
            (stamp(at), tan, portal, module),
        )

    def match(self, tan: str, *, portal: str, at: datetime) -> None:
        """The client's name agrees with the portal's again."""
        self._db.execute(
            "UPDATE trouble SET cleared = ? WHERE tan = ? AND portal = ? AND kind = 'Mismatch' AND cleared IS NULL",
            (stamp(at), tan, portal),
        )

    def keep_only(self, tans: Set[str], *, at: datetime) -> None:
        """Lines of the book that could not be used stand open only while they stand in the book."""
        for row in self._db.execute("SELECT id, tan FROM trouble WHERE portal = '' AND cleared IS NULL").fetchall():
            if row["tan"] not in tans:
                self._db.execute("UPDATE trouble SET cleared = ? WHERE id = ?", (stamp(at), row["id"]))

    def rows(self) -> tuple[TroubleRow, ...]:
        """All, oldest first."""
        return tuple(map(_row, self._db.execute("SELECT * FROM trouble ORDER BY id")))


def _row(row: sqlite3.Row) -> TroubleRow:
    trouble = Trouble(
        tan=row["tan"],
        kind=row["kind"],
        module=row["module"],
        portal=row["portal"],
        what=row["what"],
        remedy=row["remedy"],
        tries=row["tries"],
    )
    opened = datetime.fromisoformat(row["opened"])
    return TroubleRow(run=row["run"], opened=opened, trouble=trouble, cleared=instant(row["cleared"]))
