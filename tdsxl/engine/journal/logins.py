"""Login attempts, and what visits taught us: duration, name, what stands in the way."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from tdsxl.engine.gate import CLOSING, Attempt
from tdsxl.engine.journal.database import stamp
from tdsxl.engine.journal.refusals import Refusals
from tdsxl.values import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """What is remembered of a client at a portal."""

    tan: str
    portal: Portal
    seconds: float | None
    """Duration of the last visit."""
    name: str | None
    """As the portal prints it."""
    needs: str | None
    """`otp` where the account wants a second factor."""


class Logins:
    """The tables `attempt` and `visit`."""

    def __init__(self, db: sqlite3.Connection, refusals: Refusals) -> None:
        self._db = db
        self._refusals = refusals

    def attempts(self) -> tuple[Attempt, ...]:
        """All attempts, oldest first."""
        return tuple(map(_attempt, self._db.execute("SELECT * FROM attempt ORDER BY id")))

    def of(self, portal: Portal, tan: str) -> tuple[Attempt, ...]:
        """The attempts of one account, oldest first."""
        found = self._db.execute("SELECT * FROM attempt WHERE portal = ? AND tan = ? ORDER BY id", (portal.value, tan))
        return tuple(map(_attempt, found))

    def last(self) -> int:
        """The number of the last attempt, or 0."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM attempt").fetchone()[0])

    def intend(self, portal: Portal, tan: str, version: str, *, run: int, at: datetime) -> int:
        """A password is about to leave; committed before it does. Returns the attempt's number."""
        cursor = self._db.execute(
            "INSERT INTO attempt (portal, tan, version, run, sent, outcome) VALUES (?, ?, ?, ?, ?, 'sent')",
            (portal.value, tan, version, run, stamp(at)),
        )
        return int(cursor.lastrowid or 0)

    def settle(self, attempt: int, outcome: str, reason: str | None = None) -> None:
        """How the portal answered: see `gate.Attempt`. What it refused stands outside of this journal too."""
        if outcome in CLOSING:
            self._refusals.add(self._db.execute("SELECT * FROM attempt WHERE id = ?", (attempt,)).fetchone(), outcome)
        self._db.execute("UPDATE attempt SET outcome = ?, reason = ? WHERE id = ?", (outcome, reason, attempt))

    def released(self, portal: Portal, tan: str) -> None:
        """A person said yes: cut-off logins no longer stand in the way."""
        self._db.execute(
            "UPDATE attempt SET outcome = 'released' WHERE portal = ? AND tan = ? AND outcome = 'sent'",
            (portal.value, tan),
        )

    def visited(self, tan: str, portal: Portal, *, seconds: float | None, name: str | None) -> None:
        """A visit ended; what it did not learn stays as it was."""
        self._db.execute(
            "INSERT INTO visit (tan, portal, seconds, name) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " seconds = coalesce(excluded.seconds, seconds), name = coalesce(excluded.name, name)",
            (tan, portal.value, seconds, name),
        )

    def needs(self, tan: str, portal: Portal, what: str | None) -> None:
        """A login told what stands in its way: `otp`, or nothing any more."""
        self._db.execute(
            "INSERT INTO visit (tan, portal, needs) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET needs = excluded.needs",
            (tan, portal.value, what),
        )

    def visits(self) -> dict[tuple[str, Portal], VisitRow]:
        """Everything remembered, by TAN and portal."""
        rows = map(_visit, self._db.execute("SELECT * FROM visit"))
        return {(row.tan, row.portal): row for row in rows}


def _attempt(row: sqlite3.Row) -> Attempt:
    return Attempt(
        id=row["id"],
        portal=Portal(row["portal"]),
        tan=row["tan"],
        version=row["version"],
        sent=datetime.fromisoformat(row["sent"]),
        outcome=row["outcome"],
        reason=row["reason"],
    )


def _visit(row: sqlite3.Row) -> VisitRow:
    return VisitRow(
        tan=row["tan"], portal=Portal(row["portal"]), seconds=row["seconds"], name=row["name"], needs=row["needs"]
    )
