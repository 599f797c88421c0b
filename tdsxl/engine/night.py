"""What an unattended run found, in one line for whoever opens the book in the morning. Pure but for the journal."""

from collections.abc import Collection, Iterable

from tdsxl.engine.entries import TaskRow
from tdsxl.engine.journal.journal import Journal
from tdsxl.values import Portal


def night_line(journal: Journal, book: str) -> str | None:
    """`150 checked at the IT portal, 6 new; 147 wait for a captcha: Continue`, or None after an attended run."""
    run = journal.runs.last(book)
    if run is None or run.attended:
        return None
    tasks = journal.runs.tasks(run.id)
    waiting = {one.task.tan for one in _at(tasks, Portal.TRACES) if one.state == "waiting"}
    waits = f"{len(waiting)} {'waits' if len(waiting) == 1 else 'wait'} for a captcha: Continue"
    parts = [*_read(_at(tasks, Portal.ITPORTAL)), *([waits] if waiting else [])]
    return "; ".join(parts) or None


def _at(tasks: Iterable[TaskRow], portal: Portal) -> list[TaskRow]:
    return [one for one in tasks if one.task.portal is portal and one.state != "unsupported"]


def _read(tasks: Collection[TaskRow]) -> list[str]:
    """In clients: a client is checked when all that was asked of it there is."""
    asked = {one.task.tan for one in tasks}
    missed = {one.task.tan for one in tasks if one.state != "done"}
    new = {one.task.tan for one in tasks if one.fresh}
    not_checked = f", {len(missed)} not checked" if missed else ""
    return [f"{len(asked - missed)} checked at the IT portal, {len(new)} new{not_checked}"] if asked else []
