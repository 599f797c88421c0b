"""Records and the parts they were read in: first seen, changed, gone, back."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from tdsxl.engine.entries import KeyedRow, PartRead, PartRow, TaskId, What
from tdsxl.engine.journal.changes import Changes, Finding
from tdsxl.engine.journal.codec import decode, encode
from tdsxl.engine.journal.database import instant, span, stamp
from tdsxl.engine.journal.proofs import Proofs
from tdsxl.errors import PortalChanged
from tdsxl.modules.base import Stored
from tdsxl.records import Record
from tdsxl.values import Act, Portal


class Readings:
    """The tables `record`, `part` and `source`; whatever they take is noted as a change and as a proof."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._changes = Changes(db)
        self._proofs = Proofs(db)

    def save(self, task: TaskId, parts: Sequence[PartRead], *, run: int, tries: int, at: datetime) -> int:
        """Store what was read and end the task; returns how many rows are new, changed, gone or back.

        Raises:
            PortalChanged: Two different rows came under one key; nothing is stored.
        """
        known = self._known(task)
        seen = _seen(parts)
        baseline = self._first_complete(task) is None
        found = [self._put(task, keyed, known.get(keyed.key), baseline=baseline, at=at) for keyed in seen.values()]
        ended = {read.scope for part in parts for read in part.lists}
        gone = [key for key, row in known.items() if row["scope"] in ended and row["gone"] is None and key not in seen]
        found += self._leave(task, gone, known, at=at)
        fresh = [finding for finding in found if finding]
        self._changes.add(task, (one for one in fresh if not (baseline and one.what is What.NEW)), run=run, at=at)
        for part in parts:
            self._end_part(task, part, run=run, at=at)
        if self._end_task(task, parts, run=run, tries=tries, fresh=len(fresh), at=at) and baseline:
            self._changes.add_first(task, run=run, at=at)
        return len(fresh)

    def _known(self, task: TaskId) -> dict[str, sqlite3.Row]:
        rows = self._db.execute(
            "SELECT key, kind, value, scope, gone FROM record WHERE tan = ? AND module = ? AND portal = ?", _id(task)
        )
        return {row["key"]: row for row in rows}

    def _first_complete(self, task: TaskId) -> str | None:
        row = self._db.execute(
            "SELECT first_complete FROM source WHERE tan = ? AND module = ? AND portal = ?", _id(task)
        ).fetchone()
        return str(row["first_complete"]) if row and row["first_complete"] else None

    def _put(
        self, task: TaskId, keyed: KeyedRow, old: sqlite3.Row | None, *, baseline: bool, at: datetime
    ) -> Finding | None:
        row, kind, value, now = keyed.row, type(keyed.row.record).__name__, encode(keyed.row.record), stamp(at)
        if old is None:
            self._db.execute(
                "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (*_id(task), keyed.key, _act(row.act), row.scope, kind, value, now, baseline),
            )
            return Finding(What.NEW, kind, None, value)
        if old["value"] == value and old["gone"] is None and old["scope"] == row.scope:
            return None
        differs = old["value"] != value or old["gone"] is not None
        self._db.execute(
            "UPDATE record SET value = ?, kind = ?, act = ?, scope = ?, gone = NULL, changed = iif(?, ?, changed)"
            " WHERE tan = ? AND module = ? AND portal = ? AND key = ?",
            (value, kind, _act(row.act), row.scope, differs, now, *_id(task), keyed.key),
        )
        if not differs:
            return None
        return Finding(What.CHANGED if old["gone"] is None else What.BACK, kind, old["value"], value)

    def _leave(
        self, task: TaskId, gone: Sequence[str], known: Mapping[str, sqlite3.Row], *, at: datetime
    ) -> list[Finding]:
        """Rows of lists read to their end that were not seen are gone."""
        now = stamp(at)
        self._db.executemany(
            "UPDATE record SET gone = ?, changed = ? WHERE tan = ? AND module = ? AND portal = ? AND key = ?",
            ((now, now, *_id(task), key) for key in gone),
        )
        return [Finding(What.GONE, known[key]["kind"], known[key]["value"], None) for key in gone]

    def _end_part(self, task: TaskId, part: PartRead, *, run: int, at: datetime) -> None:
        if part.reason is None:
            totals = [read.portal_total for read in part.lists]
            total = None if None in totals else sum(filter(None, totals))
            rows = len({keyed.key for keyed in part.rows if not keyed.row.is_ours})
            values = (rows, total, stamp(at))
            years = self._years(task, run)
            self._proofs.add(task, part.act, years=years, rows=rows, total=total, at=at)
            self._db.execute(
                "REPLACE INTO part VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, NULL)", (*_id(task), _act(part.act), run, *values)
            )
        else:
            self.note(task, part.act, run=run, supported=True, reason=part.reason)

    def _years(self, task: TaskId, run: int) -> str:
        row = self._db.execute(
            "SELECT years FROM task WHERE run = ? AND tan = ? AND module = ? AND portal = ?", (run, *_id(task))
        ).fetchone()
        return str(row["years"]) if row else ""

    def note(self, task: TaskId, act: Act | None, *, run: int, supported: bool, reason: str | None) -> None:
        """A part was asked for and not read; what was read before stands."""
        self._db.execute(
            "INSERT INTO part (tan, module, portal, act, run, supported, reason) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET run = excluded.run, supported = excluded.supported, reason = excluded.reason",
            (*_id(task), _act(act), run, supported, reason),
        )

    def _end_task(
        self, task: TaskId, parts: Sequence[PartRead], *, run: int, tries: int, fresh: int, at: datetime
    ) -> bool:
        """Whether it was read to its end."""
        reasons = [part.reason for part in parts if part.reason]
        state = "failed" if reasons else "done"
        self._db.execute(
            "UPDATE task SET state = ?, reason = ?, tries = ?, fresh = fresh + ?, ended = ?"
            " WHERE run = ? AND tan = ? AND module = ? AND portal = ?",
            (state, "; ".join(dict.fromkeys(reasons)) or None, tries, fresh, stamp(at), run, *_id(task)),
        )
        if not reasons:
            self._db.execute(
                "INSERT INTO source VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " last_complete = excluded.last_complete,"
                " first_complete = coalesce(first_complete, excluded.first_complete)",
                (*_id(task), stamp(at), stamp(at)),
            )
        return not reasons

    def held(self, tan: str, module: str) -> tuple[Stored, ...]:
        """All records of a client's module, in the order of their keys."""
        rows = self._db.execute("SELECT * FROM record WHERE tan = ? AND module = ? ORDER BY portal, key", (tan, module))
        return tuple(map(_stored, rows))

    def records(self, tan: str, module: str, portal: Portal) -> Iterator[Record]:
        """What one portal said of a client's module."""
        rows = self._db.execute(
            "SELECT kind, value FROM record WHERE tan = ? AND module = ? AND portal = ?", (tan, module, portal.value)
        )
        return (decode(row["kind"], row["value"]) for row in rows)

    def every(self, module: str) -> Iterator[tuple[str, Record]]:
        """(TAN, record) of a module over all clients, gone rows left out."""
        rows = self._db.execute("SELECT tan, kind, value FROM record WHERE module = ? AND gone IS NULL", (module,))
        return ((row["tan"], decode(row["kind"], row["value"])) for row in rows)

    def new_rows(self, module: str, since: datetime) -> Counter[str]:
        """TAN → rows that are New since an instant."""
        rows = self._db.execute(
            "SELECT tan, count(*) AS rows FROM record"
            " WHERE module = ? AND first_seen >= ? AND baseline = 0 AND gone IS NULL GROUP BY tan",
            (module, stamp(since)),
        )
        return Counter({row["tan"]: row["rows"] for row in rows})

    def parts(self, tan: str | None = None) -> tuple[PartRow, ...]:
        """All parts ever asked for, of all clients or of one."""
        return tuple(map(_part, self._db.execute("SELECT * FROM part WHERE tan BETWEEN ? AND ?", span(tan))))

    def completed(self, tan: str | None = None) -> dict[TaskId, datetime]:
        """When each source of each client (or of one) was last read to its end."""
        rows = self._db.execute(
            "SELECT * FROM source WHERE last_complete IS NOT NULL AND tan BETWEEN ? AND ?", span(tan)
        )
        return {_task_id(row): datetime.fromisoformat(row["last_complete"]) for row in rows}

    def changed(self, tan: str | None = None) -> dict[tuple[str, str], datetime]:
        """(TAN, module) → when a row of it was last new, changed, gone or back; of all clients or of one."""
        rows = self._db.execute(
            "SELECT tan, module, max(max(first_seen, coalesce(changed, ''))) AS last FROM record"
            " WHERE tan BETWEEN ? AND ? GROUP BY tan, module",
            span(tan),
        )
        return {(row["tan"], row["module"]): datetime.fromisoformat(row["last"]) for row in rows}

    def fingerprint(self, modules: Iterable[str], since: datetime) -> str:
        """Equal texts mean that no record of the modules differs, nor its state at an instant `since` days back."""
        names = tuple(modules)
        marks = ", ".join("?" * len(names))
        row = self._db.execute(
            "SELECT count(*), max(first_seen), max(changed), count(gone), sum(first_seen >= ?), sum(changed >= ?)"  # noqa: S608  # question marks only
            f" FROM record WHERE module IN ({marks})",
            (stamp(since), stamp(since), *names),
        ).fetchone()
        return "/".join(map(str, row))


