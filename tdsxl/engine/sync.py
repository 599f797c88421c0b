"""One sync: book → plan → run → journal → book. The roots hand in whatever touches the world."""

import getpass
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tdsxl.engine.audit import Audit
from tdsxl.engine.beforehand import note_parts, open_troubles
from tdsxl.engine.clients import Versions, client_cells, home_figures
from tdsxl.engine.dashboard import dashboard
from tdsxl.engine.entries import RunRow, TaskId, TaskRow
from tdsxl.engine.events import Event, RunBegan, VisitEnded
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.plan import Hindrance, Memory, Plan, Wish, plan
from tdsxl.engine.results import Results, States, module_states
from tdsxl.engine.run import Chores, Pace, Run
from tdsxl.engine.tables import tables
from tdsxl.engine.visit import Crew
from tdsxl.errors import InputError
from tdsxl.modules.base import Module
from tdsxl.remedies import store_password, without_otp
from tdsxl.sheets.base import Book
from tdsxl.tables import Asked, Contents, Problem, Stamp, Update, Written
from tdsxl.values import INDIA, Portal

NO_PASSWORD, NEEDS_OTP = "no password stored", "needs OTP"
"""Why an account is not visited."""
CONTINUE_WITHIN = timedelta(hours=12)
"""A run that was stopped or cut off longer ago is not continued: what it read is no longer fresh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a sync stands on."""

    home: Home
    journal: Journal
    modules: tuple[Module, ...]
    versions: Versions
    """Versions of the stored passwords."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """How a sync ended."""

    run: RunRow
    plan: Plan
    contents: Contents
    unused: tuple[Problem, ...]
    """Lines of the book that this run asked for and that cannot be used."""
    states: States
    """Of the client modules that this run asked for."""

    @property
    def is_complete(self) -> bool:
        """Everything that was asked for is checked."""
        return not self.unused and all(state.outcome.is_checked for state in self.states.values())


def sync(
    office: Office,
    contents: Contents,
    wish: Wish,
    *,
    crew: Crew,
    paces: Mapping[Portal, Pace],
    emit: Callable[[Event], None],
    chores: Chores | None = None,
) -> Synced:
    """Everything between the press of Start Sync and the journal with its new rows; the book is written after it.

    Args:
        office: What it stands on.
        contents: What the book says.
        wish: What is asked for.
        crew: What visits work with.
        paces: How hard each portal may be asked.
        emit: Told what happens, from the thread that syncs.
        chores: Done by the same thread between two turns.

    Raises:
        InputError: The selection cannot be used, or another PC syncs the book; nothing was sent.
        LocalError: The journal cannot be written.
    """
    check_stamp(contents.stamp, office.home)
    book_id = contents.stamp.book_id
    memory = _memory(office, wish, contents, crew=crew)
    made = plan(contents, wish, memory, office.modules)
    resumed = _resumable(office, wish, book_id, made)
    if resumed is not None:
        done = _done(office.journal.runs.tasks(resumed))
        made = plan(contents, wish, replace(memory, done=done), office.modules)
    number = _begin(office, contents, attended=crew.attended, made=made, resumed=resumed)
    audit = Audit(office.home, "sync", emit)
    audit(RunBegan(run=number, plan=made, resumed=resumed is not None))
    run = Run(
        number,
        made,
        office.journal,
        crew=crew,
        paces=paces,
        emit=audit,
        progress=office.home.progress,
        chores=chores,
    )
    run.work()
    states = {pair: state for pair, state in module_states(office.journal).items() if state.run == number}
    _end(office, number, states, stopped=crew.stop.is_set())
    row = office.journal.runs.of(number)
    audit.ended(str(row.how))
    return Synced(run=row, plan=made, contents=contents, unused=_unused(contents, wish), states=states)


def try_logins(
    office: Office,
    contents: Contents,
    wish: Wish,
    *,
    crew: Crew,
    paces: Mapping[Portal, Pace],
    emit: Callable[[Event], None],
) -> tuple[int, int]:
    """Log in once per selected client and portal with a stored password, and read nothing.

    Returns:
        How many logins were tried, and how many of them failed.
    """
    asked = plan(contents, wish, Memory(), office.modules)
    visits = tuple(
        replace(visit, tasks=()) for visit in asked.visits if (visit.client.tan, visit.portal) in office.versions
    )
    made = replace(asked, visits=visits, tasks=(), unsupported=())
    endings: list[VisitEnded] = []
    number = _begin(office, contents, attended=crew.attended, made=made, resumed=None)

    def note(event: Event) -> None:
        emit(event)
        if isinstance(event, VisitEnded):
            endings.append(event)

    audit = Audit(office.home, "passwords test", note)
    audit(RunBegan(run=number, plan=made, resumed=False))
    Run(number, made, office.journal, crew=crew, paces=paces, emit=audit, progress=office.home.progress).work()
    _end(office, number, {}, stopped=crew.stop.is_set())
    return len(endings), sum(ending.reason is not None for ending in endings)


def check_stamp(stamp: Stamp, home: Home) -> None:
    """Only the PC that syncs a book may sync or write it.

    Raises:
        InputError: It belongs to another PC.
    """
    if stamp.pc and stamp.pc not in home.stamps():
        raise InputError(
            f"This book is synced by {stamp.pc} since {stamp.since}.",
            "Sync it there; to move it here for good, empty the cell beside `Synced by PC` on the sheet Settings.",
        )


def keep_notes(journal: Journal, book: Book, contents: Contents) -> Mapping[str, Written]:
    """Take into the journal what the firm wrote beside our rows; gives what we left in the book, by sheet title.

    Raises:
        LocalError: The book or the journal cannot be used.
    """
    book_id, tans = contents.stamp.book_id, {str(client.tan) for client in contents.clients}
    known = journal.files.written(book_id)
    found = book.notes(known)
    with journal.transaction():
        for title, beside in found.items():
            journal.notes.keep(title, beside, book=book_id, tans=tans, at=datetime.now(UTC))
    return known


def write_book(office: Office, book: Book, contents: Contents, *, running: int | None = None) -> None:
    """The sheets again, from the journal, without the network; `running` is the run that is still under way.

    Raises:
        LocalError: The book cannot be written; nothing of it was harmed, and the journal keeps everything.
    """
    book_id = contents.stamp.book_id
    known = keep_notes(office.journal, book, contents)
    results = Results(office.journal, contents, module_states(office.journal, running=running), datetime.now(UTC))
    problems = {problem.row: problem.tan for problem in contents.problems if problem.tan}
    names = {problem.row: problem.name for problem in contents.problems if problem.name and not problem.tan}
    all_tables, told = tables(results, office.modules), client_cells(results, office.versions)
    update = Update(
        tables=all_tables,
        clients=told,
        client_tans={**problems, **{client.row: str(client.tan) for client in contents.clients}},
        client_names=names,
        clients_as_on=results.as_on_clients(),
        home=home_figures(results),
        dashboard=dashboard(results, told, all_tables),
        stamp=_taken(contents.stamp, office.home),
    )
    written = book.write(update, known)
    with office.journal.transaction():
        office.journal.files.remember(book_id, written)


def _taken(stamp: Stamp, home: Home) -> Stamp | None:
    pc, folder = home.pc(), str(home.path)
    if stamp.pc == pc:
        return replace(stamp, folder=folder) if stamp.folder != folder else None
    return Stamp(book_id=stamp.book_id, pc=pc, since=f"{datetime.now(INDIA):%d-%b-%Y %H:%M}", folder=folder)


def _resumable(office: Office, wish: Wish, book_id: str, made: Plan) -> int | None:
    """The run to go on with, if all that it asked for is asked again; a client named by hand is always read anew."""
    if wish.goes_on_with is not None or wish.tans or wish.failed or wish.exactly is not None:
        return wish.goes_on_with
    run = office.journal.runs.last(book_id)
    if run is None or run.how == "Complete" or run.started < datetime.now(UTC) - CONTINUE_WITHIN:
        return None
    before = {(task.task, task.years) for task in office.journal.runs.tasks(run.id)}
    return run.id if before <= {(task.task, task.years) for task in made.tasks} else None


def _unused(contents: Contents, wish: Wish) -> tuple[Problem, ...]:
    asked = {Asked.ALWAYS}
    if wish.everyone:
        asked |= {Asked.BY_TICKS, Asked.BY_ALL}
    elif not (wish.tans or wish.failed or wish.exactly is not None):
        asked.add(Asked.BY_TICKS)
    return tuple(problem for problem in contents.problems if problem.asked in asked)


def _done(tasks: Iterable[TaskRow]) -> frozenset[tuple[TaskId, str]]:
    return frozenset((task.task, task.years) for task in tasks if task.state == "done")


def _memory(office: Office, wish: Wish, contents: Contents, *, crew: Crew) -> Memory:
    states = module_states(office.journal)
    visits = office.journal.logins.visits()
    return Memory(
        failed=frozenset(pair for pair, state in states.items() if not state.outcome.is_checked),
        done=_done(office.journal.runs.latest()) if wish.failed else frozenset(),
        hindered=hindrances(office, wish, contents, attended=crew.attended),
        seconds={key: visit.seconds for key, visit in visits.items() if visit.seconds is not None},
    )


def hindrances(
    office: Office, wish: Wish, contents: Contents, *, attended: bool
) -> dict[tuple[str, Portal], Hindrance]:
    """Why an account is not even visited: no password, a second factor, or a captcha and nobody to type it."""
    visits = office.journal.logins.visits()
    # Who is asked for alone was asked for by name, whether typed or chosen in the Sync Bucket.
    named = wish.tans or (tuple(wish.exactly) if wish.exactly and len(wish.exactly) == 1 else ())
    found: dict[tuple[str, Portal], Hindrance] = {}
    for tan, portal in ((client.tan, portal) for client in contents.clients for portal in Portal):
        visit = visits.get((tan, portal))
        if (tan, portal) not in office.versions:
            found[tan, portal] = Hindrance("skipped", NO_PASSWORD, f"Store it: {store_password(tan, portal)}")
        elif visit and visit.needs == "otp" and tan not in named:
            found[tan, portal] = Hindrance("skipped", NEEDS_OTP, without_otp(tan))
        elif portal is Portal.TRACES and not attended:
            found[tan, portal] = Hindrance("waiting", "a captcha waits for you", "Sync again without --unattended.")
    return found


def _begin(office: Office, contents: Contents, *, attended: bool, made: Plan, resumed: int | None) -> int:
    now = datetime.now(UTC)
    row = RunRow(
        id=resumed or 0,
        book=contents.stamp.book_id,
        who=getpass.getuser(),
        pc=office.home.pc(),
        started=now,
        ended=None,
        how=None,
        hidden=len(made.left_out),
        left_out=tuple(str(client.tan) for client in made.left_out),
        attended=attended,
    )
    journal = office.journal
    with journal.transaction():
        if resumed is None:
            number = journal.runs.begin(row, made.tasks)
        else:
            number = resumed
            journal.runs.reopen(row, made.tasks)
        note_parts(journal, made, number)
        open_troubles(journal, made.tasks, contents.problems, number)
    return number


def _end(office: Office, run: int, states: States, *, stopped: bool) -> None:
    counts = Counter(state.outcome.value for state in states.values())
    counts["Clients"] = len({state.tan for state in states.values()})
    with office.journal.transaction():
        office.journal.runs.end(run, "Stopped" if stopped else "Complete", counts, at=datetime.now(UTC))
