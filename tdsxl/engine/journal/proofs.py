"""Since when a list is proven to be as it is: equal reads on end are one line, with their count."""

import sqlite3
from datetime import datetime

from tdsxl.engine.entries import Proof, TaskId
from tdsxl.engine.journal.database import span, stamp
from tdsxl.values import Act, Portal

_PART = "tan = ? AND module = ? AND portal = ? AND act = ?"


class Proofs:
    """The table `proof`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, task: TaskId, act: Act | None, *, years: str, rows: int, total: int | None, at: datetime) -> None:
        """A part was read to its end."""
        where = (task.tan, task.module, task.portal.value, act.value if act else "")
        last = self._db.execute(
            f"SELECT * FROM proof WHERE {_PART} ORDER BY since DESC LIMIT 1",  # noqa: S608  # a constant
            where,
        ).fetchone()
        if last and (last["years"], last["rows"], last["portal_total"]) == (years, rows, total):
            self._db.execute(
                f"UPDATE proof SET until = ?, times = times + 1 WHERE {_PART} AND since = ?",  # noqa: S608  # a constant
                (stamp(at), *where, last["since"]),
            )
        else:
            values = (years, rows, total, stamp(at), stamp(at))
            self._db.execute("REPLACE INTO proof VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)", (*where, *values))

    def rows(self, tan: str | None = None) -> tuple[Proof, ...]:
        """Of all clients or of one, each part's oldest first."""
        found = self._db.execute(
            "SELECT * FROM proof WHERE tan BETWEEN ? AND ? ORDER BY tan, module, portal, act, since", span(tan)
        )
        return tuple(map(_proof, found))


def _proof(row: sqlite3.Row) -> Proof:
    return Proof(
        task=TaskId(tan=row["tan"], module=row["module"], portal=Portal(row["portal"])),
        act=Act(row["act"]) if row["act"] else None,
        years=row["years"],
        rows=row["rows"],
        portal_total=row["portal_total"],
        since=datetime.fromisoformat(row["since"]),
        until=datetime.fromisoformat(row["until"]),
        times=row["times"],
    )