def _seen(parts: Iterable[PartRead]) -> dict[str, KeyedRow]:
    seen: dict[str, KeyedRow] = {}
    for keyed in (keyed for part in parts for keyed in part.rows):
        other = seen.setdefault(keyed.key, keyed)
        if other.row.record != keyed.row.record:
            raise PortalChanged(f"Two different rows came under one key ({keyed.key}).", "Send the log to the makers.")
    return seen


def _id(task: TaskId) -> tuple[str, str, str]:
    return (task.tan, task.module, task.portal.value)


def _task_id(row: sqlite3.Row) -> TaskId:
    return TaskId(tan=row["tan"], module=row["module"], portal=Portal(row["portal"]))


def _act(act: Act | None) -> str:
    return act.value if act else ""


def _stored(row: sqlite3.Row) -> Stored:
    return Stored(
        record=decode(row["kind"], row["value"]),
        portal=Portal(row["portal"]),
        first_seen=datetime.fromisoformat(row["first_seen"]),
        baseline=bool(row["baseline"]),
        changed_at=instant(row["changed"]),
        gone_at=instant(row["gone"]),
    )


def _part(row: sqlite3.Row) -> PartRow:
    return PartRow(
        task=_task_id(row),
        act=Act(row["act"]) if row["act"] else None,
        run=row["run"],
        supported=bool(row["supported"]),
        rows=row["rows"],
        portal_total=row["portal_total"],
        complete=instant(row["complete"]),
        reason=row["reason"],
    )
