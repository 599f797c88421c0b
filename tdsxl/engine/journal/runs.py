"""Runs and their tasks: what was asked, how it ended, what is left."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from tdsxl.engine.entries import PlannedTask, RunRow, TaskId, TaskRow
from tdsxl.engine.journal.database import instant, span, stamp
from tdsxl.values import Portal


class Runs:
    """The tables `run` and `task`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def begin(self, row: RunRow, tasks: Iterable[PlannedTask]) -> int:
        """A new run with its tasks; returns its number."""
        left_out = json.dumps(row.left_out)
        values = (row.book, row.who, row.pc, stamp(row.started), row.hidden, left_out, row.attended)
        cursor = self._db.execute(
            "INSERT INTO run (book, who, pc, started, hidden, left_out, attended) VALUES (?, ?, ?, ?, ?, ?, ?)", values
        )
        number = int(cursor.lastrowid or 0)
        self._add(number, tasks)
        return number

    def reopen(self, row: RunRow, tasks: Iterable[PlannedTask]) -> None:
        """Go on with a run that was stopped or killed; what its tasks found before is kept."""
        self._db.execute(
            "UPDATE run SET ended = NULL, how = NULL, hidden = ?, left_out = ?, attended = ? WHERE id = ?",
            (row.hidden, json.dumps(row.left_out), row.attended, row.id),
        )
        self._add(row.id, tasks)

    def _add(self, run: int, tasks: Iterable[PlannedTask]) -> None:
        self._db.executemany(
            "INSERT INTO task (run, tan, module, portal, state, years, covered, reason, remedy)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,"
            " years = excluded.years, covered = excluded.covered, reason = excluded.reason, remedy = excluded.remedy",
            (
                (run, t.task.tan, t.task.module, t.task.portal.value, t.state, t.years, t.covered, t.reason, t.remedy)
                for t in tasks
            ),
        )

    def last(self, book: str) -> RunRow | None:
        """The last run of a book that had tasks."""
        row = self._db.execute(
            "SELECT * FROM run WHERE book = ? AND id IN (SELECT run FROM task) ORDER BY id DESC LIMIT 1", (book,)
        ).fetchone()
        return _run(row) if row else None

    def end(self, run: int, how: str, outcomes: Mapping[str, int], *, at: datetime) -> None:
        """`Complete` or `Stopped`, with the outcomes of its client modules."""
        values = (stamp(at), how, json.dumps(dict(outcomes)), run)
        self._db.execute("UPDATE run SET ended = ?, how = ?, outcomes = ? WHERE id = ?", values)

    def settle(self, run: int, task: TaskId, *, state: str, reason: str | None, remedy: str | None) -> bool:
        """A task that ended without being read; False where it was read."""
        cursor = self._db.execute(
            "UPDATE task SET state = ?, reason = ?, remedy = ?"
            " WHERE run = ? AND tan = ? AND module = ? AND portal = ? AND state NOT IN ('done', 'failed')",
            (state, reason, remedy, run, task.tan, task.module, task.portal.value),
        )
        return cursor.rowcount > 0

    def tried(self, run: int, tan: str, portal: Portal, *, at: datetime) -> None:
        """A visit begins: its tasks are running."""
        self._db.execute(
            "UPDATE task SET state = 'running', tried = ?"
            " WHERE run = ? AND tan = ? AND portal = ? AND state = 'planned'",
            (stamp(at), run, tan, portal.value),
        )

    def rows(self, limit: int = 1000) -> tuple[RunRow, ...]:
        """The last runs, oldest first."""
        found = self._db.execute("SELECT * FROM run ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
        return tuple(_run(row) for row in reversed(found))

    def of(self, run: int) -> RunRow:
        """One run."""
        return _run(self._db.execute("SELECT * FROM run WHERE id = ?", (run,)).fetchone())

    def tasks(self, run: int) -> tuple[TaskRow, ...]:
        """All tasks of a run."""
        return tuple(map(_task, self._db.execute("SELECT * FROM task WHERE run = ?", (run,))))

    def latest(self, tan: str | None = None) -> tuple[TaskRow, ...]:
        """For each client (or one), module and portal the task of the last run that asked for it."""
        found = self._db.execute(
            "SELECT task.*, (SELECT max(tried) FROM task AS other WHERE other.tan = task.tan"
            " AND other.module = task.module AND other.portal = task.portal) AS last_tried FROM task"
            " JOIN (SELECT tan, module, portal, max(run) AS last FROM task WHERE tan BETWEEN ? AND ?"
            " GROUP BY tan, module, portal) AS l"
            " ON task.tan = l.tan AND task.module = l.module AND task.portal = l.portal AND task.run = l.last"
            " ORDER BY task.run DESC, task.portal",
            span(tan),
        )
        return tuple(replace(_task(row), tried=instant(row["last_tried"])) for row in found)


def _run(row: sqlite3.Row) -> RunRow:
    return RunRow(
        id=row["id"],
        book=row["book"],
        who=row["who"],
        pc=row["pc"],
        started=datetime.fromisoformat(row["started"]),
        ended=instant(row["ended"]),
        how=row["how"],
        hidden=row["hidden"],
        left_out=tuple(json.loads(row["left_out"])),
        attended=bool(row["attended"]),
        outcomes=json.loads(row["outcomes"] or "{}"),
    )


def _task(row: sqlite3.Row) -> TaskRow:
    return TaskRow(
        run=row["run"],
        task=TaskId(tan=row["tan"], module=row["module"], portal=Portal(row["portal"])),
        state=row["state"],
        years=row["years"],
        covered=row["covered"],
        reason=row["reason"],
        remedy=row["remedy"],
        tries=row["tries"],
        fresh=row["fresh"],
        tried=instant(row["tried"]),
    )
