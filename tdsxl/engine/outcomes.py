"""From tasks to the only words: outcomes of client modules, states of rows. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tdsxl.engine.entries import PartRow, TaskId, TaskRow
from tdsxl.modules.base import Stored


class Outcome(Enum):
    """How a module of a client ended."""

    NEW_DATA = "New data"
    NO_CHANGE = "No change"
    NOTHING = "Nothing on portal"
    NOT_CHECKED = "Not checked"
    NOT_SUPPORTED = "Not supported yet"
    WAITING = "Waiting for you"
    RUNNING = "Running"

    @property
    def is_checked(self) -> bool:
        """Nothing is left to do; what no public evidence shows counts as checked."""
        return self not in (Outcome.NOT_CHECKED, Outcome.WAITING, Outcome.RUNNING)


CUT_OFF = "the run was cut off"
UNDER_WAY = "the sync is under way"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleState:
    """What is known of one module of one client."""

    tan: str
    module: str
    run: int
    """The last run that asked for it."""
    outcome: Outcome
    covered: str | None
    reason: str | None
    """Why it is not checked; the portal is named where the module has two."""
    causes: tuple[str, ...]
    """The same without portals, for counting."""
    years: str
    parts: tuple[PartRow, ...]
    last_tried: datetime | None
    last_complete: datetime | None
    last_change: datetime | None

    @property
    def status(self) -> str:
        """For the status cell: `No change (to 2025-26)`."""
        return f"{self.outcome.value} ({self.covered})" if self.covered else self.outcome.value


def states(
    tasks: Iterable[TaskRow],
    parts: Iterable[PartRow],
    completed: Mapping[TaskId, datetime],
    changed: Mapping[tuple[str, str], datetime],
    *,
    running: int | None = None,
) -> dict[tuple[str, str], ModuleState]:
    """(TAN, module) → its state, from the last task of each portal, the newest first; a run may be under way."""
    groups: defaultdict[tuple[str, str], list[TaskRow]] = defaultdict(list)
    for task in tasks:
        groups[task.task.tan, task.task.module].append(task)
    of: defaultdict[TaskId, list[PartRow]] = defaultdict(list)
    for part in parts:
        of[part.task].append(part)
    return {
        pair: _state(
            group,
            [part for task in group for part in of[task.task] if part.run == task.run],
            completed,
            changed=changed.get(pair),
            unread=UNDER_WAY if group[0].run == running else CUT_OFF,
        )
        for pair, group in groups.items()
    }


def _state(
    tasks: Sequence[TaskRow],
    asked: Sequence[PartRow],
    completed: Mapping[TaskId, datetime],
    *,
    changed: datetime | None,
    unread: str,
) -> ModuleState:
    """State of one module of one client; `unread` says why a task has neither been read nor given up."""
    live = [task for task in tasks if task.state != "unsupported"]
    outcome = _outcome(live, asked)
    if unread == UNDER_WAY and any(task.state in ("planned", "running") for task in live):
        outcome = Outcome.RUNNING
    open_tasks = [] if outcome.is_checked else [task for task in live if task.state != "done"]
    complete = [completed.get(task.task) for task in live]
    return ModuleState(
        tan=tasks[0].task.tan,
        module=tasks[0].task.module,
        run=tasks[0].run,
        outcome=outcome,
        covered=next((task.covered for task in tasks if task.covered), None),
        reason=_reason(open_tasks, unread, two_portals=len(live) > 1),
        causes=tuple(dict.fromkeys(task.reason or unread for task in open_tasks)),
        years=tasks[0].years,
        parts=tuple(asked),
        last_tried=max((task.tried for task in tasks if task.tried), default=None),
        last_complete=None if None in complete else min(filter(None, complete), default=None),
        last_change=changed,
    )


def _outcome(live: Sequence[TaskRow], parts: Sequence[PartRow]) -> Outcome:
    found = {task.state for task in live}
    if not live:
        return Outcome.NOT_SUPPORTED
    if found & {"failed", "skipped", "planned", "running"}:
        return Outcome.NOT_CHECKED
    if "waiting" in found:
        return Outcome.WAITING
    if any(task.fresh for task in live):
        return Outcome.NEW_DATA
    return Outcome.NO_CHANGE if any(part.rows for part in parts if part.supported) else Outcome.NOTHING


def _reason(open_tasks: Sequence[TaskRow], unread: str, *, two_portals: bool) -> str | None:
    reasons = (
        f"{task.reason or unread} ({task.task.portal.title})" if two_portals else task.reason or unread
        for task in open_tasks
    )
    return "; ".join(dict.fromkeys(reasons)) or None


@dataclass(frozen=True, slots=True)
class RowState:
    """The last three columns of a row."""

    state: str
    first_seen: datetime
    last_change: datetime


def row_state(stored: Sequence[Stored], since: datetime) -> RowState:
    """State of a row that may come from both portals; `since` is where the days begin that a row counts as new."""
    changes = [one.changed_at for one in stored if one.changed_at]
    first = min(one.first_seen for one in stored)
    news = [one for one in stored if not one.baseline and one.first_seen >= since]
    last = max([first, *changes, *(one.first_seen for one in news)])
    if all(one.gone_at for one in stored):
        state = "Gone"
    elif any(at >= since for at in changes) or (news and len(news) < len(stored)):
        state = "Changed"
    elif news:
        state = "New"
    else:
        state = "First read" if first >= since else "Unchanged"
    return RowState(state, first, last)
