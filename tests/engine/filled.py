"""A journal filled by hand: runs, tasks and records of the real modules at chosen instants."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tdsxl.engine.entries import KeyedRow, PartRead, PlannedTask, RunRow, TaskId
from tdsxl.engine.journal.journal import Journal
from tdsxl.modules import MODULES
from tdsxl.records import ListRead, Record, Row
from tdsxl.values import Act, Portal, Tan

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def planned(
    tan: Tan, module: str, portal: Portal, state: str = "planned", *, reason: str | None = None, years: str = "2025-26"
) -> PlannedTask:
    id_ = TaskId(tan=tan, module=module, portal=portal)
    return PlannedTask(task=id_, years=years, covered=None, state=state, reason=reason)


def begun(journal: Journal, *tasks: PlannedTask, book: str = "book", at: datetime = NOW) -> int:
    """A run with its tasks; all that are planned are tried at once."""
    row = RunRow(
        id=0, book=book, who="asha", pc="PC", started=at, ended=None, how=None, hidden=1, left_out=("OAKS12345E",)
    )
    with journal.transaction():
        number = journal.runs.begin(row, tasks)
        for task in tasks:
            journal.runs.tried(number, task.task.tan, task.task.portal, at=at)
    return number


def read(journal: Journal, run: int, task: PlannedTask, *records: Record, at: datetime = NOW) -> None:
    """A task read to its end: one list of one part, whose total the portal states."""
    (module,) = (module for module in MODULES if module.name == task.task.module)
    rows = (Row(act=Act.OLD, scope="all", record=record) for record in records)
    part = PartRead(
        act=Act.OLD,
        rows=tuple(KeyedRow(key="|".join(module.key(row.record)), row=row) for row in rows),
        lists=(ListRead(act=Act.OLD, scope="all", portal_total=len(records)),),
        reason=None,
    )
    with journal.transaction():
        journal.readings.save(task.task, [part], run=run, tries=1, at=at)


def ended(journal: Journal, run: int, outcomes: Iterable[tuple[str, int]] = (), *, at: datetime = NOW) -> None:
    with journal.transaction():
        journal.runs.end(run, "Complete", dict(outcomes), at=at)


def synced(journal: Journal, tan: Tan, module: str, portal: Portal, *records: Record, at: datetime = NOW) -> int:
    """A whole run of one task."""
    task = planned(tan, module, portal)
    run = begun(journal, task, at=at)
    read(journal, run, task, *records, at=at)
    ended(journal, run, at=at)
    return run
