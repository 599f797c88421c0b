"""How a run ended, in the words of the window. Reads the journal, writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from tdsxl.engine.entries import TaskRow
from tdsxl.engine.gate import bar
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.leftover import leftover
from tdsxl.engine.outcomes import CUT_OFF, ModuleState, Outcome
from tdsxl.engine.plan import Wish
from tdsxl.engine.sync import NO_PASSWORD, Office, Synced, hindrances
from tdsxl.errors import Refused
from tdsxl.tables import Client
from tdsxl.values import Portal
from tdsxl.window.values import Finished, NotChecked


def finished(office: Office, done: Synced) -> Finished:
    """The summary of a run."""
    contents, journal = done.contents, office.journal
    left = leftover(journal, contents.stamp.book_id, contents.clients) if done.run.how == "Stopped" else None
    will_run, need_password = _again(office, done)
    return Finished(
        headline=_headline(done),
        not_checked=tuple(_not_checked(journal.runs.tasks(done.run.id), done.plan.clients)),
        will_run=will_run,
        need_password=need_password,
        left=len(left.left) if left else 0,
    )


def _headline(done: Synced) -> str:
    of: dict[str, list[ModuleState]] = {}
    for state in done.states.values():
        of.setdefault(state.tan, []).append(state)
    complete = sum(all(state.outcome.is_checked for state in states) for states in of.values())
    news = sum(any(state.outcome is Outcome.NEW_DATA for state in states) for states in of.values())
    how = ", stopped" if done.run.how == "Stopped" else ""
    return f"Run {done.run.id}{how}: {complete} of {len(of)} clients complete, {news} with news."


def _not_checked(tasks: Iterable[TaskRow], clients: Iterable[Client]) -> Iterator[NotChecked]:
    """One line for each client, portal and reason, in the order of the book."""
    found: defaultdict[str, dict[str, TaskRow]] = defaultdict(dict)
    for task in tasks:
        if task.state not in ("done", "unsupported"):
            found[task.task.tan].setdefault(f"{task.task.portal.title}: {task.reason or CUT_OFF}", task)
    for client in clients:
        for reason, task in found[client.tan].items():
            yield NotChecked(tan=client.tan, name=client.name, reason=reason, remedy=task.remedy or "")


def _again(office: Office, done: Synced) -> tuple[int, int]:
    """Clients that Re-sync failed would bring on, and those that it could not before a password is stored."""
    contents = done.contents
    known = {client.tan for client in contents.clients if client.active}
    tasks = (task for task in office.journal.runs.latest() if task.state not in ("done", "unsupported"))
    undone = {(task.task.tan, task.task.portal) for task in tasks if task.task.tan in known}
    hindered = hindrances(office, Wish(years=()), contents, attended=True)
    lacking = {account for account, hindrance in hindered.items() if hindrance.reason == NO_PASSWORD}
    lacking |= _refused(office)
    will_run = {tan for tan, portal in undone - lacking - hindered.keys()}
    return len(will_run), len({tan for tan, portal in undone & lacking} - will_run)


def _refused(office: Office) -> frozenset[tuple[str, Portal]]:
    """Accounts whose stored password is not sent again."""
    return frozenset(
        (tan, portal)
        for (tan, portal), version in office.versions.items()
        if isinstance(_bar(office.journal, tan, portal, version), Refused)
    )


def _bar(journal: Journal, tan: str, portal: Portal, version: str) -> object:
    return bar(journal.logins.of(portal, tan), version, datetime.now(UTC))
