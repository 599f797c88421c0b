"""What each run found to be new, changed, gone or back: written with the reading, never edited."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tdsxl.engine.entries import Change, TaskId, What
from tdsxl.engine.journal.codec import decode
from tdsxl.engine.journal.database import stamp
from tdsxl.records import Record
from tdsxl.values import Portal


@dataclass(frozen=True, slots=True)
class Finding:
    """A change before it has its run and client."""

    what: What
    kind: str
    """Type of the record."""
    before: str | None
    """Its JSON."""
    after: str | None


class Changes:
    """The table `change`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, task: TaskId, findings: Iterable[Finding], *, run: int, at: datetime) -> None:
        """What a run found of a client's module at a portal."""
        where = (run, stamp(at), task.tan, task.module, task.portal.value)
        self._db.executemany(
            "INSERT INTO change (run, at, tan, module, portal, what, kind, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*where, one.what.value, one.kind, one.before, one.after) for one in findings),
        )

    def add_first(self, task: TaskId, *, run: int, at: datetime) -> None:
        """One line in place of one for each row of a first complete read."""
        where = (task.tan, task.module, task.portal.value)
        (is_known,) = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM source WHERE tan = ? AND first_complete IS NOT NULL"
            " AND (module, portal) <> (?, ?))",
            where,
        ).fetchone()
        what = What.FIRST_READ if is_known else What.NEW_CLIENT
        self._db.execute(
            "INSERT INTO change (run, at, tan, module, portal, what, rows) SELECT ?, ?, ?, ?, ?, ?, count(*)"
            " FROM record WHERE tan = ? AND module = ? AND portal = ? AND gone IS NULL",
            (run, stamp(at), *where, what.value, *where),
        )

    def rows(self, since: datetime | None = None) -> Iterator[Change]:
        """All changes from an instant on, oldest first."""
        found = self._db.execute(
            "SELECT * FROM change WHERE at >= ? ORDER BY at, tan, what <> ?, module, portal, id",
            (stamp(since) if since else "", What.NEW_CLIENT.value),
        )
        return map(_change, found)

    def fingerprint(self, since: datetime) -> str:
        """Equal texts mean equal changes from an instant on."""
        row = self._db.execute("SELECT count(*), max(id) FROM change WHERE at >= ?", (stamp(since),)).fetchone()
        return "/".join(map(str, row))


def _change(row: sqlite3.Row) -> Change:
    return Change(
        run=row["run"],
        at=datetime.fromisoformat(row["at"]),
        task=TaskId(tan=row["tan"], module=row["module"], portal=Portal(row["portal"])),
        what=What(row["what"]),
        before=_record(row["kind"], row["before"]),
        after=_record(row["kind"], row["after"]),
        rows=row["rows"],
    )


def _record(kind: str, text: str | None) -> Record | None:
    return None if text is None else decode(kind, text)
