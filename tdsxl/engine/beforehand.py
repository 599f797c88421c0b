"""What is known of a run before its first login, and written down when it begins."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tdsxl.engine.entries import PlannedTask
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.troubles import Trouble
from tdsxl.engine.plan import Plan
from tdsxl.tables import Problem

_MEND = "Mend that row of the workbook, then sync again."


def note_parts(journal: Journal, made: Plan, run: int) -> None:
    """Parts that no portal shows yet, and those of tasks that are not even begun."""
    for id_, part in made.unsupported:
        journal.readings.note(id_, part.act, run=run, supported=False, reason=None)
    for task in made.tasks:
        for act in task.acts if task.state != "planned" else ():
            journal.readings.note(task.task, act, run=run, supported=True, reason=task.reason)


def open_troubles(journal: Journal, tasks: Iterable[PlannedTask], problems: Iterable[Problem], run: int) -> None:
    """What is known before the first login: one line per client and portal, and the lines that name no client."""
    now = datetime.now(UTC)
    hindered = {(t.task.tan, t.task.portal): t for t in tasks if t.state in ("skipped", "waiting")}
    for (tan, portal), task in hindered.items():
        reason, remedy = task.reason or "", task.remedy or ""
        what = f"{reason[:1].upper()}{reason[1:]}."
        trouble = Trouble(tan=tan, kind="Needs you", module="", portal=portal.title, what=what, remedy=remedy)
        journal.troubles.open(trouble, run=run, at=now)
    stand = [problem for problem in problems if problem.tan]
    for problem in stand:
        trouble = Trouble(tan=problem.tan, kind="Needs you", module="", portal="", what=problem.text, remedy=_MEND)
        journal.troubles.open(trouble, run=run, at=now)
    journal.troubles.keep_only({problem.tan for problem in stand}, at=now)
